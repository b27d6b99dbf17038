package vn.dancu.sharing.disclosure;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.OfficerCode;

/**
 * Who asks, by the token alone; the body may add the officer, for whom the agency answers.
 *
 * @param contradicted the token names one officer and the body another
 */
record Requester(
        AgencyCode agency, String clientId, Optional<OfficerCode> officer, boolean contradicted) {

    /**
     * @throws ProblemException 403 {@code agency_missing} for a token without an agency
     */
    static Requester of(Caller caller, @Nullable OfficerCode stated) {
        String agency = caller.agency();
        if (agency == null) {
            throw ProblemException.forbidden("agency_missing", "The token names no agency.");
        }
        try {
            Optional<OfficerCode> proven =
                    Optional.ofNullable(caller.officer()).map(OfficerCode::new);
            boolean contradicted =
                    stated != null && proven.map(officer -> !officer.equals(stated)).orElse(false);
            return new Requester(
                    new AgencyCode(agency),
                    caller.clientId(),
                    proven.or(() -> Optional.ofNullable(stated)),
                    contradicted);
        } catch (InvalidValueException e) {
            throw ProblemException.forbidden(
                    "agency_missing", "The token names no well-formed agency or officer.");
        }
    }
}
