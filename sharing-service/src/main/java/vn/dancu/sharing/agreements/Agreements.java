package vn.dancu.sharing.agreements;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.Agreement;
import vn.dancu.sharing.model.AgreementCommand;
import vn.dancu.sharing.model.AgreementState;
import vn.dancu.sharing.model.Conditions;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.Officers;
import vn.dancu.sharing.model.Operation;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.ProcedureCode;
import vn.dancu.sharing.model.PurposeCode;
import vn.dancu.sharing.model.Quota;
import vn.dancu.sharing.model.Terms;

/**
 * Agreements with all their versions. Commands run inside the caller's transaction and hold the
 * agreement's row, so that two administrators work on it one after the other.
 */
@Repository
public class Agreements {
    private static final String SELECT_VERSIONS =
            """
            select v.agreement_id, a.agency_code, v.version, v.state, v.revision, v.legal_basis,
                v.purposes, v.valid_from, v.valid_to, v.operations, v.officers, v.quota_day,
                v.quota_second, v.sandbox, v.consent_needed,
                v.tells_current_if_superseded, v.tells_date_precision, v.registered_officers,
                v.authored_by, v.authored_at, v.approved_by, v.approved_at,
                array(select p.procedure || ' ' || array_to_string(p.fields, ',')
                    from agreement_procedure p
                    where p.agreement_id = v.agreement_id and p.version = v.version) as procedures
            from agreement_version v join agreement a on a.id = v.agreement_id
            """;

    private final JdbcClient jdbc;

