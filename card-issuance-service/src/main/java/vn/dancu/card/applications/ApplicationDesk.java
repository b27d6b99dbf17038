package vn.dancu.card.applications;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

import vn.dancu.card.cards.Cards;
import vn.dancu.card.cards.EndReason;
import vn.dancu.card.cards.NewCard;
import vn.dancu.card.cards.Production;
import vn.dancu.card.fingerprints.Fingerprints;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardApplication.Transition;
import vn.dancu.card.model.CardKind;
import vn.dancu.card.model.CardReason;
import vn.dancu.card.model.CardRuleException;
import vn.dancu.card.model.Command;
import vn.dancu.card.model.Officer;
import vn.dancu.card.model.Place;
import vn.dancu.card.portraits.Portraits;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What officers do with applications. The record is asked first, outside any transaction; then one
 * transaction locks the application, takes the step and stores what follows from it.
 */
@Service
class ApplicationDesk {
    private final Applications applications;
    private final RecordCheck record;
    private final Production production;
    private final Cards cards;
    private final Portraits portraits;
    private final Fingerprints fingerprints;
    private final IdempotencyKeys keys;
    private final Callers callers;
    private final OfficerSettings officers;
    private final TimeOrderedIds ids;
    private final TransactionTemplate transactions;
    private final Clock clock;

