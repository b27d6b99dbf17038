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
 * @param filedBy the officer who filed it last
 * @param filers every officer who ever filed it: what one of them handed in stays in it, so none of
 *     them decides
 * @param cardId the card made for it, from personalisation on
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
        Optional<UUID> cardId) {
    public CardApplication {
        filers = Set.copyOf(filers);
        if (!filers.contains(filedBy)) {
            throw new IllegalArgumentException("who filed last is one of those who filed");
        }
    }

    /** A new application, filed by an officer. */
    public static Transition file(
            UUID applicationId,
            UUID personId,
            CardKind kind,
            Optional<CardReason> reason,
            String officer,
            Instant at) {
        kind.requireReason(reason);
        CardApplication filed =
                new CardApplication(
                        applicationId,
                        personId,
                        1,
                        ApplicationState.SUBMITTED,
                        kind,
                        reason,
                        officer,
                        Set.of(officer),
                        at,
                        at,
                        Optional.empty());
        return new Transition(filed, new ApplicationEvent.Filed(applicationId, personId, kind));
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
        return changed(Command.RETURN, at);
    }

    public Transition refuse(Officer decider, Instant at) {
        requireSecond(Command.REFUSE, decider);
        return changed(Command.REFUSE, at);
    }

    /** Files a returned application again; that officer, too, may not decide any more. */
    public Transition resubmit(Officer officer, Instant at) {
        Transition plain = changed(Command.RESUBMIT, at);
        CardApplication after = plain.after();
        return new Transition(after.filedAgainBy(officer.name()), plain.event());
    }

    public Transition withdraw(Instant at) {
        return changed(Command.WITHDRAW, at);
    }

    public Transition personalise(UUID card, Instant at) {
        return changed(Command.PERSONALISE, at, Optional.of(card));
    }

    public Transition passQuality(Instant at) {
        return changed(Command.PASS_QUALITY, at);
    }

    public Transition failQuality(Instant at) {
        return changed(Command.FAIL_QUALITY, at, Optional.empty());
    }

    public Transition deliver(Instant at) {
        return changed(Command.DELIVER, at);
    }

    public Transition stop(Instant at) {
        return changed(Command.STOP, at);
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
                    "second_officer_required", "an officer who filed it may not decide on it");
        }
        if (decider.isPerson(personId)) {
            throw CardRuleException.refused(
                    "second_officer_required", "nobody decides on an application of their own");
        }
    }

    private Transition changed(Command command, Instant at) {
        return changed(command, at, cardId);
    }

    private Transition changed(Command command, Instant at, Optional<UUID> card) {
        requireAllowed(command);
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
                        card);
        return new Transition(
                after,
                new ApplicationEvent.Changed(applicationId, personId, command, cardOf(card)));
    }

    /** The card an event speaks of: the new one, else the one there was before. */
    private Optional<UUID> cardOf(Optional<UUID> after) {
        return after.isPresent() ? after : cardId;
    }

    private void requireAllowed(Command command) {
        if (!command.isAllowedFrom(state)) {
            throw CardRuleException.illegal(
                    "wrong_state",
                    "in the state " + state + " the command " + command + " is not allowed");
        }
    }

    private CardApplication filedAgainBy(String officer) {
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
                cardId);
    }

    /** The next state and what happened. */
    public record Transition(CardApplication after, ApplicationEvent event) {}
}
