package vn.dancu.sharing.disclosure;

import java.util.List;
import java.util.Optional;
import vn.dancu.sharing.model.Access;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.ClientId;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.Operation;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.ProcedureCode;
import vn.dancu.sharing.model.PurposeCode;
import vn.dancu.sharing.model.RequestId;

/**
 * Who asks and why, as far as a protocol has proved it. The agency and the client come from what
 * the protocol believes (a token, a certificate, a digest), never from the body of the request.
 *
 * @param officer proven, or stated by the agency, which answers for it
 * @param requestId the agency's own number of the request (MaYeuCau, X-Road-Id)
 * @param contradicted what was proved and what was stated name two officers: refused, and recorded
 */
public record Requester(
        AgencyCode agency,
        ClientId client,
        Optional<OfficerCode> officer,
        ProcedureCode procedure,
        PurposeCode purpose,
        Optional<RequestId> requestId,
        boolean contradicted) {
    Access access(Operation operation, List<PersonField> fields) {
        return new Access(agency, client, officer, procedure, purpose, operation, fields);
    }
}