    ApplicationDesk(
            Applications applications,
            RecordCheck record,
            Production production,
            Cards cards,
            Portraits portraits,
            Fingerprints fingerprints,
            IdempotencyKeys keys,
            Callers callers,
            OfficerSettings officers,
            TimeOrderedIds ids,
            TransactionTemplate transactions,
            Clock clock) {
        this.applications = applications;
        this.record = record;
        this.production = production;
        this.cards = cards;
        this.portraits = portraits;
        this.fingerprints = fingerprints;
        this.keys = keys;
        this.callers = callers;
        this.officers = officers;
        this.ids = ids;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** What is handed in for an application. */
    record Filing(
            UUID personId,
            CardKind kind,
            @Nullable CardReason reason,
            @Nullable String features,
            @Nullable String portrait) {}

    UUID file(Filing filing) {
        return file(filing, id -> {});
    }

    /**
     * @param beside what is stored with it, in the same transaction
     */
    UUID file(Filing filing, Consumer<UUID> beside) {
        Officer officer = officer();
        Instant at = clock.instant();
        UUID id = ids.at(at);
        Optional<CardReason> reason = Optional.ofNullable(filing.reason());
        Transition filed =
                CardApplication.file(
                        id, filing.personId(), filing.kind(), reason, officer.name(), at);
        Optional<String> features = Optional.ofNullable(filing.features());
        Optional<byte[]> portrait = portrait(filing);
        RecordCheck.Checked person =
                record.eligible(filing.personId(), features, at, this::requireTerritory);
        ApplicationFile file =
                new ApplicationFile(
                        filed.after(), person.residence(), person.facts(), features, portrait);
        String stored =
                inTransaction(
                        () ->
                                keys.once(
                                        "card-application-file",
                                        filing,
                                        () -> {
                                            requireNoCardBefore(filing);
                                            applications.file(file, filed.event());
                                            beside.accept(id);
                                            return id.toString();
                                        }));
        return UUID.fromString(stored);
    }

    private Optional<byte[]> portrait(Filing filing) {
        if (filing.portrait() != null) {
            return Optional.of(portraits.accept(filing.portrait()));
        }
        if (!production.makesSpecimens()) {
            throw ProblemException.refused(
                    "portrait_required", "A card shows its holder.", "/portrait");
        }
        return Optional.empty();
    }

    /** Law 59/2014 Art 23: who has a card changes it or has it issued again. */
    private void requireNoCardBefore(Filing filing) {
        if (filing.kind() == CardKind.FIRST && cards.hasActive(filing.personId())) {
            throw ProblemException.refused(
                    "active_card_exists", "The person has a card; it is changed or reissued.");
        }
    }

    void approve(UUID id, int version) {
        Officer officer = officer();
        ApplicationFile seen = seen(id);
        Instant at = clock.instant();
        boolean current = seen.application().version() == version;
        if (current) {
            seen.application().approve(officer, at);
            record.unchanged(seen, at);
        }
        step(
                new StepRequest(id, version, Command.APPROVE, Optional.empty()),
                current,
                file -> file.approve(officer, at));
    }

    void returnForCorrection(UUID id, int version, String note) {
        Officer officer = officer();
        boolean current = seen(id).application().version() == version;
        step(
                new StepRequest(id, version, Command.RETURN, Optional.of(note)),
                current,
                file -> file.returnForCorrection(officer, clock.instant()));
    }

    void refuse(UUID id, int version, String note) {
        Officer officer = officer();
        boolean current = seen(id).application().version() == version;
        step(
                new StepRequest(id, version, Command.REFUSE, Optional.of(note)),
                current,
                file -> file.refuse(officer, clock.instant()));
    }

    void withdraw(UUID id, int version, String note) {
        officer();
        boolean current = seen(id).application().version() == version;
        step(
                new StepRequest(id, version, Command.WITHDRAW, Optional.of(note)),
                current,
                file -> file.withdraw(clock.instant()));
    }

    /** Files a returned application again, with what the record says now. */
    void resubmit(UUID id, int version) {
        Officer officer = officer();
        ApplicationFile seen = seen(id);
        Instant at = clock.instant();
        boolean current = seen.application().version() == version;
        RecordCheck.Checked now =
                record.eligible(
                        seen.application().personId(), seen.features(), at, this::requireTerritory);
        step(
                new StepRequest(id, version, Command.RESUBMIT, Optional.empty()),
                current,
                file -> {
                    applications.refile(file, now.facts(), now.residence());
                    return file.resubmit(officer, at);
                });
    }

    /** Makes the card: serial, expiry, MRZ, QR code. It is not in force yet. */
    void personalise(UUID id, int version) {
        officer();
        ApplicationFile seen = seen(id);
        Instant at = clock.instant();
        UUID cardId = ids.at(at);
        boolean current = seen.application().version() == version;
        if (current) {
            seen.application().personalise(cardId, at);
            record.unchanged(seen, at);
        }
        NewCard card =
                production.make(
                        cardId,
                        seen.application().personId(),
                        seen.facts(),
                        seen.features(),
                        seen.portrait(),
                        at);
        step(
                new StepRequest(id, version, Command.PERSONALISE, Optional.empty()),
                current,
                file -> {
                    Transition made = file.personalise(cardId, at);
                    cards.store(card, id, seen.residence());
                    return made;
                });
    }

    void passQuality(UUID id, int version) {
        officer();
        boolean current = seen(id).application().version() == version;
        step(
                new StepRequest(id, version, Command.PASS_QUALITY, Optional.empty()),
                current,
                file -> {
                    Transition passed = file.passQuality(clock.instant());
                    cards.requireReadBack(file.personId(), file.cardId().orElseThrow());
                    return passed;
                });
    }

    /** The card is void; the application waits for another one. */
    void failQuality(UUID id, int version, String note) {
        officer();
        boolean current = seen(id).application().version() == version;
        Instant at = clock.instant();
        step(
                new StepRequest(id, version, Command.FAIL_QUALITY, Optional.of(note)),
                current,
                file -> {
                    Transition failed = file.failQuality(at);
                    UUID card = file.cardId().orElseThrow();
                    cards.voidProduced(file.personId(), card, EndReason.SPOILT, at);
                    return failed;
                });
    }

    /** The holder has the card: it is in force and the one before it is not. */
    void deliver(UUID id, int version) {
        officer();
        ApplicationFile seen = seen(id);
        Instant at = clock.instant();
        boolean current = seen.application().version() == version;
        if (current) {
            seen.application().deliver(at);
            fingerprints.requireChecked(id);
            record.unchanged(seen, at);
        }
        step(
                new StepRequest(id, version, Command.DELIVER, Optional.empty()),
                current,
                file -> {
                    Transition delivered = file.deliver(at);
                    cards.activate(file.personId(), file.cardId().orElseThrow(), at);
                    return delivered;
                });
    }

    /**
     * Takes one step, once for an idempotency key.
     *
     * @param current whether what was checked before is the version the command is for; if not, the
     *     command is a repetition that gets its stored answer, or it is stale
     */
    private void step(StepRequest request, boolean current, Step transition) {
        String officer = officer().name();
        String operation = "card-application-" + request.command();
        inTransaction(
                () ->
                        keys.once(
                                operation,
                                request,
                                () -> {
                                    take(request, current, transition, officer);
                                    return request.applicationId().toString();
                                }));
    }

    private void take(StepRequest request, boolean current, Step transition, String officer) {
        CardApplication locked =
                applications
                        .lock(request.applicationId())
                        .orElseThrow(ApplicationDesk::notFound)
                        .application();
        if (!current) {
            throw CardRuleException.stale("the application has changed since it was read");
        }
        Transition taken = transition.take(locked.expecting(request.version()));
        applications.store(taken, request.command(), officer, request.note());
    }

    private interface Step {
        Transition take(CardApplication application);
    }

    /** What makes two commands the same. */
    record StepRequest(UUID applicationId, int version, Command command, Optional<String> note) {}

    private String inTransaction(Supplier<String> work) {
        String result = transactions.execute(status -> work.get());
        if (result == null) {
            throw new IllegalStateException("a command gives an id");
        }
        return result;
    }

    ApplicationFile look(UUID id) {
        return seen(id);
    }

    /** The application as it stands, if it is one of the caller's territory. */
    private ApplicationFile seen(UUID id) {
        ApplicationFile file = applications.find(id).orElseThrow(ApplicationDesk::notFound);
        requireTerritory(file.residence());
        return file;
    }

    void requireTerritory(Place residence) {
        boolean inside =
                callers.current()
                        .territory()
                        .covers(
                                residence.province(),
                                residence.district().orElse(null),
                                residence.commune().orElse(null));
        if (!inside) {
            throw ProblemException.forbidden(
                    "outside_territory", "The applicant lives outside the officer's territory.");
        }
    }

    /** Decisions are made by officers: a client without one may not act. */
    private Officer officer() {
        Caller caller = callers.current();
        String name = caller.officer();
        if (name == null) {
            throw ProblemException.forbidden("officer_required", "Only an officer may do this.");
        }
        return new Officer(name, officers.personOf(name));
    }

    static ProblemException notFound() {
        return ProblemException.notFound(
                "application_not_found", "There is no such card application.");
    }
}
