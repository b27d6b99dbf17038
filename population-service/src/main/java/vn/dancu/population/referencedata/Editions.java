package vn.dancu.population.referencedata;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;
import vn.dancu.population.referencedata.Difference.Finding;
import vn.dancu.population.referencedata.Difference.Severity;
import vn.dancu.population.referencedata.Edition.State;

/**
 * Takes new editions of the lists: checked against the list of their day, approved by another
 * officer than the one who brought them, applied when their day comes. Editions of one list apply
 * in the order of their days.
 */
@Service
class Editions {
    static final String TOPIC = "population.reference-data.v1";
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final Set<State> BEFORE_SCHEDULE =
            Set.of(State.DRAFT, State.VALIDATED, State.APPROVED);

    private final EditionStore store;
    private final EditionWriter writer;
    private final EditionReader reader;
    private final ReferenceTables tables;
    private final IdempotencyKeys keys;
    private final Outbox outbox;
    private final Callers callers;
    private final Clock clock;

    Editions(
            EditionStore store,
            EditionWriter writer,
            EditionReader reader,
            ReferenceTables tables,
            IdempotencyKeys keys,
            Outbox outbox,
            Callers callers,
            Clock clock) {
        this.store = store;
        this.writer = writer;
        this.reader = reader;
        this.tables = tables;
        this.keys = keys;
        this.outbox = outbox;
        this.callers = callers;
        this.clock = clock;
    }

    /** What {@code population.reference-data-applied.v1} tells. */
    record ReferenceDataApplied(UUID editionId, String list, long version, LocalDate appliesAt) {}

    private record FileDigest(String sha256) {}

    /**
     * Keeps an edition and validates it, or finds the one that the same file made before.
     *
     * @throws ProblemException if the form of the file is not right, see {@link EditionReader};
     *     what is wrong with a file of the right form stands in the edition's findings
     */
    @Transactional
    Uploaded upload(byte[] file) {
        String officer = officer();
        EditionContent content = reader.read(file);
        String sha256 = sha256(file);
        boolean[] created = {false};
        String id =
                keys.once(
                        "reference-data.edition",
                        new FileDigest(sha256),
                        () -> {
                            EditionStore.ListState list = store.lock(content.list());
                            var known = store.ofFile(content.list(), sha256);
                            if (known.isPresent()) {
                                return known.get().toString();
                            }
                            UUID editionId = UUID.randomUUID();
                            store.insert(
                                    editionId, content, file, sha256, officer, clock.instant());
                            validate(editionId, content, content.appliesAt(), list);
                            created[0] = true;
                            return editionId.toString();
                        });
        return new Uploaded(
                store.find(UUID.fromString(id)).orElseThrow(Editions::notFound), created[0]);
    }

    record Uploaded(Edition edition, boolean created) {}

    /** Compares an edition again with the list as it is now; an approval given before is void. */
    @Transactional
    Edition validateAgain(UUID editionId, long version) {
        officer();
        Edition edition = locked(editionId, version, BEFORE_SCHEDULE);
        EditionContent content = reader.read(store.content(editionId));
        validate(editionId, content, edition.appliesAt(), store.lock(content.list()));
        return found(editionId);
    }

    /**
     * @throws ProblemException 403 {@code second_officer_required} for whoever brought it; 409
     *     {@code base_changed} if another edition was applied since it was validated
     */
    @Transactional
    Edition approve(UUID editionId, long version) {
        String officer = officer();
        Edition edition = locked(editionId, version, Set.of(State.VALIDATED));
        if (officer.equals(edition.uploadedBy())) {
            throw ProblemException.forbidden(
                    "second_officer_required", "Who brought an edition does not approve it.");
        }
        requireSameBase(edition);
        store.step(editionId, State.APPROVED, officer, clock.instant());
        return found(editionId);
    }

    /** Applies an approved edition when its day comes: at once if the day has come. */
    @Transactional
    Edition schedule(UUID editionId, long version) {
        String officer = officer();
        Edition edition = locked(editionId, version, Set.of(State.APPROVED));
        requireSameBase(edition);
        store.step(editionId, State.SCHEDULED, officer, clock.instant());
        if (!edition.appliesAt().isAfter(today())) {
            apply(editionId);
        }
        return found(editionId);
    }

