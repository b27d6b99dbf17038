package vn.dancu.sharing.xroad;

import java.sql.Types;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.platform.web.Correlation;
import vn.dancu.sharing.model.OfficerCode;

/**
 * Keeps what X-Road said of each request, before it is answered; the access record has the same
 * correlation id and request number.
 */
@Repository
class XRoadMessages {
    private final JdbcClient jdbc;

    XRoadMessages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void append(XRoadCall call) {
        jdbc.sql(
                        """
                        insert into xroad_message (correlation_id, security_server, agency_code,
                            client, message_id, user_id, issue, represented_party, service,
                            transfer_id, request_hash)
                        values (:correlation, :server, :agency, :client, :message, :user, :issue,
                            :party, :service, :transfer, :hash)
                        """)
                .param("correlation", Correlation.current())
                .param("server", call.server())
                .param("agency", call.agency().text())
                .param("client", call.client().identifier())
                .param("message", call.id().text())
                .param("user", call.officer().map(OfficerCode::text).orElse(null), Types.VARCHAR)
                .param("issue", call.issue(), Types.VARCHAR)
                .param("party", call.representedParty(), Types.VARCHAR)
                .param("service", call.service(), Types.VARCHAR)
                .param("transfer", call.transfer(), Types.VARCHAR)
                .param("hash", call.requestHash(), Types.VARCHAR)
                .update();
    }
}
