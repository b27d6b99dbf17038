package vn.dancu.sharing.soap;

import vn.dancu.sharing.model.Refusal;

/**
 * Why a call is not answered ("lỗi"): the number that clients of the old service know or can
 * handle, and the stable code that all protocols share. 004 and 005 are those of the one-stop
 * systems that ask today; the others are ours.
 */
enum Loi {
    NOT_AUTHENTICATED("001", "not_authenticated", "The user and the digest do not agree."),
    TIMESTAMP_OUTSIDE_WINDOW(
            "002", "timestamp_outside_window", "Timestamp is too far from this clock."),
    REQUEST_REPLAYED("003", "request_replayed", "Timestamp or MaYeuCau was used already."),
    PROCEDURE_NOT_AGREED(
            "004", "procedure_not_agreed", "The agreement does not name this procedure (MaDVC)."),
    OFFICER_NOT_AUTHORISED(
            "005", "officer_not_authorised", "The agreement does not name this officer (MaCanBo)."),
    MALFORMED_MESSAGE("006", "malformed_message", "The envelope is not well-formed or not SOAP."),
    INVALID_ELEMENT("007", "invalid_element", "An element is missing, misplaced or has no sense."),
    AGENCY_MISMATCH("008", "agency_mismatch", "MaDonVi is not the agency of this user."),
    CLIENT_UNKNOWN("009", "client_unknown", "The client is not registered for the agency."),
    AGREEMENT_MISSING("010", "agreement_missing", "The agency has no agreement in force."),
    OPERATION_NOT_AGREED(
            "011", "operation_not_agreed", "The agreement does not allow this operation."),
    PURPOSE_NOT_AGREED("012", "purpose_not_agreed", "The agreement does not allow this purpose."),
    FIELD_NOT_AGREED("013", "field_not_agreed", "The agreement does not allow a field of it."),
    CONSENT_MISSING("014", "consent_missing", "The citizen has not consented to this purpose."),
    BODY_TOO_LARGE("015", "body_too_large", "The envelope is larger than the service takes."),
    QUOTA_EXCEEDED("020", "quota_exceeded", "The quota of the agreement is used up for now."),
    AGENCY_BUSY("021", "agency_busy", "The agency has too many questions under way at once."),
    UNAVAILABLE("022", "unavailable", "The register does not answer now.");

    private final String number;
    private final String code;
    private final String text;

    Loi(String number, String code, String text) {
        this.number = number;
        this.code = code;
        this.text = text;
    }

    static Loi of(Refusal refusal) {
        return switch (refusal) {
            case CLIENT_UNKNOWN -> CLIENT_UNKNOWN;
            case AGREEMENT_MISSING -> AGREEMENT_MISSING;
            case PROCEDURE_NOT_AGREED -> PROCEDURE_NOT_AGREED;
            case OPERATION_NOT_AGREED -> OPERATION_NOT_AGREED;
            case PURPOSE_NOT_AGREED -> PURPOSE_NOT_AGREED;
            case OFFICER_NOT_AUTHORISED -> OFFICER_NOT_AUTHORISED;
            case FIELD_NOT_AGREED -> FIELD_NOT_AGREED;
            case CONSENT_MISSING -> CONSENT_MISSING;
            case QUOTA_EXCEEDED -> QUOTA_EXCEEDED;
        };
    }

    String number() {
        return number;
    }

    String code() {
        return code;
    }

    String text() {
        return text;
    }

    /** SOAP 1.1 section 4.4.1: whether the same message may be answered another time. */
    boolean isOfServer() {
        return this == QUOTA_EXCEEDED || this == AGENCY_BUSY || this == UNAVAILABLE;
    }
}
