package vn.dancu.card.fingerprints;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.card.cards.Production;
import vn.dancu.card.fingerprints.Captures.Capture;
import vn.dancu.card.fingerprints.Captures.Finger;
import vn.dancu.card.fingerprints.Captures.Hand;
import vn.dancu.card.fingerprints.Captures.Taken;
import vn.dancu.card.model.ApplicationState;
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

    /** Law 26/2023 Art 16: below this age nothing biometric is taken. */
    private static final int BIOMETRICS_FROM_AGE = 6;

    private static final Set<ApplicationState> DECIDED =
            EnumSet.of(
                    ApplicationState.APPROVED,
                    ApplicationState.BATCHED,
                    ApplicationState.PERSONALISED);

    private final Captures captures;
    private final Prints prints;
    private final JdbcClient jdbc;
    private final ActingOfficer officers;
    private final AuditRecords audit;
    private final FingerprintSettings settings;
    private final boolean required;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Fingerprints(
            Captures captures,
            Prints prints,
            JdbcClient jdbc,
            ActingOfficer officers,
            AuditRecords audit,
            FingerprintSettings settings,
            Production production,
            TransactionTemplate transactions,
            Clock clock) {
        this.captures = captures;
        this.prints = prints;
        this.jdbc = jdbc;
        this.officers = officers;
        this.audit = audit;
        this.settings = settings;
        this.required =
                settings.required() == null
                        ? !production.makesSpecimens()
                        : Boolean.TRUE.equals(settings.required());
        this.transactions = transactions;
        this.clock = clock;
    }

    private record Application(UUID personId, ApplicationState state, Place residence) {}

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
                                                ApplicationState.valueOf(row.getString("state")),
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
        if (!found.state().isOpen()) {
            throw ProblemException.conflict(
                    "wrong_state", "The application is no longer under way.");
        }
        return found;
    }

    /**
     * Keeps what was captured; a later capture takes the place of an earlier one. After the
     * approval a second officer confirms it; once a card is made its fingers stand.
     */
    Capture capture(UUID applicationId, Taken left, Taken right) {
        Officer officer = officers.current();
        Application application = application(applicationId);
        officers.requireNotOwn(officer, Optional.of(application.personId()));
        boolean passed =
                application.state().hasMadeCard()
                        && application.state() != ApplicationState.PERSONALISED;
        if (passed) {
            throw ProblemException.conflict(
                    "card_made", "The card has these fingerprints; it is on its way.");
        }
        boolean afterApproval = DECIDED.contains(application.state());
        transactions.executeWithoutResult(
                status -> {
                    captures.store(
                            application.personId(),
                            applicationId,
                            left,
                            right,
                            afterApproval,
                            officer.name(),
                            clock.instant());
                    audit.record(
                            "fingerprints_captured",
                            Optional.of(application.personId()),
                            left.isUsual() && right.isUsual() && !afterApproval
                                    ? "done"
                                    : "to_be_confirmed");
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
        byte[] template =
                captures.template(capture, hand)
                        .orElseThrow(
                                () ->
                                        ProblemException.conflict(
                                                "hand_not_captured",
                                                "No finger of this hand was captured."));
        double score = prints.score(probe, template);
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
            throw unconfirmed();
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

    /**
     * Whether fingerprints were captured as they must be: two index fingers, or a code for what is
     * missing and a second officer who has seen it. Specimens may go without; children below six
     * have none taken (Law 26/2023).
     *
     * @throws ProblemException 422 {@code fingerprints_required}, {@code fingerprints_unconfirmed}
     */
    public void requireCaptured(UUID applicationId, LocalDate birth, LocalDate today) {
        Optional<Capture> capture = captures.latest(applicationId).filter(one -> !one.erased());
        if (capture.isPresent() && !capture.get().isComplete()) {
            throw unconfirmed();
        }
        boolean exempt = today.isBefore(birth.plusYears(BIOMETRICS_FROM_AGE));
        if (capture.isEmpty() && required && !exempt) {
            throw ProblemException.refused(
                    "fingerprints_required",
                    "Both index fingers are captured, or it is said why they cannot be.");
        }
    }

    private static ProblemException unconfirmed() {
        return ProblemException.refused(
                "fingerprints_unconfirmed", "A second officer confirms the capture first.");
    }

    /**
     * A finger as the chip stores it.
     *
     * @param position 1 right thumb to 10 left little finger (ISO/IEC 19794-4)
     * @param jpeg2000 grey, 500 dpi
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record ChipPrint(int position, int width, int height, byte[] jpeg2000) {
        @Override
        public String toString() {
            return "ChipPrint[hidden]";
        }
    }

    /**
     * What goes into a chip.
     *
     * @param captureId none where nothing was captured
     * @param prints none where both hands have none
     */
    public record ForChip(Optional<UUID> captureId, List<ChipPrint> prints) {
        public ForChip {
            prints = List.copyOf(prints);
        }

        @Override
        public String toString() {
            return "ForChip[" + captureId + "]";
        }
    }

    /**
     * The fingerprints for the chip of this application's card.
     *
     * @throws ProblemException 422 {@code fingerprints_unconfirmed}; 409 {@code
     *     fingerprints_erased} if the images are destroyed: they are captured anew
     */
    public ForChip forChip(UUID applicationId) {
        Optional<Capture> found = captures.latest(applicationId).filter(one -> !one.erased());
        if (found.isEmpty()) {
            return new ForChip(Optional.empty(), List.of());
        }
        Capture capture = found.get();
        if (!capture.isComplete()) {
            throw unconfirmed();
        }
        List<ChipPrint> chip = new ArrayList<>(2);
        for (Hand hand : List.of(Hand.RIGHT, Hand.LEFT)) {
            if (capture.finger(hand).isPresent()) {
                Prints.ChipPicture picture =
                        captures.picture(capture, hand).orElseThrow(Fingerprints::imagesErased);
                chip.add(
                        new ChipPrint(
                                position(hand, capture.finger(hand).get()),
                                picture.width(),
                                picture.height(),
                                picture.jpeg2000()));
            }
        }
        return new ForChip(Optional.of(capture.captureId()), chip);
    }

    private static ProblemException imagesErased() {
        return ProblemException.conflict(
                "fingerprints_erased",
                "The images of the fingers are destroyed; they are captured anew.");
    }

    /** ISO/IEC 19794-4: 1 to 5 of the right hand, 6 to 10 of the left, from the thumb on. */
    static int position(Hand hand, Finger finger) {
        int ofHand =
                switch (finger) {
                    case THUMB -> 1;
                    case INDEX -> 2;
                    case MIDDLE -> 3;
                    case RING -> 4;
                    case LITTLE -> 5;
                };
        return hand == Hand.RIGHT ? ofHand : ofHand + 5;
    }

    /**
     * Whether the chip holds the fingerprints that were captured last.
     *
     * @param inChip of which capture the chip was written; none: without fingerprints
     * @throws ProblemException 422 {@code fingerprints_changed}
     */
    public void requireWritten(UUID applicationId, Optional<UUID> inChip) {
        Optional<UUID> last = captures.latest(applicationId).map(Capture::captureId);
        if (!last.equals(inChip)) {
            throw ProblemException.refused(
                    "fingerprints_changed",
                    "The chip has other fingerprints than were captured last; it is made again.");
        }
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
        List<UUID> images =
                captures.destroyImageKeys(
                        day.minus(settings.keepImages()).toInstant(), now, RETENTION_BATCH);
        audit.recordAll("fingerprint_images_erased", images, "in_the_chip");
        return persons.size() + images.size();
    }
}
