package vn.dancu.card.fingerprints;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.card.cards.Production;
import vn.dancu.card.fingerprints.Captures.Capture;
import vn.dancu.card.fingerprints.Captures.Hand;
import vn.dancu.card.fingerprints.Captures.Taken;
import vn.dancu.card.model.Officer;
import vn.dancu.card.model.Place;
import vn.dancu.card.officers.ActingOfficer;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;

/**
 * Fingerprints of applications: two index fingers; another finger, or none, is confirmed by a
 * second officer. Who comes for the card is held against them, or a second officer answers for it.
 */
@Service
public class Fingerprints {
    private static final int RETENTION_BATCH = 500;

    private final Captures captures;
    private final Prints prints;
    private final JdbcClient jdbc;
    private final ActingOfficer officers;
    private final AuditRecords audit;
    private final FingerprintSettings settings;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Fingerprints(
            Captures captures,
            Prints prints,
            JdbcClient jdbc,
            ActingOfficer officers,
            AuditRecords audit,
            FingerprintSettings settings,
            TransactionTemplate transactions,
            Clock clock) {
        this.captures = captures;
        this.prints = prints;
        this.jdbc = jdbc;
        this.officers = officers;
        this.audit = audit;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
    }

    private record Application(UUID personId, boolean open, Place residence) {}

    /** The application, in the officer's territory, of somebody else than the officer. */
    private Application application(UUID applicationId) {
        Application found =
                jdbc.sql(
                                """
                                select a.person_id, a.state, a.province, a.district, a.commune
                                from application_person p
                                join card_application a using (person_id, application_id)
                                where p.application_id = :application
                                """)
                        .param("application", applicationId)
                        .query(
                                (row, n) ->
                                        new Application(
                                                row.getObject("person_id", UUID.class),
                                                !List.of(
                                                                "DELIVERED",
                                                                "REFUSED",
                                                                "WITHDRAWN",
                                                                "STOPPED")
                                                        .contains(row.getString("state")),
                                                new Place(
                                                        row.getString("province"),
                                                        Optional.ofNullable(
                                                                row.getString("district")),
                                                        Optional.ofNullable(
                                                                row.getString("commune")),
                                                        Optional.empty())))
                        .optional()
                        .orElseThrow(
                                () ->
                                        ProblemException.notFound(
                                                "application_not_found",
                                                "There is no such card application."));
        officers.requireTerritory(found.residence());
        if (!found.open()) {
            throw ProblemException.conflict(
                    "wrong_state", "The application is no longer under way.");
        }
        return found;
    }

    /** Keeps what was captured; a later capture takes the place of an earlier one. */
    Capture capture(UUID applicationId, Taken left, Taken right) {
        Officer officer = officers.current();
        Application application = application(applicationId);
        officers.requireNotOwn(officer, Optional.of(application.personId()));
        transactions.executeWithoutResult(
                status -> {
                    captures.store(
                            application.personId(),
                            applicationId,
                            left,
                            right,
                            officer.name(),
                            clock.instant());
                    audit.record(
                            "fingerprints_captured",
                            Optional.of(application.personId()),
                            left.isUsual() && right.isUsual() ? "done" : "to_be_confirmed");
                });
        return captures.latest(applicationId).orElseThrow();
    }

    /** A second officer has seen that a finger is missing or cannot be read. */
    @Transactional
    Capture confirm(UUID applicationId) {
        Application application = application(applicationId);
        Capture capture = captured(applicationId);
        if (capture.isComplete()) {
            throw ProblemException.conflict(
                    "nothing_to_confirm", "The capture needs no confirmation.");
        }
        Officer second = officers.second(capture.officer(), Optional.of(application.personId()));
        captures.confirm(capture, second.name(), clock.instant());
        return captures.latest(applicationId).orElseThrow();
    }

    private Capture captured(UUID applicationId) {
        return captures.latest(applicationId)
                .filter(capture -> !capture.erased())
                .orElseThrow(
                        () ->
                                ProblemException.notFound(
                                        "fingerprints_not_captured",
                                        "No fingerprints were captured for this application."));
    }

    Capture look(UUID applicationId) {
        application(applicationId);
        return captured(applicationId);
    }

    /** What came of holding a finger against what was captured. */
    record Checked(UUID checkId, Hand hand, double score, double threshold, boolean matched) {}

    /**
     * @throws ProblemException 409 {@code hand_not_captured}, 429 {@code too_many_checks}
     */
    Checked check(UUID applicationId, Hand hand, String base64) {
        Officer officer = officers.current();
        Application application = application(applicationId);
        Capture capture = captured(applicationId);
        requireFewChecks(applicationId);
        Prints.Print probe = prints.read(base64, "/image");
        Prints.Print print =
                captures.print(capture, hand)
                        .orElseThrow(
                                () ->
                                        ProblemException.conflict(
                                                "hand_not_captured",
                                                "No finger of this hand was captured."));
        double score = prints.score(probe, print.template());
        Checked stored =
                transactions.execute(
                        status -> store(application, applicationId, officer, hand, score));
        return java.util.Objects.requireNonNull(stored);
    }

