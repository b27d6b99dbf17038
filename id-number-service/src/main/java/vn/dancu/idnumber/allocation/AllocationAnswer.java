package vn.dancu.idnumber.allocation;

import java.util.List;
import vn.dancu.idnumber.ledger.Allocated;

/** What each item got, in the order of the request. */
record AllocationAnswer(List<Allocated> items) {}
