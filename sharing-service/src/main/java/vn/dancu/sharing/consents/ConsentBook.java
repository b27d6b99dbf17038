package vn.dancu.sharing.consents;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.web.Correlation;
import vn.dancu.sharing.disclosure.Consents;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.Agreement;
import vn.dancu.sharing.model.PurposeCode;

/** Keeps consents and every step of them. */
@Repository
class ConsentBook implements Consents {
    private static final UUID BEFORE_ALL = new UUID(-1L, -1L);

    private static final String SELECT =
            """
            select c.*, a.name as agency_name
            from consent c join agency a on a.code = c.agency_code
            """;

    private final JdbcClient jdbc;

    ConsentBook(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Set<UUID> covered(Set<UUID> people, AgencyCode agency, PurposeCode purpose) {
        return Set.copyOf(
                jdbc.sql(
                                """
                                select distinct person_id from consent
                                where person_id = any (:people) and agency_code = :agency
                                    and purpose = :purpose and state = 'GIVEN'
                                    and valid_until > clock_timestamp()
                                """)
                        .param("people", people.toArray(UUID[]::new))
                        .param("agency", agency.text())
                        .param("purpose", purpose.text())
                        .query(UUID.class)
                        .list());
    }

    /** How many questions of the agency to the citizen wait; the caller holds the lock of both. */
    int open(UUID person, String agency, Instant now) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:key, 0))")
                .param("key", "consent " + person + " " + agency)
                .query()
                .singleRow();
        return jdbc.sql(
                        """
                        select count(*)::int from consent
                        where person_id = :person and agency_code = :agency
                            and state = 'ASKED' and lapses_at > :now
                        """)
                .param("person", person)
                .param("agency", agency)
                .param("now", utc(now))
                .query(Integer.class)
                .single();
    }

    void ask(Consent consent, Agreement agreement, Caller by) {
        jdbc.sql(
                        """
                        insert into consent (id, person_id, agency_code, agreement_id,
                            agreement_version, procedure, purpose, fields, explanation, state,
                            revision, asked_at, valid_until, lapses_at)
                        values (:id, :person, :agency, :agreement, :version, :procedure, :purpose,
                            :fields, :explanation, 'ASKED', 1, :at, :until, :lapses)
                        """)
                .param("id", consent.id())
                .param("person", consent.person().orElse(null), Types.OTHER)
                .param("agency", consent.agency())
                .param("agreement", agreement.id())
                .param("version", agreement.version())
                .param("procedure", consent.procedure())
                .param("purpose", consent.purpose())
                .param("fields", consent.fields().toArray(String[]::new))
                .param("explanation", consent.explanation())
                .param("at", utc(consent.askedAt()))
                .param("until", utc(consent.validUntil()))
                .param("lapses", utc(consent.lapsesAt()))
                .update();
        step(consent.id(), 1, Consent.State.ASKED, consent.askedAt(), "AGENCY", by);
    }

    /**
     * @param receipt of what was given; stays after a withdrawal
     * @return whether it stood as it was read
     */
    boolean decide(
            Consent before,
            Consent.State next,
            Instant at,
            @Nullable Instant withdrawalDue,
            @Nullable String receipt,
            Caller by) {
        int updated =
                jdbc.sql(
                                """
                                update consent set state = :state, revision = revision + 1,
                                    decided_at = coalesce(decided_at, :at),
                                    withdrawn_at = case when :state = 'WITHDRAWN' then :at end,
                                    withdrawal_due = :due, receipt = coalesce(:receipt, receipt)
                                where id = :id and revision = :revision
                                """)
                        .param("state", next.name())
                        .param("at", utc(at))
                        .param(
                                "due",
                                withdrawalDue == null ? null : utc(withdrawalDue),
                                Types.TIMESTAMP_WITH_TIMEZONE)
                        .param("receipt", receipt, Types.VARCHAR)
                        .param("id", before.id())
                        .param("revision", before.revision())
                        .update();
        if (updated == 1) {
            step(before.id(), before.revision() + 1, next, at, "CITIZEN", by);
        }
        return updated == 1;
    }

    private void step(
            UUID consent, int revision, Consent.State state, Instant at, String who, Caller by) {
        jdbc.sql(
                        """
                        insert into consent_step (consent_id, revision, state, at, by_whom,
                            client_id, officer, correlation_id)
                        values (:id, :revision, :state, :at, :who, :client, :officer, :correlation)
                        """)
                .param("id", consent)
                .param("revision", revision)
                .param("state", state.name())
                .param("at", utc(at))
                .param("who", who)
                .param("client", by.clientId())
                .param("officer", by.officer(), Types.VARCHAR)
                .param("correlation", Correlation.current())
                .update();
    }

    Optional<Consent> ofAgency(UUID id, String agency) {
        return jdbc.sql(SELECT + " where c.id = :id and c.agency_code = :agency")
                .param("id", id)
                .param("agency", agency)
                .query((row, n) -> consent(row))
                .optional();
    }

    Optional<Consent> ofPerson(UUID id, UUID person) {
        return jdbc.sql(SELECT + " where c.id = :id and c.person_id = :person")
                .param("id", id)
                .param("person", person)
                .query((row, n) -> consent(row))
                .optional();
    }

    /** Newest first. */
    List<Consent> page(UUID person, @Nullable UUID after, int limit) {
        return jdbc.sql(
                        SELECT
                                + """
                                where c.person_id = :person and c.id < :after
                                order by c.id desc limit :limit
                                """)
                .param("person", person)
                .param("after", after == null ? BEFORE_ALL : after)
                .param("limit", limit)
                .query((row, n) -> consent(row))
                .list();
    }

    /** A time-ordered id, so that pages go by time. */
    UUID nextId() {
        return jdbc.sql("select uuidv7()").query(UUID.class).single();
    }

    private static Consent consent(ResultSet row) throws SQLException {
        return new Consent(
                row.getObject("id", UUID.class),
                Optional.ofNullable(row.getObject("person_id", UUID.class)),
                row.getString("agency_code"),
                row.getString("agency_name"),
                row.getString("procedure"),
                row.getString("purpose"),
                List.of((String[]) row.getArray("fields").getArray()),
                row.getString("explanation"),
                Consent.State.valueOf(row.getString("state")),
                row.getInt("revision"),
                row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                row.getObject("valid_until", OffsetDateTime.class).toInstant(),
                row.getObject("lapses_at", OffsetDateTime.class).toInstant(),
                instant(row, "decided_at"),
                instant(row, "withdrawn_at"),
                instant(row, "withdrawal_due"),
                Optional.ofNullable(row.getString("receipt")));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
