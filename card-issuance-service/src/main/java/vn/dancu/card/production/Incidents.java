package vn.dancu.card.production;

import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What must not happen in a factory, kept although the result was refused. */
@Repository
class Incidents {
    private final JdbcClient jdbc;

    Incidents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    enum Kind {
        /** A second chip, or another outcome, for a line that has its result. */
        SECOND_RESULT,
        /** A chip that was never delivered as a blank. */
        BLANK_UNKNOWN,
        /** A chip that is another card, or was spoilt before. */
        BLANK_USED,
        /** The chip is not what was ordered. */
        READ_BACK_FAILED
    }

    record Incident(
            UUID incidentId,
            Kind kind,
            UUID runId,
            int line,
            String chipSerial,
            String detail,
            String reportedBy,
            Instant at) {}

    void raise(Incident incident) {
        jdbc.sql(
                        """
                        insert into production_incident (incident_id, kind, run_id, line,
                            chip_serial, detail, reported_by, at)
                        values (:id, :kind, :run, :line, :chip, :detail, :officer, :at)
                        """)
                .param("id", incident.incidentId())
                .param("kind", incident.kind().name())
                .param("run", incident.runId())
                .param("line", incident.line())
                .param("chip", incident.chipSerial())
                .param("detail", incident.detail())
                .param("officer", incident.reportedBy())
                .param("at", Timestamp.from(incident.at()))
                .update();
    }

    List<Incident> page(Optional<UUID> runId, int limit) {
        return jdbc.sql(
                        """
                        select * from production_incident
                        where :run::uuid is null or run_id = :run::uuid
                        order by at desc, incident_id limit :limit
                        """)
                .param("run", runId.orElse(null), Types.OTHER)
                .param("limit", limit)
                .query(
                        (row, n) ->
                                new Incident(
                                        row.getObject("incident_id", UUID.class),
                                        Kind.valueOf(row.getString("kind")),
                                        row.getObject("run_id", UUID.class),
                                        row.getInt("line"),
                                        row.getString("chip_serial"),
                                        row.getString("detail"),
                                        row.getString("reported_by"),
                                        row.getTimestamp("at").toInstant()))
                .list();
    }
}
