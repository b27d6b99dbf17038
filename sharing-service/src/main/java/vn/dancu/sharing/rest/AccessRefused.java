package vn.dancu.sharing.rest;

import java.io.Serial;
import java.util.List;
import org.springframework.http.HttpStatus;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.sharing.model.Refusal;

/** 403: the agreement of the agency does not allow the access. */
public final class AccessRefused extends ProblemException {
    @Serial private static final long serialVersionUID = 1L;

    private AccessRefused(Refusal refusal, List<Violation> violations) {
        super(HttpStatus.FORBIDDEN, refusal.code(), detail(refusal), violations, null);
    }

    public static AccessRefused because(Refusal refusal) {
        return new AccessRefused(refusal, List.of());
    }

    public static AccessRefused because(Refusal refusal, String pointer) {
        return new AccessRefused(
                refusal, List.of(new Violation(refusal.code(), pointer, detail(refusal))));
    }

    /** For a body that says procedure, purpose and officer: points at the one that is refused. */
    public static AccessRefused inBody(Refusal refusal) {
        return switch (refusal) {
            case PROCEDURE_NOT_AGREED -> because(refusal, "/procedure");
            case PURPOSE_NOT_AGREED -> because(refusal, "/purpose");
            case OFFICER_NOT_AUTHORISED -> because(refusal, "/officer");
            case CLIENT_UNKNOWN,
                    AGREEMENT_MISSING,
                    OPERATION_NOT_AGREED,
                    FIELD_NOT_AGREED,
                    CONSENT_MISSING,
                    QUOTA_EXCEEDED ->
                    because(refusal);
        };
    }

    private static String detail(Refusal refusal) {
        return switch (refusal) {
            case CLIENT_UNKNOWN -> "The client is not registered for the agency.";
            case AGREEMENT_MISSING -> "The agency has no agreement that is in force.";
            case PROCEDURE_NOT_AGREED -> "The agreement does not name this procedure.";
            case OPERATION_NOT_AGREED -> "The agreement does not allow this operation.";
            case PURPOSE_NOT_AGREED -> "The agreement does not allow this purpose.";
            case OFFICER_NOT_AUTHORISED -> "The agreement does not name this officer.";
            case FIELD_NOT_AGREED -> "The agreement does not allow this field.";
            case CONSENT_MISSING -> "The citizen has not consented to this purpose.";
            case QUOTA_EXCEEDED -> "The quota of the agreement is used up.";
        };
    }
}
