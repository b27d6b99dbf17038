package vn.dancu.sharing.model;

import java.util.List;
import java.util.Optional;

/**
 * What an agency asks to do.
 *
 * @param fields asked for, or the attributes to be verified, in the order of the request
 */
public record Access(
        AgencyCode agency,
        ClientId client,
        Optional<OfficerCode> officer,
        ProcedureCode procedure,
        PurposeCode purpose,
        Operation operation,
        List<PersonField> fields) {
    public Access {
        fields = List.copyOf(fields);
    }
}
