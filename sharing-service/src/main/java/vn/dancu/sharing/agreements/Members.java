package vn.dancu.sharing.agreements;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.Client;
import vn.dancu.sharing.model.ClientId;
import vn.dancu.sharing.model.OfficerCode;

/** What an agency works with: its systems, their clients, its officers. */
@Repository
public class Members {
    /** Of one agency, in use: an instance remembers them all. */
    static final int MOST_CLIENTS = 200;

    static final int MOST_OFFICERS = 50_000;
    static final int MOST_SYSTEMS = 200;

    private final JdbcClient jdbc;

    Members(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A system as administrators see it. */
    public record SystemView(String code, String name) {}

    /** A client as administrators see it; withdrawn ones stay on record. */
    public record ClientView(
            UUID id,
            ClientId.Kind kind,
            String identifier,
            @Nullable String system,
            boolean sandbox,
            String registeredBy,
            Instant registeredAt,
            @Nullable String withdrawnBy,
            @Nullable Instant withdrawnAt) {}

    /**
     * @throws ProblemException 409 {@code system_exists}, {@code too_many}; 404 {@code
     *     agency_not_found}
     */
    public void registerSystem(
            AgencyCode agency, String code, String name, String administrator, Instant at) {
        refuseMore(agency, "agency_system", "true", MOST_SYSTEMS);
        int inserted =
                jdbc.sql(
                                """
                                insert into agency_system
                                    (agency_code, code, name, registered_by, registered_at)
                                values (:agency, :code, :name, :administrator, :at)
                                on conflict do nothing
                                """)
                        .param("agency", agency.text())
                        .param("code", code)
                        .param("name", name)
                        .param("administrator", administrator)
                        .param("at", Rows.timestamp(at))
                        .update();
        if (inserted == 0) {
            throw ProblemException.conflict("system_exists", "This system is registered already.");
        }
    }

    /**
     * @throws ProblemException 409 {@code client_registered} (here or elsewhere), {@code too_many};
     *     422 {@code system_unknown}; 404 {@code agency_not_found}
     */
    public UUID registerClient(AgencyCode agency, Client client, String administrator, Instant at) {
        refuseMore(agency, "agency_client", "withdrawn_at is null", MOST_CLIENTS);
        client.system().ifPresent(system -> requireSystem(agency, system));
        UUID id = UUID.randomUUID();
        int inserted =
                jdbc.sql(
                                """
                                insert into agency_client (id, agency_code, system, kind,
                                    identifier, sandbox, registered_by, registered_at)
                                values (:id, :agency, :system, :kind, :identifier, :sandbox,
                                    :administrator, :at)
                                on conflict do nothing
                                """)
                        .param("id", id)
                        .param("agency", agency.text())
                        .param("system", client.system().orElse(null), Types.VARCHAR)
                        .param("kind", client.id().kind().name())
                        .param("identifier", client.id().identifier())
                        .param("sandbox", client.sandbox())
                        .param("administrator", administrator)
                        .param("at", Rows.timestamp(at))
                        .update();
        if (inserted == 0) {
            throw ProblemException.conflict(
                    "client_registered", "This client is registered already; withdraw it first.");
        }
        return id;
    }

    /** Ends a client for ever; nothing is answered to it from this moment on. */
    public void withdrawClient(AgencyCode agency, UUID id, String administrator, Instant at) {
        int updated =
                jdbc.sql(
                                """
                                update agency_client
                                set withdrawn_by = :administrator, withdrawn_at = :at
                                where agency_code = :agency and id = :id
                                    and withdrawn_at is null
                                """)
                        .param("administrator", administrator)
                        .param("at", Rows.timestamp(at))
                        .param("agency", agency.text())
                        .param("id", id)
                        .update();
        if (updated == 0) {
            throw ProblemException.notFound("client_not_found", "No such client is in use.");
        }
    }

    /** Registers officers, or puts withdrawn ones back; again for the same ones changes nothing. */
    public void registerOfficers(
            AgencyCode agency, List<OfficerCode> codes, String administrator, Instant at) {
        refuseMore(
                agency, "agency_officer", "withdrawn_at is null", MOST_OFFICERS - codes.size() + 1);
        jdbc.sql(
                        """
                        insert into agency_officer
                            (agency_code, code, registered_by, registered_at)
                        select distinct :agency, code, :administrator, cast(:at as timestamptz)
                        from unnest(:codes) as code
                        on conflict (agency_code, code) do update
                        set registered_by = excluded.registered_by,
                            registered_at = excluded.registered_at,
                            withdrawn_by = null, withdrawn_at = null
                        where agency_officer.withdrawn_at is not null
                        """)
                .param("agency", agency.text())
                .param("administrator", administrator)
                .param("at", Rows.timestamp(at))
                .param("codes", Rows.array(codes, OfficerCode::text))
                .update();
    }

    /** Withdraws officers; those who are not registered are passed over. */
    public void withdrawOfficers(
            AgencyCode agency, List<OfficerCode> codes, String administrator, Instant at) {
        jdbc.sql(
                        """
                        update agency_officer
                        set withdrawn_by = :administrator, withdrawn_at = :at
                        where agency_code = :agency and code = any(:codes)
                            and withdrawn_at is null
                        """)
                .param("administrator", administrator)
                .param("at", Rows.timestamp(at))
                .param("agency", agency.text())
                .param("codes", Rows.array(codes, OfficerCode::text))
                .update();
    }

    /** For protocols that name no agency themselves: whose client this is. */
    public Optional<AgencyCode> agencyOf(ClientId client) {
        return jdbc.sql(
                        """
                        select agency_code from agency_client
                        where kind = :kind and identifier = :identifier and withdrawn_at is null
                        """)
                .param("kind", client.kind().name())
                .param("identifier", client.identifier())
                .query(String.class)
                .optional()
                .map(AgencyCode::new);
    }

    List<Client> clients(AgencyCode agency) {
        return jdbc.sql(
                        """
                        select kind, identifier, system, sandbox from agency_client
                        where agency_code = :agency and withdrawn_at is null limit :limit
                        """)
                .param("agency", agency.text())
                .param("limit", MOST_CLIENTS)
                .query(
                        (row, n) ->
                                new Client(
                                        new ClientId(
                                                ClientId.Kind.valueOf(row.getString("kind")),
                                                row.getString("identifier")),
                                        Optional.ofNullable(row.getString("system")),
                                        row.getBoolean("sandbox")))
                .list();
    }

    Set<OfficerCode> officers(AgencyCode agency) {
        return Set.copyOf(
                jdbc.sql(
                                """
                                select code from agency_officer
                                where agency_code = :agency and withdrawn_at is null limit :limit
                                """)
                        .param("agency", agency.text())
                        .param("limit", MOST_OFFICERS)
                        .query((row, n) -> new OfficerCode(row.getString("code")))
                        .list());
    }

    List<SystemView> systems(AgencyCode agency) {
        return jdbc.sql(
                        """
                        select code, name from agency_system
                        where agency_code = :agency order by code limit :limit
                        """)
                .param("agency", agency.text())
                .param("limit", MOST_SYSTEMS)
                .query((row, n) -> new SystemView(row.getString("code"), row.getString("name")))
                .list();
    }

    List<ClientView> clientPage(AgencyCode agency, UUID after, int limit) {
        return jdbc.sql(
                        """
                        select * from agency_client
                        where agency_code = :agency and id > :after order by id limit :limit
                        """)
                .param("agency", agency.text())
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> view(row))
                .list();
    }

