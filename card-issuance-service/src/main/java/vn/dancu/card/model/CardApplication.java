package vn.dancu.card.model;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An application for a card and its way to the holder. Immutable; a transition takes the time and
 * gives the next state and what happened. It never reads the clock.
 *
 * @param version counts transitions from 1; a command names the version it saw
 * @param filedBy the officer who handed it in last
 * @param filers every officer who ever handled it before a decision: what one of them handed in
 *     stays in it, so none of them decides
 * @param unit the unit that received it and hands the card out, by its code; none for what was
 *     filed at once and is handed out where it was made
 * @param cardId the card made for it, from personalisation on
 * @param batchId the production run it belongs to, while it does
 * @param parcelId the parcel its card lies in, from packing on
 */
public record CardApplication(
        UUID applicationId,
        UUID personId,
        int version,
        ApplicationState state,
        CardKind kind,
        Optional<CardReason> reason,
        String filedBy,
        Set<String> filers,
        Instant filedAt,
        Instant changedAt,
        Optional<String> unit,
        Optional<UUID> cardId,
        Optional<UUID> batchId,
        Optional<UUID> parcelId) {
    public CardApplication {
        filers = Set.copyOf(filers);
        if (!filers.contains(filedBy)) {
            throw new IllegalArgumentException("who filed last is one of those who filed");
        }
    }

    /** Where an application begins, and for what. */
    public record Start(
            UUID applicationId,
            UUID personId,
            CardKind kind,
            Optional<CardReason> reason,
            Optional<String> unit,
            LegalProfile law) {}

    /**
     * A complete dossier, handed in at once: taken on paper or on a field device.
     *
     * @throws CardRuleException if the law has no such reason for this kind
     */
    public static Transition file(Start start, String officer, Instant at) {
        return begin(start, ApplicationState.SUBMITTED, officer, at);
    }

    /** A slot booked by the citizen, or for the citizen. */
    public static Transition book(Start start, String booker, Instant at) {
        return begin(start, ApplicationState.BOOKED, booker, at);
    }

    /** A citizen who came without a booking. */
    public static Transition walkIn(Start start, String officer, Instant at) {
        return begin(start, ApplicationState.RECEIVED, officer, at);
    }

    private static Transition begin(
            Start start, ApplicationState state, String officer, Instant at) {
        start.kind().requireReason(start.reason(), start.law());
        CardApplication begun =
                new CardApplication(
                        start.applicationId(),
                        start.personId(),
                        1,
                        state,
                        start.kind(),
                        start.reason(),
                        officer,
                        Set.of(officer),
                        at,
                        at,
                        start.unit(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        return new Transition(
                begun,
                new ApplicationEvent.Filed(start.applicationId(), start.personId(), start.kind()));
    }

    /** A step at the counter; who takes it will not decide. */
    public Transition handle(Command command, String officer, Instant at) {
        if (!command.isHandling()) {
            throw new IllegalArgumentException(command + " is not a step at the counter");
        }
        Transition plain = changed(command, at);
        return new Transition(plain.after().handledBy(officer), plain.event());
    }

    /**
     * @param decider who decides, and which person that officer is, where known
     */
    public Transition approve(Officer decider, Instant at) {
        requireSecond(Command.APPROVE, decider);
        return changed(Command.APPROVE, at);
    }

    public Transition returnForCorrection(Officer decider, Instant at) {
        requireSecond(Command.RETURN, decider);
        return told(Command.RETURN, at, draft().noBatch());
    }

    /** What is not handed in yet is refused at the counter (Circular 59/2021 Art 11). */
    public Transition refuse(Officer decider, Instant at) {
        if (state.isAtCounter()) {
            requireAllowed(Command.REFUSE);
            requireNotOwn(decider);
        } else {
            requireSecond(Command.REFUSE, decider);
        }
        return changed(Command.REFUSE, at);
    }

    /** Files a returned application again; that officer, too, may not decide any more. */
    public Transition resubmit(Officer officer, Instant at) {
        return handle(Command.RESUBMIT, officer.name(), at);
    }

    public Transition withdraw(Instant at) {
        return changed(Command.WITHDRAW, at);
    }

    public Transition batch(UUID batch, Instant at) {
        requireAllowed(Command.BATCH);
        return told(Command.BATCH, at, draft().batch(batch));
    }

    public Transition unbatch(Instant at) {
        requireAllowed(Command.UNBATCH);
        return told(Command.UNBATCH, at, draft().noBatch());
    }

    public Transition personalise(UUID card, Instant at) {
        requireAllowed(Command.PERSONALISE);
        return told(Command.PERSONALISE, at, draft().card(card));
    }

    public Transition passQuality(Instant at) {
        return changed(Command.PASS_QUALITY, at);
    }

    public Transition failQuality(Instant at) {
        requireAllowed(Command.FAIL_QUALITY);
        return told(Command.FAIL_QUALITY, at, draft().noCard());
    }

    /** Lays the card in a parcel for the unit. */
    public Transition pack(UUID parcel, Instant at) {
        requireAllowed(Command.PACK);
        return told(Command.PACK, at, draft().parcel(parcel));
    }

    public Transition unpack(Instant at) {
        requireAllowed(Command.UNPACK);
        return told(Command.UNPACK, at, draft().noParcel());
    }

    public Transition dispatch(Instant at) {
        return changed(Command.DISPATCH, at);
    }

    public Transition arrive(Instant at) {
        return changed(Command.ARRIVE, at);
    }

    /** The card is gone: it is void, and another one is made. */
    public Transition lose(Instant at) {
        requireAllowed(Command.LOSE);
        return told(Command.LOSE, at, draft().noCard());
    }

    /**
     * @throws CardRuleException {@code not_at_unit} (422) if the card has still to travel to the
     *     unit where it was applied for
     */
    public Transition deliver(Instant at) {
        requireAllowed(Command.DELIVER);
        if (state == ApplicationState.QUALITY_CHECKED && unit.isPresent()) {
            throw CardRuleException.refused(
                    "not_at_unit", "the card is handed out by the unit where it was applied for");
        }
        return changed(Command.DELIVER, at);
    }

    /** What was made says what the record says no more. */
    public Transition recall(Instant at) {
        requireAllowed(Command.RECALL);
        return told(Command.RECALL, at, draft().noCard());
    }

    public Transition sendBack(Instant at) {
        return changed(Command.SEND_BACK, at);
    }

    public Transition stop(Instant at) {
        return changed(Command.STOP, at);
    }

    /** The same application, whose unit is another one now: no step of the citizen's. */
    public CardApplication at(String successor) {
        return new CardApplication(
                applicationId,
                personId,
                version,
                state,
                kind,
                reason,
                filedBy,
                filers,
                filedAt,
                changedAt,
                Optional.of(successor),
                cardId,
                batchId,
                parcelId);
    }

    /**
     * @throws CardRuleException {@code stale_version} (409) if someone was faster
     */
    public CardApplication expecting(int expectedVersion) {
        if (version != expectedVersion) {
            throw CardRuleException.stale("the application has changed since it was read");
        }
        return this;
    }

    private void requireSecond(Command command, Officer decider) {
        requireAllowed(command);
        if (filers.contains(decider.name())) {
            throw CardRuleException.refused(
                    "second_officer_required", "an officer who handled it may not decide on it");
        }
        requireNotOwn(decider);
    }

    private void requireNotOwn(Officer decider) {
        if (decider.isPerson(personId)) {
            throw CardRuleException.refused(
                    "second_officer_required", "nobody decides on an application of their own");
        }
    }

    private Transition changed(Command command, Instant at) {
        requireAllowed(command);
        return told(command, at, draft());
    }

    private Transition told(Command command, Instant at, Made made) {
        CardApplication after =
                new CardApplication(
                        applicationId,
                        personId,
                        version + 1,
                        command.target(),
                        kind,
                        reason,
                        filedBy,
                        filers,
                        filedAt,
                        at,
                        unit,
                        made.cardId(),
                        made.batchId(),
                        made.parcelId());
        // The card an event speaks of: the new one, else the one there was before.
        Optional<UUID> card = made.cardId().isPresent() ? made.cardId() : cardId;
        return new Transition(
                after, new ApplicationEvent.Changed(applicationId, personId, command, card));
    }

    private void requireAllowed(Command command) {
        if (!command.isAllowedFrom(state)) {
            throw CardRuleException.illegal(
                    "wrong_state",
                    "in the state " + state + " the command " + command + " is not allowed");
        }
    }

    private CardApplication handledBy(String officer) {
        Set<String> all = new HashSet<>(filers);
        all.add(officer);
        return new CardApplication(
                applicationId,
                personId,
                version,
                state,
                kind,
                reason,
                officer,
                all,
                filedAt,
                changedAt,
                unit,
                cardId,
                batchId,
                parcelId);
    }

    private Made draft() {
        return new Made(cardId, batchId, parcelId);
    }

    /** What production and transport have added so far. */
    private record Made(Optional<UUID> cardId, Optional<UUID> batchId, Optional<UUID> parcelId) {
        Made card(UUID card) {
            return new Made(Optional.of(card), batchId, parcelId);
        }

        /** A card that is void takes its run and its parcel with it: another one is made. */
        Made noCard() {
            return new Made(Optional.empty(), Optional.empty(), Optional.empty());
        }

        Made batch(UUID batch) {
            return new Made(cardId, Optional.of(batch), parcelId);
        }

        Made noBatch() {
            return new Made(cardId, Optional.empty(), parcelId);
        }

        Made parcel(UUID parcel) {
            return new Made(cardId, batchId, Optional.of(parcel));
        }

        Made noParcel() {
            return new Made(cardId, batchId, Optional.empty());
        }
    }

    /** The next state and what happened. */
    public record Transition(CardApplication after, ApplicationEvent event) {}
}
