package vn.dancu.idnumber.registration;

import java.util.List;
import java.util.UUID;
import vn.dancu.idnumber.ledger.Outcome;

/** What became of each item, in the order of the request. */
record RegistrationAnswer(List<Item> items) {
    record Item(UUID itemId, Outcome outcome) {}
}
