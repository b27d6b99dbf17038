package vn.dancu.population.households;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.population.households.HouseholdTable.Kept;
import vn.dancu.population.households.HouseholdTable.Origin;
import vn.dancu.population.households.HouseholdTable.Papers;
import vn.dancu.population.record.LifeStatus;
import vn.dancu.population.record.PersonNotFoundException;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Place;
import vn.dancu.population.record.Places;
import vn.dancu.population.record.WritingRights;

/**
 * Registers households. A command locks the households it is about and then the people, each in the
 * order of their ids, so that commands wait for each other instead of for ever; then the rules of
 * {@link Household} decide, and the records of all members follow in the same transaction.
 */
@Service
public class Households {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final String LEFT = "left";

    private final HouseholdTable table;
    private final CardHouseholds cards;
    private final HouseholdLines lines;
    private final Persons persons;
    private final Places places;
    private final WritingRights rights;
    private final IdempotencyKeys keys;
    private final Settings settings;
    private final Clock clock;

    Households(
            HouseholdTable table,
            CardHouseholds cards,
            HouseholdLines lines,
            Persons persons,
            Places places,
            WritingRights rights,
            IdempotencyKeys keys,
            Settings settings,
            Clock clock) {
        this.table = table;
        this.cards = cards;
        this.lines = lines;
        this.persons = persons;
        this.places = places;
        this.rights = rights;
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param mostMembers of one household: each change of its head writes as many records
     */
    @ConfigurationProperties("dancu.households")
    public record Settings(@DefaultValue("200") int mostMembers) {}

    /** The same command twice is about the same household. */
    private record About(UUID householdId, Object command) {}

    private UUID once(String operation, Object request, Supplier<UUID> effect) {
        return UUID.fromString(keys.once(operation, request, () -> effect.get().toString()));
    }

    /**
     * @return the id of the household
     * @throws ProblemException 403 {@code outside_territory}, {@code own_record}, {@code
     *     relative_record}; 404 {@code person_not_found}; 409 {@code already_in_household}, {@code
     *     heads_others}, {@code file_number_taken}, {@code person_dead}; 422 {@code
     *     invalid_fields}, {@code member_twice}, {@code unknown_relationship}, {@code
     *     household_full}
     */
    @Transactional
    public UUID form(HouseholdCommands.Form form) {
        return once("household-form", form, () -> formNow(form));
    }

    private UUID formNow(HouseholdCommands.Form form) {
        checkPlace(form.place());
        checkDay(form.on());
        rights.requireTerritory(form.place());
        boolean fromCards = Boolean.TRUE.equals(form.fromCards());
        Map<UUID, Relationship> others = HouseholdCommands.byPerson(form.members(), "/members");
        if (fromCards && !others.isEmpty()) {
            throw ProblemException.refused(
                    "members_from_cards", "The cards say who the members are.", "/members");
        }
        if (fromCards) {
            others = membersByCards(form.head());
        }
        Household household = Household.form(UUID.randomUUID(), form.head(), others);
        checkSize(household);
        Map<UUID, PersonRecord> people = lockPeople(household.members().keySet());
        requireFree(people.values(), household.members().keySet());
        Papers papers = new Papers(form.on(), form.evidence(), rights.signature(), LEFT);
        table.insert(
                household,
                form.place(),
                form.fileNumber(),
                fromCards ? Origin.CARDS : Origin.REGISTRATION,
                null,
                papers);
        lines.follow(null, household, form.fileNumber(), people, papers, "household_formed");
        lines.tell(household.id(), 1, "formed", household.members().keySet());
        return household.id();
    }

    private Map<UUID, Relationship> membersByCards(UUID head) {
        PersonRecord record = persons.find(head).orElseThrow(PersonNotFoundException::new);
        Map<UUID, Relationship> members = new TreeMap<>();
        cards.headedBy(record)
                .members()
                .forEach((person, what) -> members.put(person.personId(), settled(what)));
        return members;
    }

    /** A card that says somebody else is the head, or nothing, leaves the relationship open. */
    private static Relationship settled(Relationship what) {
        return what.isKnown() ? what : new Relationship("99", "Chưa khai");
    }

    /**
     * @throws ProblemException 409 {@code already_in_household} if the person belongs to another
     *     one and does not leave it by this; {@code household_full}
     */
    @Transactional
    public UUID join(UUID householdId, HouseholdCommands.Join join) {
        return once(
                "household-join", new About(householdId, join), () -> joinNow(householdId, join));
    }

    private UUID joinNow(UUID householdId, HouseholdCommands.Join join) {
        checkDay(join.on());
        UUID person = join.personId();
        boolean transfer = Boolean.TRUE.equals(join.transfer());
        Optional<UUID> from = transfer ? table.of(person) : Optional.empty();
        Map<UUID, Kept> locked = lockHouseholds(householdId, from);
        Kept kept = changeable(locked, householdId, join.expectedVersion(), join.on());
        rights.requireTerritory(kept.place());
        Household after = kept.household().join(person, join.relationship());
        checkSize(after);
        Set<UUID> involved = new TreeSet<>(Set.of(person, headOf(after)));
        Map<UUID, PersonRecord> people = lockPeople(involved);
        if (!table.of(person).equals(from)) {
            throw HouseholdTable.alreadyInHousehold();
        }
        requireHeadsNobody(people.get(person), after.members().keySet());
        Papers papers = new Papers(join.on(), join.evidence(), rights.signature(), LEFT);
        if (from.isPresent()) {
            leaveForOther(changeable(locked, from.get(), null, join.on()), person, papers);
        }
        table.save(kept, after, papers);
        lines.follow(
                kept.household(), after, kept.fileNumber(), people, papers, "household_joined");
        lines.tell(householdId, kept.version() + 1, "joined", Set.of(person));
        return householdId;
    }

    private void leaveForOther(Kept old, UUID person, Papers papers) {
        Household rest = old.household().leave(Set.of(person), null, Map.of());
        table.save(old, rest, papers);
        tellOfLeaving(old, rest, Set.of(person));
    }

    private void tellOfLeaving(Kept before, Household rest, Set<UUID> leavers) {
        lines.tell(rest.id(), before.version() + 1, rest.isEnded() ? "ended" : "left", leavers);
    }

    /**
     * @throws ProblemException 409 {@code not_a_member}; 422 {@code new_head_required}
     */
    @Transactional
    public UUID leave(UUID householdId, HouseholdCommands.Leave leave) {
        return once(
                "household-leave",
                new About(householdId, leave),
                () -> {
                    checkDay(leave.on());
                    Kept kept =
                            changeable(
                                    lockHouseholds(householdId, Optional.empty()),
                                    householdId,
                                    leave.expectedVersion(),
                                    leave.on());
                    rights.requireTerritory(kept.place());
                    Set<UUID> leavers = new TreeSet<>(leave.personIds());
                    Household rest =
                            kept.household()
                                    .leave(
                                            leavers,
                                            leave.newHead(),
                                            HouseholdCommands.byPerson(
                                                    leave.relationships(), "/relationships"));
                    Papers papers =
                            new Papers(leave.on(), leave.evidence(), rights.signature(), LEFT);
                    Map<UUID, PersonRecord> people = lockPeople(affected(kept, rest, leavers));
                    table.save(kept, rest, papers);
                    lines.follow(
                            kept.household(),
                            rest,
                            kept.fileNumber(),
                            people,
                            papers,
                            "household_left");
                    tellOfLeaving(kept, rest, leavers);
                    return householdId;
                });
    }

    /**
     * Some members leave and form a household of their own.
     *
     * @return the id of the new household
     */
    @Transactional
    public UUID split(UUID householdId, HouseholdCommands.Split split) {
        return once(
                "household-split",
                new About(householdId, split),
                () -> splitNow(householdId, split));
    }

    private UUID splitNow(UUID householdId, HouseholdCommands.Split split) {
        checkDay(split.on());
        checkPlace(split.place());
        Kept kept =
                changeable(
                        lockHouseholds(householdId, Optional.empty()),
                        householdId,
                        split.expectedVersion(),
                        split.on());
        rights.requireTerritory(kept.place());
        rights.requireTerritory(split.place());
        Household other =
                Household.form(
                        UUID.randomUUID(),
                        split.head(),
                        HouseholdCommands.byPerson(split.members(), "/members"));
        Set<UUID> leavers = other.members().keySet();
        Household rest =
                kept.household()
                        .leave(
                                leavers,
                                split.newHead(),
                                HouseholdCommands.byPerson(
                                        split.relationships(), "/relationships"));
        if (rest.isEnded()) {
            throw ProblemException.refused(
                    "nobody_stays", "A household is split when some stay.", "/members");
        }
        Map<UUID, PersonRecord> people = lockPeople(kept.household().members().keySet());
        Papers papers = new Papers(split.on(), split.evidence(), rights.signature(), LEFT);
        table.save(kept, rest, papers);
        table.insert(other, split.place(), split.fileNumber(), Origin.SPLIT, householdId, papers);
        lines.follow(
                staying(kept.household(), rest),
                rest,
                kept.fileNumber(),
                people,
                papers,
                "household_split");
        lines.follow(null, other, split.fileNumber(), people, papers, "household_split");
        tellOfLeaving(kept, rest, leavers);
        lines.tell(other.id(), 1, "formed", leavers);
        return other.id();
    }

    /** The household before, as far as it stays: without the head, if the head left. */
    private static Household staying(Household before, Household rest) {
        Map<UUID, Relationship> members = new TreeMap<>(before.members());
        members.keySet().retainAll(rest.members().keySet());
        boolean headStays = before.head() != null && members.containsKey(before.head());
        return new Household(before.id(), headStays ? before.head() : null, members);
    }

    /**
     * @throws ProblemException 409 {@code not_a_member}, {@code already_head}
     */
    @Transactional
    public UUID changeHead(UUID householdId, HouseholdCommands.Head head) {
        return once(
                "household-head",
                new About(householdId, head),
                () -> {
                    checkDay(head.on());
                    Kept kept =
                            changeable(
                                    lockHouseholds(householdId, Optional.empty()),
                                    householdId,
                                    head.expectedVersion(),
                                    head.on());
                    rights.requireTerritory(kept.place());
                    Household after =
                            kept.household()
                                    .headedBy(
                                            head.head(),
                                            HouseholdCommands.byPerson(
                                                    head.relationships(), "/relationships"));
                    Papers papers =
                            new Papers(head.on(), head.evidence(), rights.signature(), LEFT);
                    Map<UUID, PersonRecord> people = lockPeople(after.members().keySet());
                    requireLiving(people.values(), Set.of(head.head()));
                    write(kept, after, people, papers, "household_head_changed", "head_changed");
                    return householdId;
                });
    }

    private void write(
            Kept kept,
            Household after,
            Map<UUID, PersonRecord> people,
            Papers papers,
            String cause,
            String told) {
        table.save(kept, after, papers);
        lines.follow(kept.household(), after, kept.fileNumber(), people, papers, cause);
        lines.tell(after.id(), kept.version() + 1, told, after.members().keySet());
    }

    /** Says what a member is to the head, where it was said wrongly or not at all. */
    @Transactional
    public UUID relate(UUID householdId, HouseholdCommands.Relate relate) {
        return once(
                "household-relate",
                new About(householdId, relate),
                () -> {
                    Kept kept =
                            changeable(
                                    lockHouseholds(householdId, Optional.empty()),
                                    householdId,
                                    relate.expectedVersion(),
                                    null);
                    rights.requireTerritory(kept.place());
                    Household after =
                            kept.household().related(relate.personId(), relate.relationship());
                    Papers papers =
                            new Papers(
                                    kept.changedOn(), relate.evidence(), rights.signature(), LEFT);
                    Map<UUID, PersonRecord> people =
                            lockPeople(
                                    kept.household().head() == null
                                            ? Set.of(relate.personId())
                                            : Set.of(relate.personId(), headOf(kept.household())));
                    write(kept, after, people, papers, "household_member_related", "related");
                    return householdId;
                });
    }

    /** Registers the household at another place, or under another file number. */
    @Transactional
    public UUID describe(UUID householdId, HouseholdCommands.Describe describe) {
        return once(
                "household-describe",
                new About(householdId, describe),
                () -> {
                    checkPlace(describe.place());
                    Kept kept =
                            changeable(
                                    lockHouseholds(householdId, Optional.empty()),
                                    householdId,
                                    describe.expectedVersion(),
                                    null);
                    rights.requireTerritory(describe.place());
                    Map<UUID, PersonRecord> people =
                            lockPeople(kept.household().members().keySet());
                    table.describe(kept, describe.place(), describe.fileNumber());
                    Papers papers =
                            new Papers(today(), describe.evidence(), rights.signature(), LEFT);
                    lines.file(describe.fileNumber(), people, papers);
                    lines.tell(
                            householdId,
                            kept.version() + 1,
                            "described",
                            kept.household().members().keySet());
                    return householdId;
                });
    }

    private Map<UUID, Kept> lockHouseholds(UUID one, Optional<UUID> other) {
        Map<UUID, Kept> locked = new TreeMap<>();
        Set<UUID> ids = new TreeSet<>(Set.of(one));
        other.ifPresent(ids::add);
        for (UUID id : ids) {
            locked.put(id, table.lock(id).orElseThrow(Households::notFound));
        }
        return locked;
    }

    static ProblemException notFound() {
        return ProblemException.notFound("household_not_found", "No such household.");
    }

    /** If it is what the caller saw, has not ended, and nothing later has happened to it. */
    private static Kept changeable(
            Map<UUID, Kept> locked,
            UUID householdId,
            @Nullable Long expectedVersion,
            @Nullable LocalDate on) {
        Kept kept = Objects.requireNonNull(locked.get(householdId));
        if (expectedVersion != null && expectedVersion != kept.version()) {
            throw ProblemException.conflict(
                    "stale_version", "The household has changed in the meantime.");
        }
        if (kept.household().isEnded()) {
            throw ProblemException.conflict("household_ended", "Nobody is left in it.");
        }
        if (on != null && on.isBefore(kept.changedOn())) {
            throw ProblemException.refused(
                    "before_last_change",
                    "Something that happened later is registered of this household.",
                    "/on");
        }
        return kept;
    }

    private static UUID headOf(Household household) {
        return Objects.requireNonNull(household.head());
    }

    private Map<UUID, PersonRecord> lockPeople(Collection<UUID> ids) {
        Map<UUID, PersonRecord> people = persons.lockAll(ids);
        people.values().forEach(rights::requireUnrelated);
        return people;
    }

    /** Who leaves, and everybody if those who stay get a new head. */
    private static Set<UUID> affected(Kept kept, Household rest, Set<UUID> leavers) {
        boolean newHead = !Objects.equals(rest.head(), kept.household().head());
        return newHead ? kept.household().members().keySet() : leavers;
    }

    private void requireFree(Collection<PersonRecord> people, Set<UUID> together) {
        requireLiving(people, together);
        if (!table.housed(together).isEmpty()) {
            throw HouseholdTable.alreadyInHousehold();
        }
        people.forEach(person -> requireHeadsNobody(person, together));
    }

    private static void requireLiving(Collection<PersonRecord> people, Set<UUID> whom) {
        boolean dead =
                people.stream()
                        .anyMatch(
                                p -> whom.contains(p.personId()) && p.status() == LifeStatus.DEAD);
        if (dead) {
            throw ProblemException.conflict("person_dead", "The dead belong to no household.");
        }
    }

    /** Whom survey cards name as the head of others does not leave them without one. */
    private void requireHeadsNobody(@Nullable PersonRecord person, Set<UUID> together) {
        PersonRecord joining = Objects.requireNonNull(person);
        requireLiving(List.of(joining), Set.of(joining.personId()));
        boolean headsOthers =
                table.of(joining.personId()).isEmpty()
                        && cards.headedBy(joining).members().keySet().stream()
                                .anyMatch(member -> !together.contains(member.personId()));
        if (headsOthers) {
            throw ProblemException.conflict(
                    "heads_others",
                    "Survey cards name the person as the head of others: form that household"
                            + " first.");
        }
    }

    private void checkSize(Household household) {
        if (household.members().size() > settings.mostMembers()) {
            throw ProblemException.conflict(
                    "household_full", "A household has no more members than that.");
        }
    }

    private void checkPlace(Place place) {
        List<Violation> violations = new ArrayList<>();
        places.check(place, "/place", violations);
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
    }

    private void checkDay(LocalDate on) {
        if (on.isAfter(today())) {
            throw ProblemException.refused(
                    "date_in_future", "It is registered when it happens.", "/on");
        }
        if (on.getYear() < 1900) {
            throw ProblemException.refused("date_impossible", "The year is from 1900.", "/on");
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), VIETNAM);
    }
}
