package vn.dancu.sharing.accesses;

import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.groups.GroupSettings;
import vn.dancu.platform.groups.GroupWork;
import vn.dancu.sharing.model.Access;
import vn.dancu.sharing.model.Agreement;
import vn.dancu.sharing.model.Client;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.RequestId;
import vn.dancu.sharing.proofs.Digests;

/**
 * Appends to the access record and reads a citizen's part of it. An append is durable when the
 * method returns: an answer is given only after that. Those of the same moment share a transaction,
 * each with a statement and conditions of its own, so that many look-ups, and an agency that floods
 * beyond its quota, cost few commits. Inside a transaction of the caller they belong to that one.
 */
@Repository
public class AccessRecords {
    private static final UUID AFTER_ALL = new UUID(-1L, -1L);

    private static final String APPEND =
            """
            with record as materialized (select uuidv7() as id)
            insert into access_record (shard, id, at, agency_code, client_id, officer, procedure,
                purpose, operation, fields, outcome, agreement_id, agreement_version, person_id,
                correlation_id, client_kind, system, request_id, sandbox,
                request_digest, answer_digest, digest_key)
            select coalesce(:person::uuid, record.id), record.id, clock_timestamp(), :agency,
                :client, :officer, :procedure, :purpose, :operation, :fields, :outcome,
                :agreement::uuid, :version::int, :person::uuid, :correlation, :kind, :system,
                :request, :sandbox,
                decode(:requestDigest, 'hex'), decode(:answerDigest, 'hex'), :digestKey
            from record
            """;

    private static final String WHILE_ACTIVE =
            """
            where exists (select from agreement_version v
                where v.agreement_id = :agreement::uuid and v.version = :version::int
                    and v.state = 'ACTIVE'
                    and (not v.registered_officers or exists (select from agency_officer o
                        where o.agency_code = :agency and o.code = :officer
                            and o.withdrawn_at is null)))
                and exists (select from agency_client c
                    where c.kind = :kind and c.identifier = :client
                        and c.agency_code = :agency and c.withdrawn_at is null)
            """;

    /** A consent that was withdrawn while the register was asked is none. */
    private static final String WHILE_CONSENTED =
            """
            and (:person::uuid is null or exists (select from agreement_version v
                    where v.agreement_id = :agreement::uuid and v.version = :version::int
                        and (v.sandbox or not v.consent_needed))
                or exists (select from consent c
                    where c.person_id = :person::uuid and c.agency_code = :agency
                        and c.purpose = :purpose and c.state = 'GIVEN'
                        and c.valid_until > clock_timestamp()))
            """;

    private final JdbcClient jdbc;
    private final NamedParameterJdbcOperations batches;
    private final TransactionTemplate transaction;
    private final GroupWork<Insert, Boolean> together;

