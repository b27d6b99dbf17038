package vn.dancu.card.parcels;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.card.applications.ApplicationFile;
import vn.dancu.card.applications.Applications;
import vn.dancu.card.applications.RecordCheck;
import vn.dancu.card.cards.Cards;
import vn.dancu.card.cards.EndReason;
import vn.dancu.card.model.ApplicationState;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardRuleException;
import vn.dancu.card.model.CardSerial;
import vn.dancu.card.model.Command;
import vn.dancu.card.parcels.Parcel.State;
import vn.dancu.card.units.IssuingUnit;
import vn.dancu.card.units.IssuingUnits;
import vn.dancu.card.units.UnitSucceeded;
import vn.dancu.platform.calls.CalleeRefusedException;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;

/**
 * Cards on their way. Before a parcel is dispatched the record is asked about each card in it: what
 * the record says no more stays behind and is void.
 */
@Service
class Dispatching {
    private final Parcels parcels;
    private final Applications applications;
    private final RecordCheck record;
    private final Cards cards;
    private final IssuingUnits units;
    private final ParcelSettings settings;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Dispatching(
            Parcels parcels,
            Applications applications,
            RecordCheck record,
            Cards cards,
            IssuingUnits units,
            ParcelSettings settings,
            IdempotencyKeys keys,
            TransactionTemplate transactions,
            Clock clock) {
        this.parcels = parcels;
        this.applications = applications;
        this.record = record;
        this.cards = cards;
        this.units = units;
        this.settings = settings;
        this.keys = keys;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Lays what is ready for a unit into a parcel, the oldest first.
     *
     * @throws ProblemException 409 {@code nothing_to_pack}; 422 {@code unit_unknown}
     */
    UUID pack(String unit, String officer) {
        IssuingUnit receiver = units.working(unit);
        Instant at = clock.instant();
        record Packing(String unit) {}
        return UUID.fromString(
                once(
                        "card-parcel-pack",
                        new Packing(unit),
                        () -> {
                            UUID id = fill(receiver.code(), officer, at);
                            return id.toString();
                        }));
    }

    private UUID fill(String unit, String officer, Instant at) {
        List<CardApplication> ready =
                applications.lockAt(unit, ApplicationState.QUALITY_CHECKED, settings.cards());
        if (ready.isEmpty()) {
            throw ProblemException.conflict(
                    "nothing_to_pack", "No checked card waits for this unit.");
        }
        UUID id = timeOrdered(at);
        Parcel parcel =
                new Parcel(
                        id,
                        "P-" + CardSerial.random(random).text(),
                        unit,
                        1,
                        State.PACKED,
                        at,
                        officer,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        parcels.add(parcel);
        for (CardApplication application : ready) {
            parcels.lay(id, application);
            applications.store(application.pack(id, at), Command.PACK, officer, Optional.empty());
        }
        return id;
    }

    /** An id that sorts by time (UUID version 7, RFC 9562). */
    private UUID timeOrdered(Instant at) {
        long high = (at.toEpochMilli() << 16) | 0x7000L | random.nextInt(1 << 12);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /**
     * @return the applications whose cards stayed behind, because the record has changed
     * @throws ProblemException 503 {@code unavailable} where the record does not answer: then
     *     nothing is dispatched
     */
    List<UUID> dispatch(UUID id, int version, String courier, String officer) {
        Parcel seen = parcels.find(id).orElseThrow(Dispatching::notFound);
        Instant at = clock.instant();
        Set<UUID> outdated = seen.version() == version ? outdated(id, at) : Set.of();
        record Dispatch(UUID id, int version, String courier) {}
        once(
                "card-parcel-dispatch",
                new Dispatch(id, version, courier),
                () -> {
                    Parcel parcel = locked(id, version, State.PACKED);
                    int sent = send(parcel, outdated, officer, at);
                    State state = sent == 0 ? State.EMPTIED : State.DISPATCHED;
                    parcels.accountStopped(id);
                    parcels.change(parcel, state, Optional.of(courier), at);
                    return id.toString();
                });
        return List.copyOf(outdated);
    }

    private Set<UUID> outdated(UUID parcelId, Instant at) {
        Set<UUID> outdated = new HashSet<>();
        for (ApplicationFile file : applications.in(parcelId)) {
            try {
                if (file.application().state() == ApplicationState.PACKED) {
                    record.unchanged(file, at);
                }
            } catch (ProblemException e) {
                // Only what the record says ends a card: no silence, and no refusal to tell.
                boolean said =
                        e.status().equals(HttpStatus.CONFLICT)
                                || e.status().equals(HttpStatus.UNPROCESSABLE_CONTENT);
                if (!said || e instanceof CalleeRefusedException) {
                    throw e;
                }
                outdated.add(file.application().applicationId());
            }
        }
        return outdated;
    }

    private int send(Parcel parcel, Set<UUID> outdated, String officer, Instant at) {
        int sent = 0;
        for (CardApplication one : applications.lockIn(parcel.parcelId())) {
            if (one.state() != ApplicationState.PACKED) {
                continue;
            }
            if (outdated.contains(one.applicationId())) {
                applications.store(
                        one.recall(at), Command.RECALL, officer, Optional.of("record_changed"));
                voided(one, EndReason.RECORD_CHANGED, at);
                parcels.account(parcel.parcelId(), one.applicationId(), "TAKEN_OUT");
            } else {
                applications.store(one.dispatch(at), Command.DISPATCH, officer, Optional.empty());
                sent++;
            }
        }
        return sent;
    }

    private void voided(CardApplication one, EndReason reason, Instant at) {
        cards.voidProduced(one.personId(), one.cardId().orElseThrow(), reason, at);
    }

    /**
     * The unit has the parcel.
     *
     * @param missing applications whose cards were not in it: void, and made again
     */
    void receive(UUID id, int version, Set<UUID> missing, String officer) {
        Instant at = clock.instant();
        record Receipt(UUID id, int version, Set<UUID> missing) {}
        once(
                "card-parcel-receipt",
                new Receipt(id, version, missing),
                () -> {
                    Parcel parcel = locked(id, version, State.DISPATCHED);
                    List<CardApplication> inside = applications.lockIn(id);
                    requireInside(missing, inside);
                    for (CardApplication one : inside) {
                        if (one.state() == ApplicationState.DISPATCHED) {
                            arrive(parcel, one, missing.contains(one.applicationId()), officer, at);
                        }
                    }
                    parcels.accountRest(id, "VOID");
                    parcels.change(parcel, State.RECEIVED, Optional.empty(), at);
                    return id.toString();
                });
    }

    private static void requireInside(Set<UUID> missing, List<CardApplication> inside) {
        List<UUID> known = new ArrayList<>();
        inside.forEach(one -> known.add(one.applicationId()));
        if (!known.containsAll(missing)) {
            throw ProblemException.refused(
                    "not_in_parcel", "The parcel holds no such application.", "/missing");
        }
    }

    private void arrive(
            Parcel parcel, CardApplication one, boolean missing, String officer, Instant at) {
        if (missing) {
            lose(parcel, one, "MISSING", officer, at);
        } else {
            applications.store(one.arrive(at), Command.ARRIVE, officer, Optional.empty());
            parcels.account(parcel.parcelId(), one.applicationId(), "ARRIVED");
        }
    }

    private void lose(
            Parcel parcel, CardApplication one, String outcome, String officer, Instant at) {
        applications.store(
                one.lose(at), Command.LOSE, officer, Optional.of("parcel " + parcel.code()));
        voided(one, EndReason.LOST_ON_THE_WAY, at);
        parcels.account(parcel.parcelId(), one.applicationId(), outcome);
    }

    /** The parcel is lost with all that lies in it: void, and made again. */
    void lose(UUID id, int version, String officer) {
        Instant at = clock.instant();
        record Loss(UUID id, int version) {}
        once(
                "card-parcel-loss",
                new Loss(id, version),
                () -> {
                    Parcel parcel = locked(id, version, State.PACKED, State.DISPATCHED);
                    for (CardApplication one : applications.lockIn(id)) {
                        if (one.state() == ApplicationState.PACKED
                                || one.state() == ApplicationState.DISPATCHED) {
                            lose(parcel, one, "LOST", officer, at);
                        }
                    }
                    parcels.accountRest(id, "VOID");
                    parcels.change(parcel, State.LOST, Optional.empty(), at);
                    return id.toString();
                });
    }

    private Parcel locked(UUID id, int version, State... allowed) {
        Parcel parcel = parcels.lock(id).orElseThrow(Dispatching::notFound);
        if (parcel.version() != version) {
            throw CardRuleException.stale("the parcel has changed since it was read");
        }
        if (!Set.of(allowed).contains(parcel.state())) {
            throw ProblemException.conflict(
                    "wrong_state", "In the state " + parcel.state() + " this is not possible.");
        }
        return parcel;
    }

    private String once(String operation, Object request, Supplier<String> effect) {
        String result = transactions.execute(status -> keys.once(operation, request, effect));
        if (result == null) {
            throw new IllegalStateException("a command gives an id");
        }
        return result;
    }

    @EventListener
    void follow(UnitSucceeded succeeded) {
        parcels.move(succeeded.code(), succeeded.successor().code());
    }

    static ProblemException notFound() {
        return ProblemException.notFound("parcel_not_found", "There is no such parcel.");
    }
}
