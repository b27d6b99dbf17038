package vn.dancu.population.acts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;
import vn.dancu.population.officers.Officers;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.Disclosure;
import vn.dancu.population.record.PersonNotFoundException;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Place;

/**
 * The one way by which decisions come into the register: an act is proposed, recorded at once or
 * when a second officer agrees, and taken back in the same way. The act's row is locked first and
 * the people after it, in the order of their ids.
 */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class Acts {
    public static final String TOPIC = "population.acts.v1";
    static final String CHANGED = "population.act-changed.v1";
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    /** Nobody has so many acts; the bound keeps the look for later ones cheap. */
    private static final int MOST_OF_ONE_PERSON = 1_000;

    private static final int BATCH = 200;

    private final ActStore store;
    private final Persons persons;
    private final Officers officers;
    private final Callers callers;
    private final Disclosure disclosure;
    private final ContentDigest digests;
    private final Outbox outbox;
    private final JsonMapper json;
    private final Clock clock;
    private final ObjectProvider<ActKind<?>> kinds;

    Acts(
            ActStore store,
            Persons persons,
            Officers officers,
            Callers callers,
            Disclosure disclosure,
            ContentDigest digests,
            Outbox outbox,
            JsonMapper json,
            Clock clock,
            ObjectProvider<ActKind<?>> kinds) {
        this.store = store;
        this.persons = persons;
        this.officers = officers;
        this.callers = callers;
        this.disclosure = disclosure;
        this.digests = digests;
        this.outbox = outbox;
        this.json = json;
        this.clock = clock;
        this.kinds = kinds;
    }

    /**
     * Proposes an act, or finds the one that this entry of the books already stands for; records it
     * if no second officer has to agree.
     *
     * @return the act as it stands then
     * @throws ProblemException 409 {@code entry_differs} if the entry came before with other
     *     content, what the kind refuses, and 403 of {@link Officers}
     */
    public <F> Act propose(Proposal<F> proposal) {
        return propose(proposal, false);
    }

    /**
     * Proposes what a citizen asks for, who has been proved by another service: an officer takes it
     * up, and another one decides.
     */
    public <F> Act proposeForCitizen(Proposal<F> proposal) {
        return propose(proposal, true);
    }

    private <F> Act propose(Proposal<F> proposal, boolean byCitizen) {
        ActKind<F> kind = proposal.kind();
        F facts = proposal.facts();
        UUID actId = UUID.randomUUID();
        byte[] digest = digests.of(proposal.content());
        String entryKey = proposal.entryKey();
        if (entryKey != null) {
            Optional<UUID> known = store.claimEntry(entryKey, actId);
            if (known.isPresent()) {
                return sameAct(kind.nameOf(facts), known.get(), digest);
            }
        }
        boolean bySystem = isSystem(kind.systemScopes(facts));
        UUID personId = proposal.personId();
        Map<UUID, PersonRecord> people = Map.of();
        UUID otherId = null;
        String place = kind.placeOf(facts);
        if (personId == null) {
            personId = UUID.randomUUID();
        } else {
            PersonRecord person = persons.find(personId).orElseThrow(PersonNotFoundException::new);
            otherId = kind.other(facts, person).orElse(null);
            people = lock(personId, otherId);
            place =
                    Objects.requireNonNull(people.get(personId))
                            .keptAt()
                            .map(Place::units)
                            .orElse(null);
        }
        if (!byCitizen) {
            requireMayWrite(bySystem, kind.officerScope(facts), place, people.values());
        }
        Instant now = clock.instant();
        Act act =
                new Act(
                        actId,
                        kind.nameOf(facts),
                        ActState.PROPOSED,
                        1,
                        personId,
                        otherId,
                        json.valueToTree(facts),
                        proposal.evidence(),
                        entryKey,
                        place,
                        byCitizen ? Act.CITIZEN : officers.signature(),
                        callers.current().clientId(),
                        now,
                        null,
                        null,
                        null,
                        null);
        Situation<F> situation = new Situation<>(act, facts, people, today(), proposal.where());
        kind.check(situation);
        boolean atOnce = !byCitizen && !kind.needsSecondOfficer(facts, bySystem);
        Act stored = atOnce ? act.recordedAtOnce(now) : act;
        store.insert(stored, digest);
        if (atOnce) {
            kind.record(new Situation<>(stored, facts, people, today(), proposal.where()));
        }
        tell(stored);
        return stored;
    }

    private Act sameAct(String kind, UUID actId, byte[] digest) {
        if (!store.hasDigest(actId, digest)) {
            throw ProblemException.conflict(
                    entryDiffers(kind),
                    "This civil-status entry was registered before with other content.");
        }
        return store.find(actId).orElseThrow(Acts::notFound);
    }

    /** Births and deaths had their codes before there were other kinds. */
    private static String entryDiffers(String kind) {
        return kind.equals("BIRTH") || kind.equals("DEATH")
                ? kind.toLowerCase(Locale.ROOT) + "_entry_differs"
                : "entry_differs";
    }

    /** A second officer agrees: the act is recorded, or annulled. */
    public Act approve(UUID actId, Collection<String> kinds) {
        Act act = lock(actId, kinds);
        ActState next = act.state().after(ActCommand.APPROVE);
        if (act.waitsForFirstOfficer()) {
            throw ProblemException.conflict(
                    "take_up_first", "An officer takes up the request; another one approves it.");
        }
        return next == ActState.ANNULLED ? annulled(act) : recorded(act);
    }

    private Act recorded(Act act) {
        ActKind<?> kind = kindOf(act.kind());
        Map<UUID, PersonRecord> people = requireSecond(act);
        Act after = act.decided(ActState.RECORDED, officers.signature(), clock.instant(), null);
        record(kind, act, after, people);
        store.update(act, after);
        tell(after);
        return after;
    }

    private <F> void record(
            ActKind<F> kind, Act before, Act after, Map<UUID, PersonRecord> people) {
        // The records may have changed since it was proposed.
        check(kind, before, people);
        kind.record(situation(kind, after, people));
    }

    private Act annulled(Act act) {
        ActKind<?> kind = kindOf(act.kind());
        Map<UUID, PersonRecord> people = requireSecond(act);
        Act.Annulment annulment = Objects.requireNonNull(act.annulment());
        Act after =
                act.annulling(
                        ActState.ANNULLED,
                        annulment.decided(officers.signature(), clock.instant(), null));
        annul(kind, after, people);
        store.update(act, after);
        tell(after);
        return after;
    }

    private <F> void annul(ActKind<F> kind, Act act, Map<UUID, PersonRecord> people) {
        Collection<Act> later = later(act);
        kind.checkAnnulment(situation(kind, act, people), later);
        kind.annul(situation(kind, act, people), later);
    }

    /** An officer takes up what a citizen asked for, as their own proposal; another one decides. */
    public Act takeUp(UUID actId, Collection<String> kinds) {
        Act act = lock(actId, kinds);
        if (!act.waitsForFirstOfficer()) {
            throw ProblemException.conflict(
                    "nothing_to_take_up", "This act does not wait for its first officer.");
        }
        Map<UUID, PersonRecord> people = lock(act.personId(), act.otherId());
        ActKind<?> kind = kindOf(act.kind());
        requireMayWrite(false, officerScope(kind, act), act.place(), people.values());
        check(kind, act, people);
        Act after = act.takenUp(officers.signature());
        store.update(act, after);
        tell(after);
        return after;
    }

    private <F> void check(ActKind<F> kind, Act act, Map<UUID, PersonRecord> people) {
        kind.check(situation(kind, act, people));
    }

    /** The citizen takes back what they asked for, as long as nobody has decided. */
    public Act withdrawForCitizen(UUID actId, UUID personId, Collection<String> kinds) {
        Act act = lock(actId, kinds);
        if (!act.isByCitizen() || !act.personId().equals(personId)) {
            throw notFound();
        }
        if (act.state() != ActState.PROPOSED) {
            throw ProblemException.conflict("act_already_decided", "This act was decided.");
        }
        return dropped(act, ActState.WITHDRAWN, null, Act.CITIZEN);
    }

    /** The second officer does not agree: a proposed act is refused, a recorded one stays. */
    public Act refuse(UUID actId, String reason, Collection<String> kinds) {
        Act act = lock(actId, kinds);
        ActState next = act.state().after(ActCommand.REFUSE);
        requireSecond(act);
        return dropped(act, next, officers.signature(), reason);
    }

    /** Who proposed it takes the proposal back. */
    public Act withdraw(UUID actId, String reason, Collection<String> kinds) {
        Act act = lock(actId, kinds);
        ActState next = act.state().after(ActCommand.WITHDRAW);
        if (!officers.signature().equals(act.openBy())) {
            throw ProblemException.forbidden(
                    "not_the_proposer", "Only who proposed it takes it back.");
        }
        ActState withdrawn = next == ActState.RECORDED ? next : ActState.WITHDRAWN;
        return dropped(act, withdrawn, null, reason);
    }

    private Act dropped(Act act, ActState next, @Nullable String second, String reason) {
        Instant now = clock.instant();
        Act after;
        if (next == ActState.RECORDED) {
            Act.Annulment annulment = Objects.requireNonNull(act.annulment());
            after = act.annulling(next, annulment.decided(officers.signature(), now, reason));
        } else {
            after = act.decided(next, second, now, reason);
            store.releaseEntry(act);
            kindOf(act.kind()).dropped(after);
        }
        store.update(act, after);
        tell(after);
        return after;
    }

    /** An officer proposes that a recorded act be taken back; another one decides. */
    public Act proposeAnnulment(
            UUID actId, String reason, Evidence evidence, Collection<String> kinds) {
        Act act = lock(actId, kinds);
        ActState next = act.state().after(ActCommand.ANNUL);
        ActKind<?> kind = kindOf(act.kind());
        Map<UUID, PersonRecord> people = lock(act.personId(), act.otherId());
        requireMayWrite(
                isSystemFor(kind, act), officerScope(kind, act), act.place(), people.values());
        checkAnnulment(kind, act, people);
        Act after =
                act.annulling(
                        next,
                        new Act.Annulment(
                                reason,
                                evidence,
                                officers.signature(),
                                clock.instant(),
                                null,
                                null,
                                null));
        store.update(act, after);
        tell(after);
        return after;
    }

    private <F> void checkAnnulment(ActKind<F> kind, Act act, Map<UUID, PersonRecord> people) {
        kind.checkAnnulment(situation(kind, act, people), later(act));
    }

    /** Takes back every change that an act made to a record, the latest first. */
    public void takeBack(Act act, UUID personId, Change change) {
        for (long version : versionsInForce(act, personId)) {
            persons.annul(personId, version, change);
        }
    }

    /** The versions of a record that an act made and nobody has taken back, the latest first. */
    public List<Long> versionsInForce(Act act, UUID personId) {
        return store.versionsInForce(act.actId(), personId);
    }

    /** The acts of a person that are in force, the latest first. */
    public List<Act> inForce(UUID personId) {
        return store.of(personId, MOST_OF_ONE_PERSON).stream()
                .filter(act -> act.state().isInForce())
                .toList();
    }

    private Collection<Act> later(Act act) {
        Instant since = Objects.requireNonNull(act.decidedAt());
        Map<UUID, Act> later = new HashMap<>();
        Stream.of(act.personId(), act.otherId())
                .filter(Objects::nonNull)
                .flatMap(id -> inForce(id).stream())
                .filter(other -> !other.actId().equals(act.actId()))
                .filter(other -> Objects.requireNonNull(other.decidedAt()).isAfter(since))
                .forEach(other -> later.put(other.actId(), other));
        return later.values();
    }

    /** The act as it stands, whatever its kind. */
    public Optional<Act> find(UUID actId) {
        return store.find(actId);
    }

    /**
     * @throws ProblemException 404 {@code act_not_found}; 403 {@code forbidden} where a kind needs
     *     a scope of its own
     */
    public Act read(UUID actId, Collection<String> kinds) {
        Act act =
                store.find(actId)
                        .filter(found -> kinds.contains(found.kind()))
                        .orElseThrow(Acts::notFound);
        if (!mayRead(act)) {
            throw ProblemException.forbidden(
                    "forbidden", "Acts of this kind are read with a scope of their own.");
        }
        return act;
    }

    /**
     * @param readTo the last act that was looked at, if there may be more
     */
    record Found(List<Act> acts, @Nullable Act readTo) {}

    /** The acts that wait for the second officer, where the current officer may act. */
    Found open(Collection<String> kinds, Instant after, UUID afterId, int limit, int mostRead) {
        List<String> readable = kinds.stream().filter(this::mayRead).toList();
        List<Act> found = new ArrayList<>();
        Instant at = after;
        UUID atId = afterId;
        int read = 0;
        while (!readable.isEmpty() && read < mostRead) {
            List<Act> batch = store.open(readable, at, atId, BATCH);
            for (Act act : batch) {
                if (officers.mayActAt(placeOf(act)) && mayRead(act)) {
                    found.add(act);
                    if (found.size() == limit) {
                        return new Found(found, act);
                    }
                }
            }
            if (batch.size() < BATCH) {
                return new Found(found, null);
            }
            read += batch.size();
            at = batch.getLast().proposedAt();
            atId = batch.getLast().actId();
            if (read >= mostRead) {
                return new Found(found, batch.getLast());
            }
        }
        return new Found(found, null);
    }

    /** The acts of a person that the caller may read, the latest first. */
    List<Act> readable(UUID personId, Collection<String> kinds, int limit) {
        return store.of(personId, MOST_OF_ONE_PERSON).stream()
                .filter(act -> kinds.contains(act.kind()) && mayRead(act))
                .limit(limit)
                .toList();
    }

    /** A protected person's acts are as protected as the record. */
    private boolean mayRead(Act act) {
        return mayRead(act.kind())
                && Stream.of(act.personId(), act.otherId())
                        .filter(Objects::nonNull)
                        .flatMap(id -> persons.find(id).stream())
                        .allMatch(disclosure::mayRead);
    }

    private boolean mayRead(String kind) {
        return kindOf(kind)
                .readScope(kind)
                .map(scope -> callers.current().hasScope(scope))
                .orElse(true);
    }

    private Act lock(UUID actId, Collection<String> kinds) {
        return store.lock(actId)
                .filter(found -> kinds.contains(found.kind()))
                .orElseThrow(Acts::notFound);
    }

    private Map<UUID, PersonRecord> lock(UUID personId, @Nullable UUID otherId) {
        return persons.lockAll(otherId == null ? List.of(personId) : List.of(personId, otherId));
    }

    /** The second officer decides inside the territory, on strangers, and is another one. */
    private Map<UUID, PersonRecord> requireSecond(Act act) {
        officers.requireSecond(act.openBy());
        boolean onRecord =
                act.state() != ActState.PROPOSED || !makesPerson(kindOf(act.kind()), act);
        Map<UUID, PersonRecord> people = onRecord ? lock(act.personId(), act.otherId()) : Map.of();
        requireTerritory(act.place(), people.values());
        officers.requireStranger(people.values());
        return people;
    }

    private <F> boolean makesPerson(ActKind<F> kind, Act act) {
        F facts = facts(kind, act);
        return facts != null && kind.makesPerson(facts);
    }

    /**
     * Another system of the state reports from the whole country, an officer from the territory.
     */
    private void requireMayWrite(
            boolean bySystem,
            String officerScope,
            @Nullable String place,
            Collection<PersonRecord> people) {
        if (bySystem) {
            return;
        }
        if (!callers.current().hasScope(officerScope)) {
            throw ProblemException.forbidden(
                    "forbidden", "This kind of act is reported with a scope of its own.");
        }
        requireTerritory(place, people);
        officers.requireStranger(people);
    }

    /** One of two people inside is enough: a couple from two provinces marries in one of them. */
    private void requireTerritory(@Nullable String place, Collection<PersonRecord> people) {
        boolean inside =
                people.stream().anyMatch(person -> officers.mayActAt(person.keptAt().orElse(null)));
        if (!inside) {
            officers.requireTerritory(
                    people.isEmpty()
                            ? Place.stored(place, null)
                            : people.iterator().next().keptAt().orElse(null));
        }
    }

    private boolean isSystem(Collection<String> scopes) {
        Caller caller = callers.current();
        return caller.officer() == null && scopes.stream().anyMatch(caller::hasScope);
    }

    private <F> boolean isSystemFor(ActKind<F> kind, Act act) {
        F facts = facts(kind, act);
        return facts != null && isSystem(kind.systemScopes(facts));
    }

    private <F> String officerScope(ActKind<F> kind, Act act) {
        F facts = facts(kind, act);
        return facts == null ? ActKind.WRITE : kind.officerScope(facts);
    }

    private <F> Situation<F> situation(ActKind<F> kind, Act act, Map<UUID, PersonRecord> people) {
        return new Situation<>(act, facts(kind, act), people, today(), "");
    }

    /** What happened by an act of a kind; nothing for births of the first releases. */
    public <F> @Nullable F facts(ActKind<F> kind, Act act) {
        return act.facts() == null ? null : json.treeToValue(act.facts(), kind.type());
    }

    private ActKind<?> kindOf(String name) {
        return kinds.stream()
                .filter(kind -> kind.names().contains(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("an act of an unknown kind"));
    }

    /**
     * The data of {@value #CHANGED}.
     *
     * @param kind absent where only a scope of its own tells it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ActChanged(
            UUID actId,
            @Nullable String kind,
            ActState state,
            UUID personId,
            @Nullable UUID otherPersonId) {}

    private void tell(Act act) {
        outbox.append(
                new OutgoingEvent(
                        TOPIC,
                        act.actId().toString(),
                        CHANGED,
                        act.version(),
                        new ActChanged(
                                act.actId(),
                                kindOf(act.kind()).readScope(act.kind()).isEmpty()
                                        ? act.kind()
                                        : null,
                                act.state(),
                                act.personId(),
                                act.otherId())));
    }

    private static @Nullable Place placeOf(Act act) {
        return Place.stored(act.place(), null);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), VIETNAM);
    }

    private static ProblemException notFound() {
        return ProblemException.notFound("act_not_found", "No such act is on record.");
    }
}
