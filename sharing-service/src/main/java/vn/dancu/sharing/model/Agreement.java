package vn.dancu.sharing.model;

import java.time.LocalDate;
import java.util.UUID;

/** A version of an agreement with an agency, as far as deciding an access needs it. */
public record Agreement(
        UUID id, int version, AgencyCode agency, AgreementState state, Terms terms) {
    public boolean inForceOn(LocalDate day) {
        return state == AgreementState.ACTIVE && terms.holdOn(day);
    }
}
