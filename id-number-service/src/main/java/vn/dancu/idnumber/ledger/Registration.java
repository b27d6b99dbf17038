package vn.dancu.idnumber.ledger;

import java.util.UUID;
import vn.dancu.kernel.PersonalIdNumber;

/** A number that was issued elsewhere, and the item that has it. */
public record Registration(UUID itemId, PersonalIdNumber number) {}
