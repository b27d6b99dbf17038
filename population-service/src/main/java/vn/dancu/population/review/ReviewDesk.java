package vn.dancu.population.review;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.acts.Act;
import vn.dancu.population.acts.ActTransactions;
import vn.dancu.population.merge.MergeObserver;
import vn.dancu.population.merge.MergeRequest;
import vn.dancu.population.merge.Merges;
import vn.dancu.population.numbering.NumberClaims;
import vn.dancu.population.numbering.NumberMoves;
import vn.dancu.population.numbering.NumberRequests;
import vn.dancu.population.officers.Officers;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.NumberStatus;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;

/** Decides cases. What joins two records is a merge, which a second officer approves. */
@Service
class ReviewDesk implements MergeObserver {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final Reviews reviews;
    private final Persons persons;
    private final Officers officers;
    private final Merges merges;
    private final NumberRequests numberRequests;
    private final NumberClaims numberClaims;
    private final NumberMoves moves;
    private final IdempotencyKeys keys;
    private final AuditRecords audit;
    private final ActTransactions transactions;
    private final TransactionTemplate transaction;
    private final Clock clock;

    ReviewDesk(
            Reviews reviews,
            Persons persons,
            Officers officers,
            Merges merges,
            NumberRequests numberRequests,
            NumberClaims numberClaims,
            NumberMoves moves,
            IdempotencyKeys keys,
            AuditRecords audit,
            ActTransactions transactions,
            TransactionTemplate transaction,
            Clock clock) {
        this.reviews = reviews;
        this.persons = persons;
        this.officers = officers;
        this.merges = merges;
        this.numberRequests = numberRequests;
        this.numberClaims = numberClaims;
        this.moves = moves;
        this.keys = keys;
        this.audit = audit;
        this.transactions = transactions;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * @throws ProblemException 404 {@code review_not_found}; 409 {@code review_decided}, {@code
     *     review_waits_for_merge}, {@code number_conflict}; 422 {@code other_record_missing},
     *     {@code no_number_claimed}
     */
    ReviewOutcome decide(UUID reviewId, ReviewDecision decision) {
        if (decision.finding() == ReviewDecision.Finding.CLAIMED_NUMBER_RIGHT) {
            register(reviewId);
        }
        return transactions.run(
                "review_refused",
                reviewId,
                () -> {
                    keys.once(
                            "review-decision",
                            Map.of("review", reviewId, "decision", decision),
                            () -> {
                                decideOnce(reviewId, decision);
                                return reviewId.toString();
                            });
                    audit.record("review_decided", Optional.of(reviewId), "answered");
                    return outcome(reviewId);
                });
    }

    /**
     * Outside the transaction that decides: the answer of id-number-service is the same however
     * often it is asked, and no connection waits for it.
     */
    private void register(UUID reviewId) {
        PersonalIdNumber claimed =
                Objects.requireNonNull(
                        transaction.execute(
                                status -> {
                                    Reviews.Case found = lock(reviewId);
                                    requireMayDecide(persons.lock(reviewId));
                                    if (found.isDecided()) {
                                        throw decided();
                                    }
                                    return Optional.ofNullable(found.claimed())
                                            .orElseThrow(ReviewDesk::noNumberClaimed);
                                }));
        if (!numberClaims.register(reviewId, claimed)) {
            throw ProblemException.conflict(
                    "number_conflict",
                    "For id-number-service it is another person's: its agency transfers it first.");
        }
    }

    private void decideOnce(UUID reviewId, ReviewDecision decision) {
        Reviews.Case found = lock(reviewId);
        if (found.isDecided()) {
            throw decided();
        }
        if (found.actId() != null) {
            throw ProblemException.conflict(
                    "review_waits_for_merge", "A merge of this case waits for its second officer.");
        }
        switch (decision.finding()) {
            case SAME_PERSON -> merge(found, decision);
            case DIFFERENT_PERSON -> number(found, decision);
            case CLAIMED_NUMBER_RIGHT -> take(found, decision);
        }
    }

    private void merge(Reviews.Case found, ReviewDecision decision) {
        UUID other = decision.otherPersonId() != null ? decision.otherPersonId() : found.otherId();
        if (other == null) {
            other = holder(found);
        }
        UUID survivor = decision.survivorId() == null ? other : decision.survivorId();
        if (!List.of(found.personId(), other).contains(survivor)) {
            throw ProblemException.refused(
                    "survivor_unknown", "One of the two records goes on.", "/survivorId");
        }
        UUID source = survivor.equals(other) ? found.personId() : other;
        Act merge = merges.propose(new MergeRequest(survivor, source, decision.evidence()));
        reviews.await(found.personId(), merge.actId());
    }

    /** Who has the number that the card claims. */
    private UUID holder(Reviews.Case found) {
        return Optional.ofNullable(found.claimed())
                .flatMap(persons::findByNumber)
                .map(PersonRecord::personId)
                .filter(holder -> !holder.equals(found.personId()))
                .orElseThrow(
                        () ->
                                ProblemException.refused(
                                        "other_record_missing",
                                        "The case names no other record: name it.",
                                        "/otherPersonId"));
    }

    private void number(Reviews.Case found, ReviewDecision decision) {
        PersonRecord person = persons.lock(found.personId());
        requireMayDecide(person);
        if (person.numberStatus() == NumberStatus.IN_REVIEW) {
            String obstacle =
                    NumberRequests.obstacle(person.sex(), person.dateOfBirth().year()).orElse(null);
            PersonRecord awaiting =
                    persons.change(
                            person,
                            change("review_decided", decision),
                            d -> d.unnumbered(NumberStatus.AWAITING, obstacle));
            if (obstacle == null) {
                numberRequests.ask(awaiting);
            }
        }
        close(found, decision);
    }

    private void take(Reviews.Case found, ReviewDecision decision) {
        PersonalIdNumber claimed =
                Optional.ofNullable(found.claimed()).orElseThrow(ReviewDesk::noNumberClaimed);
        Optional<UUID> holder = moves.otherHolder(claimed, found.personId());
        Map<UUID, PersonRecord> locked =
                persons.lockAll(
                        Stream.concat(Stream.of(found.personId()), holder.stream()).toList());
        locked.values().forEach(this::requireMayDecide);
        PersonRecord person = Objects.requireNonNull(locked.get(found.personId()));
        Change change =
                change("claimed_number_right", decision)
                        .announcedAs("population.person-numbered.v1");
        if (holder.isPresent()) {
            // id-number-service has it as this person's: the other card is the wrong one.
            moves.move(claimed, holder.get(), person.personId(), change);
        } else if (!claimed.equals(person.number())) {
            persons.change(person, change, d -> d.numbered(claimed));
        }
        close(found, decision);
    }

    private Change change(String cause, ReviewDecision decision) {
        return Change.since(
                LocalDate.ofInstant(clock.instant(), VIETNAM),
                cause,
                decision.evidence().reference());
    }

    private void close(Reviews.Case found, ReviewDecision decision) {
        reviews.decide(
                found.personId(),
                decision.finding().name().toLowerCase(Locale.ROOT),
                officers.signature());
    }

    private void requireMayDecide(PersonRecord person) {
        officers.requireTerritory(person.keptAt().orElse(null));
        officers.requireStranger(List.of(person));
    }

    private ReviewOutcome outcome(UUID reviewId) {
        Reviews.Case found = lock(reviewId);
        return new ReviewOutcome(
                reviewId,
                found.isDecided()
                        ? ReviewOutcome.State.DECIDED
                        : ReviewOutcome.State.WAITS_FOR_MERGE,
                found.actId());
    }

    private Reviews.Case lock(UUID reviewId) {
        return reviews.lock(reviewId)
                .orElseThrow(
                        () ->
                                ProblemException.notFound(
                                        "review_not_found", "No such case is on record."));
    }

    @Override
    public void recorded(Merged merged) {
        reviews.decideBy(merged.mergeId(), "same_person", merged.officer());
    }

    @Override
    public void off(UUID mergeId) {
        reviews.reopen(mergeId);
    }

    private static ProblemException decided() {
        return ProblemException.conflict("review_decided", "This case was decided before.");
    }

    private static ProblemException noNumberClaimed() {
        return ProblemException.refused(
                "no_number_claimed", "No card of this case claims a number.", "/finding");
    }
}
