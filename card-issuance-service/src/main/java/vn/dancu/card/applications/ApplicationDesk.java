package vn.dancu.card.applications;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import vn.dancu.card.applications.ApplicationSteps.StepRequest;
import vn.dancu.card.cards.Cards;
import vn.dancu.card.cards.EndReason;
import vn.dancu.card.cards.NewCard;
import vn.dancu.card.cards.Production;
import vn.dancu.card.fingerprints.Fingerprints;
import vn.dancu.card.model.ApplicationState;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardApplication.Transition;
import vn.dancu.card.model.CardKind;
import vn.dancu.card.model.CardReason;
import vn.dancu.card.model.Command;
import vn.dancu.card.model.Expiry;
import vn.dancu.card.model.LegalProfile;
import vn.dancu.card.model.Officer;
import vn.dancu.card.model.RegisteredPerson;
import vn.dancu.card.portraits.Portraits;
import vn.dancu.card.units.IssuingUnit;
import vn.dancu.card.units.IssuingUnits;
import vn.dancu.platform.problem.ProblemException;

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
    private final ApplicationSteps steps;
    private final IssuingUnits units;
    private final Forms forms;
    private final TimeOrderedIds ids;
    private final Clock clock;

    ApplicationDesk(
            Applications applications,
            RecordCheck record,
            Production production,
            Cards cards,
            Portraits portraits,
            Fingerprints fingerprints,
            ApplicationSteps steps,
            IssuingUnits units,
            Forms forms,
            TimeOrderedIds ids,
            Clock clock) {
        this.applications = applications;
        this.record = record;
        this.production = production;
        this.cards = cards;
        this.portraits = portraits;
        this.fingerprints = fingerprints;
        this.steps = steps;
        this.units = units;
        this.forms = forms;
        this.ids = ids;
        this.clock = clock;
    }

    /** What is handed in for an application. */
    record Filing(
            UUID personId,
            CardKind kind,
            @Nullable CardReason reason,
            @Nullable String unit,
            @Nullable UUID representativeId,
            @Nullable String features,
            @Nullable String portrait) {}

    /** A complete dossier, at once. */
    UUID file(Filing filing) {
        return file(filing, id -> {});
    }

    /**
     * @param beside what is stored with it, in the same transaction
     */
    UUID file(Filing filing, Consumer<UUID> beside) {
        String officer = steps.officer().name();
        Optional<byte[]> portrait = portrait(filing);
        return begin(
                filing,
                new Way("FILE", true, portrait, filed -> beside.accept(filed.applicationId())),
                (start, at) -> CardApplication.file(start, officer, at));
    }

    /** A citizen who came to a unit without a booking. */
    UUID receive(Filing filing) {
        String officer = steps.officer().name();
        if (filing.unit() == null) {
            throw ProblemException.refused("unit_required", "The unit that receives.", "/unit");
        }
        return begin(
                filing,
                new Way("RECEIVE", true, Optional.empty(), file -> {}),
                (start, at) -> CardApplication.walkIn(start, officer, at));
    }

    /**
     * A booking, by the citizen through the portal or by an officer for the citizen: at any unit.
     *
     * @param beside what is stored with it, in the same transaction
     */
    UUID book(Filing filing, Consumer<CardApplication> beside) {
        String booker = steps.actor();
        return begin(
                filing,
                new Way("BOOK", false, Optional.empty(), beside),
                (start, at) -> CardApplication.book(start, booker, at));
    }

    private interface Beginning {
        Transition of(CardApplication.Start start, Instant at);
    }

    /**
     * How an application begins.
     *
     * @param byUnit whether an officer of the unit, or of the residence, begins it
     */
    private record Way(
            String name,
            boolean byUnit,
            Optional<byte[]> portrait,
            Consumer<CardApplication> beside) {}

    private UUID begin(Filing filing, Way way, Beginning beginning) {
        Instant at = clock.instant();
        UUID id = ids.at(at);
        LocalDate today = LocalDate.ofInstant(at, Production.ZONE);
        Optional<IssuingUnit> unit = Optional.ofNullable(filing.unit()).map(units::working);
        if (way.byUnit()) {
            unit.ifPresent(one -> steps.requireTerritory(one.territory()));
        }
        Transition begun =
                beginning.of(
                        new CardApplication.Start(
                                id,
                                filing.personId(),
                                filing.kind(),
                                Optional.ofNullable(filing.reason()),
                                unit.map(IssuingUnit::code),
                                LegalProfile.on(today)),
                        at);
        Optional<String> features = Optional.ofNullable(filing.features());
        // A citizen may apply at any unit (Law 59/2014 Art 26); without one the residence decides.
        Consumer<RegisteredPerson> admission =
                found -> {
                    if (unit.isEmpty()) {
                        found.permanentResidence().ifPresent(steps::requireTerritory);
                    }
                    requireRepresentative(filing, found, today);
                };
        RecordCheck.Checked person = record.eligible(filing.personId(), features, at, admission);
        ApplicationFile file =
                new ApplicationFile(
                        begun.after(),
                        unit.map(IssuingUnit::territory).orElse(person.residence()),
                        person.facts(),
                        Optional.of(person.recordVersion()),
                        Optional.ofNullable(filing.representativeId()),
                        features,
                        way.portrait());
        String stored =
                steps.once(
                        "card-application-" + way.name().toLowerCase(Locale.ROOT),
                        filing,
                        () -> {
                            requireNoCardBefore(filing);
                            applications.file(file, begun.event(), way.name());
                            way.beside().accept(begun.after());
                            return id.toString();
                        });
        return UUID.fromString(stored);
    }

    /** Law 26/2023 Art 23: for a child below 14 the card is asked for by who represents it. */
    private static void requireRepresentative(
            Filing filing, RegisteredPerson person, LocalDate today) {
        boolean child =
                person.birth().exact().filter(born -> Expiry.isOnRequest(born, today)).isPresent();
        UUID representative = filing.representativeId();
        if (child && representative == null) {
            throw ProblemException.refused(
                    "representative_required",
                    "A parent or legal representative asks for a child below 14.",
                    "/representativeId");
        }
        if (representative != null && !person.isRepresentedBy(representative, today)) {
            throw ProblemException.refused(
                    "not_a_representative",
                    "The record names another parent or representative.",
                    "/representativeId");
        }
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
        Officer officer = steps.officer();
        ApplicationFile seen = steps.seen(id);
        Instant at = clock.instant();
        boolean current = seen.application().version() == version;
        if (current) {
            seen.application().approve(officer, at);
            fingerprints.requireCaptured(
                    id, seen.facts().birth(), LocalDate.ofInstant(at, Production.ZONE));
            record.notNear(record.now(seen, at).person(), officer);
        }
        steps.step(
                StepRequest.of(id, version, Command.APPROVE),
                current,
                file -> file.approve(officer, at));
    }

    void returnForCorrection(UUID id, int version, String note) {
        Officer officer = steps.officer();
        boolean current = decidable(id, version, officer);
        steps.step(
                new StepRequest(id, version, Command.RETURN, Optional.of(note)),
                current,
                file -> file.returnForCorrection(officer, clock.instant()));
    }

    void refuse(UUID id, int version, String note) {
        Officer officer = steps.officer();
        if (!steps.seen(id).application().state().isAtCounter()) {
            steps.requireScope("card.approve");
        }
        boolean current = decidable(id, version, officer);
        steps.step(
                new StepRequest(id, version, Command.REFUSE, Optional.of(note)),
                current,
                file -> file.refuse(officer, clock.instant()));
    }

    /** Whether it is the version that was seen; a relative's is not decided by this officer. */
    private boolean decidable(UUID id, int version, Officer officer) {
        CardApplication seen = steps.seen(id).application();
        if (seen.version() != version) {
            return false;
        }
        if (officer.personId().isPresent()) {
            record.notNear(record.person(seen.personId()), officer);
        }
        return true;
    }

    /** Takes a booking back: by who booked, who may be no officer. */
    void cancelBooking(UUID id, int version, String note) {
        CardApplication seen =
                applications.find(id).orElseThrow(ApplicationSteps::notFound).application();
        if (seen.state() != ApplicationState.BOOKED) {
            throw ProblemException.conflict("wrong_state", "It is no booking any more.");
        }
        steps.step(
                new StepRequest(id, version, Command.WITHDRAW, Optional.of(note)),
                seen.version() == version,
                steps.actor(),
                file -> file.withdraw(clock.instant()));
    }

    void withdraw(UUID id, int version, String note) {
        steps.officer();
        boolean current = steps.seen(id).application().version() == version;
        steps.step(
                new StepRequest(id, version, Command.WITHDRAW, Optional.of(note)),
                current,
                file -> file.withdraw(clock.instant()));
    }

    /** Files a returned application again, with what the record says now. */
    void resubmit(UUID id, int version) {
        Officer officer = steps.officer();
        ApplicationFile seen = steps.seen(id);
        Instant at = clock.instant();
        boolean current = seen.application().version() == version;
        RecordCheck.Checked now =
                record.eligible(
                        seen.application().personId(),
                        seen.features(),
                        at,
                        person -> {
                            if (seen.application().unit().isEmpty()) {
                                person.permanentResidence().ifPresent(steps::requireTerritory);
                            }
                        });
        requireSignedFacts(seen, now);
        steps.step(
                StepRequest.of(id, version, Command.RESUBMIT),
                current,
                file -> {
                    applications.refile(file, now);
                    return file.resubmit(officer, at);
                });
    }

    /** What the citizen signed must be what is decided on; else the form is made again. */
    private void requireSignedFacts(ApplicationFile seen, RecordCheck.Checked now) {
        if (forms.last(seen.application()).isPresent() && !now.facts().equals(seen.facts())) {
            throw ProblemException.conflict(
                    "form_outdated",
                    "The record has changed since the form was signed; check the data again.");
        }
    }

    /** Makes the card: serial, expiry, MRZ, QR code. It is not in force yet. */
    void personalise(UUID id, int version) {
        steps.officer();
        ApplicationFile seen = steps.seen(id);
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
        steps.step(
                StepRequest.of(id, version, Command.PERSONALISE),
                current,
                file -> {
                    Transition made = file.personalise(cardId, at);
                    cards.store(card, id, seen.residence());
                    return made;
                });
    }

    void passQuality(UUID id, int version) {
        steps.officer();
        boolean current = steps.seen(id).application().version() == version;
        steps.step(
                StepRequest.of(id, version, Command.PASS_QUALITY),
                current,
                file -> {
                    Transition passed = file.passQuality(clock.instant());
                    UUID card = file.cardId().orElseThrow();
                    cards.requireReadBack(file.personId(), card);
                    fingerprints.requireWritten(id, cards.fingersOf(file.personId(), card));
                    return passed;
                });
    }

    /** The card is void; the application waits for another one. */
    void failQuality(UUID id, int version, String note) {
        steps.officer();
        boolean current = steps.seen(id).application().version() == version;
        Instant at = clock.instant();
        steps.step(
                new StepRequest(id, version, Command.FAIL_QUALITY, Optional.of(note)),
                current,
                file -> {
                    Transition failed = file.failQuality(at);
                    UUID card = file.cardId().orElseThrow();
                    cards.voidProduced(file.personId(), card, EndReason.SPOILT, at);
                    return failed;
                });
    }

    /** Nobody came for the card in time: it goes back and is void. */
    void sendBack(UUID id, int version, String note) {
        end(id, version, Command.SEND_BACK, note, EndReason.NOT_COLLECTED);
    }

    /** The card is gone at the unit: void, and another one is made. */
    void lose(UUID id, int version, String note) {
        end(id, version, Command.LOSE, note, EndReason.LOST_ON_THE_WAY);
    }

    private void end(UUID id, int version, Command command, String note, EndReason reason) {
        steps.officer();
        boolean current = steps.seen(id).application().version() == version;
        Instant at = clock.instant();
        steps.step(
                new StepRequest(id, version, command, Optional.of(note)),
                current,
                file -> {
                    Transition ended = command == Command.LOSE ? file.lose(at) : file.sendBack(at);
                    UUID card = file.cardId().orElseThrow();
                    cards.voidProduced(file.personId(), card, reason, at);
                    return ended;
                });
    }

    /** What became of the card that is changed (Circular 59/2021 Art 11: it is withdrawn). */
    enum OldCard {
        HANDED_IN,
        /** It is void all the same, and may still be about. */
        NOT_HANDED_IN;

        String note() {
            return "old_card_" + name().toLowerCase(Locale.ROOT);
        }
    }

    private void requireOldCard(CardApplication application, Optional<OldCard> old) {
        if (application.kind() == CardKind.CHANGE
                && old.isEmpty()
                && cards.hasActive(application.personId())) {
            throw ProblemException.refused(
                    "old_card_required",
                    "At a change the old card is handed in, or it is said that it was not.",
                    "/oldCard");
        }
    }

    /** The holder has the card: it is in force and the one before it is not. */
    void deliver(UUID id, int version, Optional<OldCard> old) {
        steps.officer();
        ApplicationFile seen = steps.seen(id);
        Instant at = clock.instant();
        boolean current = seen.application().version() == version;
        if (current) {
            requireOldCard(seen.application(), old);
        }
        if (current) {
            seen.application().deliver(at);
            fingerprints.requireChecked(id);
            record.unchanged(seen, at);
        }
        steps.step(
                new StepRequest(id, version, Command.DELIVER, old.map(OldCard::note)),
                current,
                file -> {
                    Transition delivered = file.deliver(at);
                    cards.activate(file.personId(), file.cardId().orElseThrow(), at);
                    return delivered;
                });
    }
}
