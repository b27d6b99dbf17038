package vn.dancu.sharing.agreements;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.sharing.model.AgencyCode;

/** The agencies that may have agreements. */
@Repository
public class Agencies {
    private final JdbcClient jdbc;

    Agencies(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An agency as it is told to administrators. */
    public record Agency(AgencyCode code, String name) {}

    /**
     * @throws ProblemException 409 {@code agency_exists} if the code is registered already
     */
    public void register(AgencyCode code, String name, String administrator, Instant at) {
        int inserted =
                jdbc.sql(
                                """
                                insert into agency (code, name, registered_by, registered_at)
                                values (:code, :name, :administrator, :at)
                                on conflict do nothing
                                """)
                        .param("code", code.text())
                        .param("name", name)
                        .param("administrator", administrator)
                        .param("at", Rows.timestamp(at))
                        .update();
        if (inserted == 0) {
            throw ProblemException.conflict("agency_exists", "This agency is registered already.");
        }
    }

    public Optional<Agency> find(AgencyCode code) {
        return jdbc.sql("select code, name from agency where code = :code")
                .param("code", code.text())
                .query((row, n) -> agency(row.getString("code"), row.getString("name")))
                .optional();
    }

    /**
     * @throws ProblemException 404 {@code agency_not_found}
     */
    public Agency require(AgencyCode code) {
        return find(code)
                .orElseThrow(
                        () -> ProblemException.notFound("agency_not_found", "No such agency."));
    }

    List<Agency> page(String after, int limit) {
        return jdbc.sql(
                        """
                        select code, name from agency where code > :after
                        order by code limit :limit
                        """)
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> agency(row.getString("code"), row.getString("name")))
                .list();
    }

    private static Agency agency(String code, String name) {
        return new Agency(new AgencyCode(code), name);
    }
}
