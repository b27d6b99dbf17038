package vn.dancu.idnumber.life;

import java.util.UUID;
import vn.dancu.kernel.PersonalIdNumber;

/** The number that stands in the place of the old one from now on. */
record ReestablishmentAnswer(UUID personId, PersonalIdNumber oldNumber, PersonalIdNumber number) {}