    List<String> officerPage(AgencyCode agency, String after, int limit) {
        return jdbc.sql(
                        """
                        select code from agency_officer
                        where agency_code = :agency and withdrawn_at is null and code > :after
                        order by code limit :limit
                        """)
                .param("agency", agency.text())
                .param("after", after)
                .param("limit", limit)
                .query(String.class)
                .list();
    }

    private static ClientView view(ResultSet row) throws SQLException {
        Instant registered = Rows.instant(row, "registered_at");
        return new ClientView(
                row.getObject("id", UUID.class),
                ClientId.Kind.valueOf(row.getString("kind")),
                row.getString("identifier"),
                row.getString("system"),
                row.getBoolean("sandbox"),
                row.getString("registered_by"),
                registered == null ? Instant.EPOCH : registered,
                row.getString("withdrawn_by"),
                Rows.instant(row, "withdrawn_at"));
    }

    private void requireSystem(AgencyCode agency, String system) {
        boolean known =
                jdbc.sql(
                                """
                                select exists (select from agency_system
                                    where agency_code = :agency and code = :system)
                                """)
                        .param("agency", agency.text())
                        .param("system", system)
                        .query(Boolean.class)
                        .single();
        if (!known) {
            throw ProblemException.refused(
                    "system_unknown", "The agency has no such system.", "/system");
        }
    }

    /** Holds the agency's row, so that the bound holds for two at once. */
    private void refuseMore(AgencyCode agency, String table, String condition, int most) {
        boolean known =
                jdbc.sql("select code from agency where code = :agency for update")
                        .param("agency", agency.text())
                        .query(String.class)
                        .optional()
                        .isPresent();
        if (!known) {
            throw ProblemException.notFound("agency_not_found", "No such agency.");
        }
        int have =
                jdbc.sql(
                                "select count(*) from %s where agency_code = :agency and %s"
                                        .formatted(table, condition))
                        .param("agency", agency.text())
                        .query(Integer.class)
                        .single();
        if (have >= most) {
            throw ProblemException.conflict("too_many", "The agency has too many of these.");
        }
    }
}