    private void requireFewChecks(UUID applicationId) {
        long made =
                jdbc.sql(
                                """
                                select count(*) from fingerprint_check
                                where application_id = :application and checked_at > :since
                                """)
                        .param("application", applicationId)
                        .param("since", Timestamp.from(clock.instant().minus(Duration.ofHours(1))))
                        .query(Long.class)
                        .single();
        if (made >= settings.checksPerHour()) {
            throw ProblemException.tooMany(
                    "too_many_checks",
                    "Fingers were tried too often for this application.",
                    Duration.ofHours(1));
        }
    }

    private Checked store(
            Application application, UUID applicationId, Officer officer, Hand hand, double score) {
        double rounded = Math.floor(score * 100) / 100;
        UUID id =
                jdbc.sql(
                                """
                                insert into fingerprint_check (person_id, application_id,
                                    checked_at, officer, hand, score, threshold)
                                values (:person, :application, :at, :officer, :hand, :score,
                                    :threshold)
                                returning check_id
                                """)
                        .param("person", application.personId())
                        .param("application", applicationId)
                        .param("at", Timestamp.from(clock.instant()))
                        .param("officer", officer.name())
                        .param("hand", hand.name())
                        .param("score", rounded)
                        .param("threshold", settings.threshold())
                        .query(UUID.class)
                        .single();
        boolean matched = rounded >= settings.threshold();
        audit.record(
                "fingerprint_checked",
                Optional.of(application.personId()),
                matched ? "matched" : "not_matched");
        return new Checked(id, hand, rounded, settings.threshold(), matched);
    }

    /**
     * A second officer answers for who stands there: after a check that did not match, or where no
     * finger could be captured.
     */
    @Transactional
    void override(UUID applicationId, String reason) {
        Application application = application(applicationId);
        Capture capture = captured(applicationId);
        String first =
                jdbc.sql(
                                """
                                select officer from fingerprint_check
                                where application_id = :application
                                order by checked_at desc limit 1
                                """)
                        .param("application", applicationId)
                        .query(String.class)
                        .optional()
                        .or(
                                () ->
                                        capture.leftFinger().isEmpty()
                                                        && capture.rightFinger().isEmpty()
                                                ? Optional.of(capture.officer())
                                                : Optional.empty())
                        .orElseThrow(
                                () ->
                                        ProblemException.conflict(
                                                "check_first",
                                                "A finger is checked before it is overridden."));
        Officer second = officers.second(first, Optional.of(application.personId()));
        jdbc.sql(
                        """
                        insert into fingerprint_override (person_id, application_id, given_at,
                            officer, second_officer, reason)
                        values (:person, :application, :at, :first, :second, :reason)
                        """)
                .param("person", application.personId())
                .param("application", applicationId)
                .param("at", Timestamp.from(clock.instant()))
                .param("first", first)
                .param("second", second.name())
                .param("reason", reason)
                .update();
        audit.record("fingerprint_overridden", Optional.of(application.personId()), "done");
    }

    /**
     * Whether who comes for the card may have it: where fingerprints were captured, one matched, or
     * a second officer answered for it, shortly before.
     *
     * @throws ProblemException 422 {@code fingerprint_check_required}, {@code
     *     fingerprints_unconfirmed}
     */
    public void requireChecked(UUID applicationId) {
        Optional<Capture> capture = captures.latest(applicationId).filter(one -> !one.erased());
        if (capture.isEmpty()) {
            return;
        }
        if (!capture.get().isComplete()) {
            throw ProblemException.refused(
                    "fingerprints_unconfirmed",
                    "A second officer confirms the missing finger first.");
        }
        boolean checked =
                jdbc.sql(
                                """
                                select exists (
                                    select 1 from fingerprint_check
                                    where application_id = :application and matched
                                      and checked_at > :since)
                                or exists (
                                    select 1 from fingerprint_override
                                    where person_id = :person and application_id = :application
                                      and given_at > :since)
                                """)
                        .param("application", applicationId)
                        .param("person", capture.get().personId())
                        .param(
                                "since",
                                Timestamp.from(clock.instant().minus(settings.checkValid())))
                        .query(Boolean.class)
                        .single();
        if (!checked) {
            throw ProblemException.refused(
                    "fingerprint_check_required",
                    "The holder's finger is checked, or a second officer answers for it.");
        }
    }

    /** The captured images for the chip, as PNG at 500 dpi; fewer than two where one is missing. */
    public List<byte[]> images(UUID applicationId) {
        return captures.latest(applicationId)
                .filter(Capture::isComplete)
                .map(
                        capture ->
                                java.util.stream.Stream.of(Hand.LEFT, Hand.RIGHT)
                                        .flatMap(hand -> captures.print(capture, hand).stream())
                                        .map(Prints.Print::png)
                                        .toList())
                .orElse(List.of());
    }

    /** Destroys the keys of prints whose time is over, a bounded number in a run. */
    @Scheduled(fixedDelay = 10, initialDelay = 2, timeUnit = TimeUnit.MINUTES)
    @Transactional
    public int destroyExpired() {
        Instant now = clock.instant();
        ZonedDateTime day = now.atZone(Production.ZONE);
        List<UUID> persons =
                captures.destroyKeys(
                        day.minus(settings.keep()).toInstant(),
                        day.minus(settings.keepUnfinished()).toInstant(),
                        now,
                        RETENTION_BATCH);
        audit.recordAll("fingerprints_erased", persons, "retention_ended");
        return persons.size();
    }
}
