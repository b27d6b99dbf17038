package vn.dancu.sharing.rest;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.sharing.disclosure.Identity;
import vn.dancu.sharing.disclosure.Requester;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.ClientId;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.ProcedureCode;
import vn.dancu.sharing.model.PurposeCode;
import vn.dancu.sharing.model.RequestId;

/** What each question over REST carries, whatever is asked; members stand in the body itself. */
public interface Asking {
    ProcedureCode procedure();

    @Nullable OfficerCode officer();

    PurposeCode purpose();

    /** The agency's own number of the request, kept in the record. */
    @Nullable RequestId requestId();

    /**
     * Who asks, by the token alone; the body may add the officer, for whom the agency answers.
     *
     * @throws ProblemException 403 {@code agency_missing} for a token without an agency
     */
    default Requester requester(Caller caller) {
        String agency = caller.agency();
        if (agency == null) {
            throw ProblemException.forbidden("agency_missing", "The token names no agency.");
        }
        OfficerCode stated = officer();
        try {
            Optional<OfficerCode> proven =
                    Optional.ofNullable(caller.officer()).map(OfficerCode::new);
            boolean contradicted =
                    stated != null && proven.map(officer -> !officer.equals(stated)).orElse(false);
            return new Requester(
                    new AgencyCode(agency),
                    ClientId.oauth2(caller.clientId()),
                    proven.or(() -> Optional.ofNullable(stated)),
                    procedure(),
                    purpose(),
                    Optional.ofNullable(requestId()),
                    contradicted);
        } catch (InvalidValueException e) {
            throw ProblemException.forbidden(
                    "agency_missing", "The token names no well-formed agency, client or officer.");
        }
    }

    /** The three that must agree, of one person. */
    interface AboutOne {
        @Nullable PersonalIdNumber number();

        /** The nine digits of an identity card of before 2016 (CMND). */
        @Nullable String oldNumber();

        PersonName name();

        PartialDate dateOfBirth();

        /**
         * @throws ProblemException 422 {@code invalid_fields} unless exactly one number is given
         */
        default Identity identity() {
            return Identity.of(number(), oldNumber(), name(), dateOfBirth());
        }
    }

    /** The person of a question in a batch. */
    record Someone(
            @Nullable PersonalIdNumber number,
            @Nullable @Pattern(regexp = "[0-9]{9}", message = "nine digits") String oldNumber,
            @NotNull PersonName name,
            @NotNull PartialDate dateOfBirth,
            @Nullable @Size(min = 1, max = 40) String itemId)
            implements AboutOne {
        @Override
        public String toString() {
            return "Someone[hidden]";
        }
    }
}
