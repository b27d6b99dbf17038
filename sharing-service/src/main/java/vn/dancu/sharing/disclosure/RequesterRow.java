package vn.dancu.sharing.disclosure;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.ClientId;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.ProcedureCode;
import vn.dancu.sharing.model.PurposeCode;
import vn.dancu.sharing.model.RequestId;

/** Whoever asked once and is served from then on, as the tables of such work keep them. */
public final class RequesterRow {
    private RequesterRow() {}

    public static Requester read(ResultSet row, Optional<RequestId> requestId) throws SQLException {
        return new Requester(
                new AgencyCode(row.getString("agency_code")),
                new ClientId(
                        ClientId.Kind.valueOf(row.getString("client_kind")),
                        row.getString("client_id")),
                Optional.ofNullable(row.getString("officer")).map(OfficerCode::new),
                new ProcedureCode(row.getString("procedure")),
                new PurposeCode(row.getString("purpose")),
                requestId,
                false);
    }
}