    AccessRecords(
            JdbcClient jdbc,
            NamedParameterJdbcOperations batches,
            TransactionTemplate transaction,
            GroupSettings groups) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.transaction = transaction;
        this.together = new GroupWork<>(groups, this::insertAll);
    }

    private record Insert(String sql, Attempt attempt) {}

    /**
     * What is recorded of an attempt.
     *
     * @param client as it is registered, if it is
     * @param agreement under which it was allowed, or which was found too narrow
     * @param person whom it concerned, if that could be known
     * @param digests of what was asked and what was answered
     */
    public record Attempt(
            Access access,
            Optional<Client> client,
            Optional<RequestId> requestId,
            String correlationId,
            Outcome outcome,
            Optional<Agreement> agreement,
            Optional<UUID> person,
            Digests.Pair digests) {}

    /** An attempt as the citizen sees it. */
    public record Shown(
            UUID id,
            OffsetDateTime at,
            String agencyCode,
            String agencyName,
            String procedure,
            String purpose,
            String operation,
            List<String> fields,
            String outcome) {}

    /**
     * An attempt that is to be recorded.
     *
     * @param whileActive as by {@link #appendWhileActive}
     */
    public record Entry(Attempt attempt, boolean whileActive) {}

    public void append(Attempt attempt) {
        requireDone(inserted(new Insert(APPEND, attempt)));
    }

    /**
     * Appends attempts of one request, all in one transaction.
     *
     * @return of each whether it was, as by {@link #append} or {@link #appendWhileActive}
     */
    public List<Boolean> appendEach(List<Entry> entries) {
        List<Insert> inserts = entries.stream().map(AccessRecords::insertOf).toList();
        List<Boolean> inserted =
                inserts.size() == 1 ? List.of(inserted(inserts.getFirst())) : insertAll(inserts);
        for (int i = 0; i < entries.size(); i++) {
            requireDone(inserted.get(i) || entries.get(i).whileActive());
        }
        return inserted;
    }

    private static void requireDone(boolean done) {
        if (!done) {
            throw new IllegalStateException("an attempt was not recorded");
        }
    }

    private static Insert insertOf(Entry entry) {
        return entry.whileActive()
                ? insertWhileActive(entry.attempt())
                : new Insert(APPEND, entry.attempt());
    }

    /**
     * Appends only if the agreement is active, and client and officer registered, at this moment.
     *
     * @return whether it was; if not, nothing is recorded and nothing may be answered
     */
    public boolean appendWhileActive(Attempt attempt) {
        return inserted(insertWhileActive(attempt));
    }

    private static Insert insertWhileActive(Attempt attempt) {
        if (attempt.agreement().isEmpty()) {
            throw new IllegalArgumentException("nothing is allowed without an agreement");
        }
        String conditions =
                attempt.outcome().tells() ? WHILE_ACTIVE + WHILE_CONSENTED : WHILE_ACTIVE;
        return new Insert(APPEND + conditions, attempt);
    }

    /**
     * Appends one record for each person that is told of, within the caller's transaction, only if
     * the agreement of the attempt is active at this moment.
     *
     * @param persons each with the digest of what is told
     * @return whether it was; nobody at all is always recorded
     */
    public boolean appendAllWhileActive(Attempt attempt, Map<UUID, String> persons) {
        if (persons.isEmpty()) {
            return true;
        }
        String sql =
                APPEND.replace(
                                "with record as materialized (select uuidv7() as id)",
                                """
                                with record as materialized (
                                    select uuidv7() as id, person, answer
                                    from unnest(:persons, :answers) as told(person, answer))
                                """)
                        .replace(":answerDigest", "record.answer")
                        .replace(":person::uuid", "record.person");
        MapSqlParameterSource parameters =
                parameters(attempt)
                        .addValue("persons", persons.keySet().toArray(UUID[]::new))
                        .addValue("answers", persons.values().toArray(String[]::new));
        int appended = jdbc.sql(sql + WHILE_ACTIVE).paramSource(parameters).update();
        return appended == persons.size();
    }

    /**
     * Whether the agreement is active, client and officer are registered, and the person's consent
     * stands where it is needed, at this moment.
     */
    public boolean stands(Access access, Agreement agreement, UUID person) {
        return jdbc.sql("select 1 " + WHILE_ACTIVE + WHILE_CONSENTED)
                .param("agreement", agreement.id())
                .param("version", agreement.version())
                .param("agency", access.agency().text())
                .param(
                        "officer",
                        access.officer().map(OfficerCode::text).orElse(null),
                        Types.VARCHAR)
                .param("kind", access.client().kind().name())
                .param("client", access.client().identifier())
                .param("purpose", access.purpose().text())
                .param("person", person)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    private boolean inserted(Insert one) {
        return TransactionSynchronizationManager.isActualTransactionActive()
                ? insert(one)
                : together.with(one);
    }

    private boolean insert(Insert one) {
        return jdbc.sql(one.sql()).paramSource(ofOne(one.attempt())).update() == 1;
    }

    private List<Boolean> insertAll(List<Insert> group) {
        if (group.size() == 1) {
            return List.of(insert(group.getFirst()));
        }
        Boolean[] inserted = new Boolean[group.size()];
        Map<String, List<Integer>> bySql =
                IntStream.range(0, group.size())
                        .boxed()
                        .collect(Collectors.groupingBy(i -> group.get(i).sql()));
        transaction.executeWithoutResult(
                status ->
                        bySql.forEach(
                                (sql, own) -> {
                                    int[] rows =
                                            batches.batchUpdate(
                                                    sql,
                                                    own.stream()
                                                            .map(i -> ofOne(group.get(i).attempt()))
                                                            .toArray(SqlParameterSource[]::new));
                                    for (int i = 0; i < rows.length; i++) {
                                        inserted[own.get(i)] = rows[i] == 1;
                                    }
                                }));
        return List.of(inserted);
    }

    private static MapSqlParameterSource ofOne(Attempt attempt) {
        return parameters(attempt)
                .addValue("person", attempt.person().orElse(null), Types.OTHER)
                .addValue("answerDigest", attempt.digests().answer());
    }

    private static MapSqlParameterSource parameters(Attempt attempt) {
        Access access = attempt.access();
        return new MapSqlParameterSource()
                .addValue("agency", access.agency().text())
                .addValue("client", access.client().identifier())
                .addValue("kind", access.client().kind().name())
                .addValue(
                        "system",
                        attempt.client().flatMap(Client::system).orElse(null),
                        Types.VARCHAR)
                .addValue(
                        "request",
                        attempt.requestId().map(RequestId::text).orElse(null),
                        Types.VARCHAR)
                .addValue("sandbox", attempt.client().map(Client::sandbox).orElse(false))
                .addValue(
                        "officer",
                        access.officer().map(OfficerCode::text).orElse(null),
                        Types.VARCHAR)
                .addValue("procedure", access.procedure().text())
                .addValue("purpose", access.purpose().text())
                .addValue("operation", access.operation().wire())
                .addValue(
                        "fields",
                        access.fields().stream().map(PersonField::wire).toArray(String[]::new))
                .addValue("outcome", attempt.outcome().code())
                .addValue(
                        "agreement",
                        attempt.agreement().map(Agreement::id).orElse(null),
                        Types.OTHER)
                .addValue(
                        "version",
                        attempt.agreement().map(Agreement::version).orElse(null),
                        Types.INTEGER)
                .addValue("correlation", attempt.correlationId())
                .addValue("requestDigest", attempt.digests().request())
                .addValue("digestKey", attempt.digests().keyId());
    }

    /**
     * The attempts that concern a person, newest first; one whose disclosure a lawful investigation
     * delays is told when the delay is over.
     *
     * @param after the last one of the page before
     */
    List<Shown> page(UUID person, @Nullable UUID after, int limit) {
        return jdbc.sql(
                        """
                        select r.id, r.at, r.agency_code, coalesce(a.name, r.agency_code) as name,
                            r.procedure, r.purpose, r.operation, r.fields, r.outcome
                        from access_record r left join agency a on a.code = r.agency_code
                        where r.shard = :person and r.person_id = :person and r.id < :after
                            and not exists (select from disclosure_delay d
                                where d.person_id = :person and d.agency_code = r.agency_code
                                    and d.approved_at is not null
                                    and d.ended_at is null and d.until > clock_timestamp()
                                    and r.at between d.covers_from and d.covers_to)
                        order by r.id desc limit :limit
                        """)
                .param("person", person)
                .param("after", after == null ? AFTER_ALL : after)
                .param("limit", limit)
                .query(
                        (row, n) ->
                                new Shown(
                                        row.getObject("id", UUID.class),
                                        row.getObject("at", OffsetDateTime.class),
                                        row.getString("agency_code"),
                                        row.getString("name"),
                                        row.getString("procedure"),
                                        row.getString("purpose"),
                                        row.getString("operation"),
                                        List.of((String[]) row.getArray("fields").getArray()),
                                        row.getString("outcome")))
                .list();
    }
}