    @Transactional
    Edition withdraw(UUID editionId, long version) {
        String officer = officer();
        locked(
                editionId,
                version,
                Set.of(State.DRAFT, State.VALIDATED, State.APPROVED, State.SCHEDULED));
        store.step(editionId, State.WITHDRAWN, officer, clock.instant());
        return found(editionId);
    }

    @Transactional(readOnly = true)
    Edition read(UUID editionId) {
        return found(editionId);
    }

    @Transactional(readOnly = true)
    List<Edition> page(@Nullable String list, @Nullable UUID after, int limit) {
        return store.page(list, after, limit);
    }

    @Transactional(readOnly = true)
    List<EditionStore.Placed> changes(
            UUID editionId, Difference.@Nullable Kind kind, int after, int limit) {
        found(editionId);
        return store.changes(editionId, kind, after, limit);
    }

    @Transactional(readOnly = true)
    List<UUID> due(int limit) {
        return store.due(today(), limit);
    }

    /**
     * Applies a scheduled edition whose day has come. If another edition changed the list since it
     * was approved, it goes back to be approved again: nobody has seen what it would do now.
     *
     * @return whether it was applied
     */
    @Transactional
    boolean apply(UUID editionId) {
        Edition edition = store.lock(editionId).orElseThrow(Editions::notFound);
        if (edition.state() != State.SCHEDULED || edition.appliesAt().isAfter(today())) {
            return false; // another instance was faster
        }
        EditionContent content = reader.read(store.content(editionId));
        EditionStore.ListState list = store.lock(content.list());
        if (list.version() != edition.baseVersion()) {
            validate(editionId, content, edition.appliesAt(), list);
            return false;
        }
        Difference difference = compare(content, edition.appliesAt(), list);
        long version =
                writer.write(editionId, content.list(), edition.appliesAt(), difference.plan());
        store.step(editionId, State.APPLIED, null, clock.instant());
        outbox.append(
                new OutgoingEvent(
                        TOPIC,
                        edition.list(),
                        "population.reference-data-applied.v1",
                        version,
                        new ReferenceDataApplied(
                                editionId, edition.list(), version, edition.appliesAt())));
        return true;
    }

    private void validate(
            UUID editionId, EditionContent content, LocalDate at, EditionStore.ListState list) {
        store.validated(editionId, at, list.version(), compare(content, at, list));
    }

    private Difference compare(EditionContent content, LocalDate at, EditionStore.ListState list) {
        Difference difference =
                content.list().isCodeList()
                        ? CodeListDifference.of(
                                Objects.requireNonNull(tables.lists().get(content.list())),
                                content,
                                at)
                        : UnitDifference.of(tables.units(), content, at);
        if (at.isAfter(list.lastApplied())) {
            return difference;
        }
        List<Finding> findings = new ArrayList<>(difference.findings());
        findings.addFirst(
                new Finding(
                        Severity.ERROR,
                        "edition_out_of_order",
                        "/appliesAt",
                        null,
                        "An edition of this day or a later one is in force."));
        return new Difference(difference.changes(), findings, difference.plan());
    }

    private void requireSameBase(Edition edition) {
        ReferenceList list = ReferenceList.named(edition.list()).orElseThrow();
        if (store.lock(list).version() != edition.baseVersion()) {
            throw ProblemException.conflict(
                    "base_changed",
                    "Another edition was applied since this one was validated; validate it again.");
        }
    }

    private Edition locked(UUID editionId, long version, Set<State> allowed) {
        Edition edition = store.lock(editionId).orElseThrow(Editions::notFound);
        if (edition.version() != version) {
            throw ProblemException.conflict(
                    "stale_version", "The edition has changed since it was read.");
        }
        if (!allowed.contains(edition.state())) {
            throw ProblemException.conflict(
                    "illegal_transition", "An edition in this state does not take this step.");
        }
        return edition;
    }

    private Edition found(UUID editionId) {
        return store.find(editionId).orElseThrow(Editions::notFound);
    }

    private String officer() {
        String officer = callers.current().officer();
        if (officer == null) {
            throw ProblemException.forbidden("officer_required", "Only an officer may do this.");
        }
        return officer;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), VIETNAM);
    }

    private static String sha256(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ProblemException notFound() {
        return ProblemException.notFound("edition_not_found", "There is no such edition.");
    }
}
