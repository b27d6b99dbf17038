package vn.dancu.sharing.model;

import java.util.Locale;

/** Why an access is refused; the code is told to the agency and shown to the citizen. */
public enum Refusal {
    /** The client is not, or no longer, registered for the agency. */
    CLIENT_UNKNOWN,
    /** The agency has no agreement that is active today. */
    AGREEMENT_MISSING,
    /** No active agreement names the procedure. */
    PROCEDURE_NOT_AGREED,
    OPERATION_NOT_AGREED,
    /** Law 91/2025/QH15: personal data serves the purpose it was given for. */
    PURPOSE_NOT_AGREED,
    /** The ministry's gateways answer 005 for this. */
    OFFICER_NOT_AUTHORISED,
    FIELD_NOT_AGREED,
    /** The agreement needs the citizen's consent, and there is none for this purpose. */
    CONSENT_MISSING,
    QUOTA_EXCEEDED;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