    Agreements(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One version with who made it what it is. */
    record Version(
            Agreement agreement,
            int revision,
            String authoredBy,
            Instant authoredAt,
            @Nullable String approvedBy,
            @Nullable Instant approvedAt) {}

    /** What was done to a version, by whom and why. */
    record Transition(
            int version,
            String command,
            AgreementState from,
            AgreementState to,
            String administrator,
            @Nullable String reason,
            Instant at) {}

    /**
     * @throws ProblemException 422 {@code agency_unknown}
     */
    public UUID draft(AgencyCode agency, Terms terms, String administrator, Instant at) {
        UUID id = UUID.randomUUID();
        int inserted =
                jdbc.sql(
                                """
                                insert into agreement (id, agency_code, created_at)
                                select :id, code, :at from agency where code = :agency
                                """)
                        .param("id", id)
                        .param("at", Rows.timestamp(at))
                        .param("agency", agency.text())
                        .update();
        if (inserted == 0) {
            throw ProblemException.refused(
                    "agency_unknown", "No such agency is registered.", "/agency");
        }
        insertVersion(id, 1, terms, administrator, at);
        return id;
    }

    /**
     * Drafts the next version; the one in force stays so until the new one is activated.
     *
     * @return the number of the new version
     * @throws ProblemException 404 {@code agreement_not_found}, 409 {@code amendment_pending},
     *     {@code agreement_ended}
     */
    public int amend(UUID id, Terms terms, String administrator, Instant at) {
        lock(id);
        List<Version> versions = versions(id);
        if (versions.stream().anyMatch(v -> isInPreparation(v.agreement().state()))) {
            throw ProblemException.conflict(
                    "amendment_pending", "Another version of this agreement is in preparation.");
        }
        if (versions.stream().allMatch(v -> v.agreement().state() == AgreementState.ENDED)) {
            throw ProblemException.conflict(
                    "agreement_ended", "An agreement that ended is not amended; draft a new one.");
        }
        int next = versions.getLast().agreement().version() + 1;
        insertVersion(id, next, terms, administrator, at);
        return next;
    }

    /**
     * @throws ProblemException 404 {@code agreement_not_found}, 409 {@code illegal_transition},
     *     {@code procedure_agreed_elsewhere}, 422 {@code second_administrator_needed}
     */
    public void apply(
            UUID id,
            int number,
            AgreementCommand command,
            String administrator,
            Optional<String> reason,
            Instant at) {
        lock(id);
        List<Version> versions = versions(id);
        Version version =
                versions.stream()
                        .filter(v -> v.agreement().version() == number)
                        .findFirst()
                        .orElseThrow(Agreements::missing);
        AgreementState from = version.agreement().state();
        AgreementState to =
                from.after(command)
                        .orElseThrow(
                                () ->
                                        ProblemException.conflict(
                                                "illegal_transition",
                                                "The version is %s: this command is not possible."
                                                        .formatted(from)));
        if (command == AgreementCommand.APPROVE && version.authoredBy().equals(administrator)) {
            throw ProblemException.refused(
                    "second_administrator_needed",
                    "A version is approved by another administrator than its author.");
        }
        if (command == AgreementCommand.ACTIVATE) {
            refuseOtherGround(versions, version);
            versions.stream()
                    .filter(v -> v.agreement().version() != number)
                    .filter(v -> isInForce(v.agreement().state()))
                    .forEach(
                            v -> move(v, "REPLACE", AgreementState.ENDED, administrator, null, at));
        }
        move(version, command.name(), to, administrator, reason.orElse(null), at);
        if (command == AgreementCommand.ACTIVATE) {
            occupyProcedures(version.agreement());
        } else if (to == AgreementState.ENDED && isInForce(from)) {
            freeProcedures(id);
        }
    }

    /** An agreement for the sandbox never becomes one for the register, nor the other way round. */
    private static void refuseOtherGround(List<Version> versions, Version version) {
        boolean sandbox = version.agreement().terms().conditions().sandbox();
        if (versions.stream()
                .anyMatch(v -> v.agreement().terms().conditions().sandbox() != sandbox)) {
            throw ProblemException.conflict(
                    "sandbox_stays_sandbox",
                    "An agreement is for the sandbox or for the register in all its versions.");
        }
    }

    private static boolean isInForce(AgreementState state) {
        return state == AgreementState.ACTIVE || state == AgreementState.SUSPENDED;
    }

    private static boolean isInPreparation(AgreementState state) {
        return state == AgreementState.DRAFT
                || state == AgreementState.TESTED
                || state == AgreementState.APPROVED;
    }

    /** The active agreements of an agency, whatever their period. */
    public List<Agreement> active(AgencyCode agency) {
        List<Version> versions =
                versions(
                        "where a.agency_code = :agency and v.state = 'ACTIVE'"
                                + " order by v.agreement_id",
                        "agency",
                        agency.text());
        return versions.stream().map(Version::agreement).toList();
    }

    /** All versions, oldest first; empty if there is no such agreement. */
    List<Version> versions(UUID id) {
        return versions("where v.agreement_id = :id order by v.version", "id", id);
    }

    List<Transition> transitions(UUID id) {
        return jdbc.sql(
                        """
                        select version, command, from_state, to_state, administrator, reason, at
                        from agreement_transition where agreement_id = :id
                        order by at, version, revision
                        """)
                .param("id", id)
                .query(
                        (row, n) ->
                                new Transition(
                                        row.getInt("version"),
                                        row.getString("command"),
                                        AgreementState.valueOf(row.getString("from_state")),
                                        AgreementState.valueOf(row.getString("to_state")),
                                        row.getString("administrator"),
                                        row.getString("reason"),
                                        required(Rows.instant(row, "at"))))
                .list();
    }

    /** Ids of agreements, in their order, for pages. */
    List<UUID> page(Optional<AgencyCode> agency, UUID after, int limit) {
        return jdbc.sql(
                        """
                        select id from agreement
                        where id > :after and (:agency::text is null or agency_code = :agency)
                        order by id limit :limit
                        """)
                .param("after", after)
                .param("agency", agency.map(AgencyCode::text).orElse(null), Types.VARCHAR)
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    private void lock(UUID id) {
        boolean exists =
                jdbc.sql("select id from agreement where id = :id for update")
                        .param("id", id)
                        .query(UUID.class)
                        .optional()
                        .isPresent();
        if (!exists) {
            throw missing();
        }
    }

    static ProblemException missing() {
        return ProblemException.notFound("agreement_not_found", "No such agreement or version.");
    }

    private void insertVersion(UUID id, int version, Terms terms, String author, Instant at) {
        @Nullable String[] officers =
                switch (terms.officers()) {
                    case Officers.Open open -> null;
                    case Officers.Registered registered -> null;
                    case Officers.Named named -> Rows.array(named.codes(), OfficerCode::text);
                };
        jdbc.sql(
                        """
                        insert into agreement_version (agreement_id, version, state, revision,
                            legal_basis, purposes, valid_from, valid_to, operations, officers,
                            registered_officers, quota_day, quota_second, sandbox, consent_needed,
                            tells_current_if_superseded, tells_date_precision, authored_by,
                            authored_at)
                        values (:id, :version, 'DRAFT', 1, :legalBasis, :purposes, :from, :to,
                            :operations, :officers, :registered, :perDay, :perSecond, :sandbox,
                            :consent, :current, :precision, :author, :at)
                        """)
                .param("id", id)
                .param("version", version)
                .param("legalBasis", terms.legalBasis())
                .param("purposes", Rows.array(terms.purposes(), PurposeCode::text))
                .param("from", terms.validFrom())
                .param("to", terms.validTo())
                .param("operations", Rows.array(terms.operations(), Operation::wire))
                .param("officers", officers, Types.ARRAY)
                .param("registered", terms.officers() instanceof Officers.Registered)
                .param("sandbox", terms.conditions().sandbox())
                .param("consent", terms.conditions().consentNeeded())
                .param("current", terms.conditions().currentIfSuperseded())
                .param("precision", terms.conditions().datePrecision())
                .param("perDay", terms.quota().perDay())
                .param("perSecond", terms.quota().perSecond())
                .param("author", author)
                .param("at", Rows.timestamp(at))
                .update();
        terms.procedures().forEach((code, fields) -> insertProcedure(id, version, code, fields));
    }

    private void insertProcedure(
            UUID id, int version, ProcedureCode code, Set<PersonField> fields) {
        jdbc.sql(
                        """
                        insert into agreement_procedure (agreement_id, version, procedure, fields)
                        values (:id, :version, :procedure, :fields)
                        """)
                .param("id", id)
                .param("version", version)
                .param("procedure", code.text())
                .param("fields", Rows.array(fields, PersonField::wire))
                .update();
    }

    private void move(
            Version version,
            String command,
            AgreementState to,
            String administrator,
            @Nullable String reason,
            Instant at) {
        Agreement agreement = version.agreement();
        boolean approval = to == AgreementState.APPROVED;
        int updated =
                jdbc.sql(
                                """
                                update agreement_version
                                set state = :to, revision = revision + 1,
                                    approved_by = coalesce(:approver, approved_by),
                                    approved_at = coalesce(:approvedAt, approved_at)
                                where agreement_id = :id and version = :version
                                    and revision = :revision
                                """)
                        .param("to", to.name())
                        .param("approver", approval ? administrator : null, Types.VARCHAR)
                        .param(
                                "approvedAt",
                                approval ? Rows.timestamp(at) : null,
                                Types.TIMESTAMP_WITH_TIMEZONE)
                        .param("id", agreement.id())
                        .param("version", agreement.version())
                        .param("revision", version.revision())
                        .update();
        if (updated == 0) {
            throw ProblemException.conflict("stale_version", "The agreement changed meanwhile.");
        }
        jdbc.sql(
                        """
                        insert into agreement_transition (agreement_id, version, revision, command,
                            from_state, to_state, administrator, reason, at)
                        values (:id, :version, :revision, :command, :from, :to, :administrator,
                            :reason, :at)
                        """)
                .param("id", agreement.id())
                .param("version", agreement.version())
                .param("revision", version.revision() + 1)
                .param("command", command)
                .param("from", agreement.state().name())
                .param("to", to.name())
                .param("administrator", administrator)
                .param("reason", reason, Types.VARCHAR)
                .param("at", Rows.timestamp(at))
                .update();
    }

    private void occupyProcedures(Agreement agreement) {
        freeProcedures(agreement.id());
        // Sorted, so that two activations of one agency wait for each other and do not deadlock.
        for (ProcedureCode procedure : new TreeSet<>(agreement.terms().procedures().keySet())) {
            int inserted =
                    jdbc.sql(
                                    """
                                    insert into procedure_in_force
                                        (agency_code, procedure, sandbox, agreement_id)
                                    values (:agency, :procedure, :sandbox, :id)
                                    on conflict do nothing
                                    """)
                            .param("agency", agreement.agency().text())
                            .param("procedure", procedure.text())
                            .param("sandbox", agreement.terms().conditions().sandbox())
                            .param("id", agreement.id())
                            .update();
            if (inserted == 0) {
                throw ProblemException.conflict(
                        "procedure_agreed_elsewhere",
                        "Another agreement in force names procedure " + procedure.text() + ".");
            }
        }
    }

    private void freeProcedures(UUID id) {
        jdbc.sql("delete from procedure_in_force where agreement_id = :id")
                .param("id", id)
                .update();
    }

    private List<Version> versions(String where, String key, Object value) {
        return jdbc.sql(SELECT_VERSIONS + where)
                .param(key, value)
                .query((row, n) -> version(row))
                .list();
    }

    private static Version version(ResultSet row) throws SQLException {
        return new Version(
                new Agreement(
                        row.getObject("agreement_id", UUID.class),
                        row.getInt("version"),
                        new AgencyCode(row.getString("agency_code")),
                        AgreementState.valueOf(row.getString("state")),
                        terms(row)),
                row.getInt("revision"),
                row.getString("authored_by"),
                required(Rows.instant(row, "authored_at")),
                row.getString("approved_by"),
                Rows.instant(row, "approved_at"));
    }

    private static Terms terms(ResultSet row) throws SQLException {
        return new Terms(
                row.getString("legal_basis"),
                Rows.set(row, "purposes", PurposeCode::new),
                row.getObject("valid_from", LocalDate.class),
                row.getObject("valid_to", LocalDate.class),
                Rows.set(row, "operations", Operation::of),
                Rows.set(row, "procedures", AgreedProcedure::read).stream()
                        .collect(toMap(AgreedProcedure::code, AgreedProcedure::fields)),
                officers(row),
                new Quota(row.getInt("quota_day"), row.getInt("quota_second")),
                new Conditions(
                        row.getBoolean("sandbox"),
                        row.getBoolean("consent_needed"),
                        row.getBoolean("tells_current_if_superseded"),
                        row.getBoolean("tells_date_precision")));
    }

    private static Officers officers(ResultSet row) throws SQLException {
        if (row.getBoolean("registered_officers")) {
            return new Officers.Registered();
        }
        return row.getArray("officers") == null
                ? new Officers.Open()
                : new Officers.Named(Rows.set(row, "officers", OfficerCode::new));
    }

    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value, "a column that is never null");
    }

    /** A procedure as {@link #SELECT_VERSIONS} gives it: {@code 1.002051 name,sex}. */
    private record AgreedProcedure(ProcedureCode code, Set<PersonField> fields) {
        static AgreedProcedure read(String text) {
            int space = text.indexOf(' ');
            return new AgreedProcedure(
                    new ProcedureCode(text.substring(0, space)),
                    Arrays.stream(text.substring(space + 1).split(",", -1))
                            .filter(name -> !name.isEmpty())
                            .map(PersonField::of)
                            .collect(toUnmodifiableSet()));
        }
    }
}
