package vn.dancu.population.households;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.households.HouseholdTable.Kept;
import vn.dancu.population.households.HouseholdTable.Membership;
import vn.dancu.population.record.Disclosure;
import vn.dancu.population.record.PersonNotFoundException;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Place;
import vn.dancu.population.record.ProtectedPersonException;
import vn.dancu.population.record.Relative;
import vn.dancu.population.record.WritingRights;

/** Shows households; a record is left of everybody who is shown. */
@Service
public class HouseholdReads {
    /** Of now and before. */
    private static final int MOST_SHOWN = 500;

    private static final int PAGE = 50;

    /** Pages of households without a head are filtered by territory; so many are looked at. */
    private static final int MOST_LOOKED_AT = 1_000;

    private final HouseholdTable table;
    private final CardHouseholds cards;
    private final Persons persons;
    private final WritingRights rights;
    private final Disclosure disclosure;
    private final AuditRecords audit;

    HouseholdReads(
            HouseholdTable table,
            CardHouseholds cards,
            Persons persons,
            WritingRights rights,
            Disclosure disclosure,
            AuditRecords audit) {
        this.table = table;
        this.cards = cards;
        this.persons = persons;
        this.rights = rights;
        this.disclosure = disclosure;
        this.audit = audit;
    }

    /** Where the knowledge of a household comes from. */
    public enum Source {
        REGISTERED,
        /** Survey cards that name one head; a command registers it. */
        CARDS,
        /** A card that names a head who is not on record. */
        TEXT,
        /** The record names no head. */
        NONE
    }

    /**
     * @param personId absent for a head who is not on record
     * @param until absent while a member
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Member(
            @Nullable UUID personId,
            PersonName name,
            @Nullable PersonalIdNumber number,
            @Nullable String oldNumber,
            @Nullable Relationship relationship,
            @Nullable String relationshipText,
            @Nullable LocalDate from,
            @Nullable LocalDate until) {}

    /**
     * @param version absent if it is not registered
     * @param headless whether it needs a new head
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record View(
            Source source,
            @Nullable UUID householdId,
            @Nullable Long version,
            @Nullable String fileNumber,
            @Nullable Place place,
            @Nullable LocalDate formedOn,
            @Nullable LocalDate endedOn,
            @Nullable LocalDate headlessSince,
            boolean headless,
            @Nullable UUID splitFrom,
            @Nullable UUID head,
            List<Member> members,
            List<Member> former) {}

    /**
     * @throws ProblemException 404 {@code household_not_found}
     */
    @Transactional
    public View read(UUID householdId) {
        Kept kept = table.find(householdId).orElseThrow(Households::notFound);
        return audited("household_read", registered(kept));
    }

    /**
     * The household of a person, registered or as the survey cards have it.
     *
     * @throws ProblemException 404 {@code person_not_found}; 403 {@code protected_person}
     */
    @Transactional(noRollbackFor = ProtectedPersonException.class)
    public View ofPerson(UUID personId) {
        PersonRecord person = persons.find(personId).orElseThrow(PersonNotFoundException::new);
        if (!disclosure.mayRead(person)) {
            audit.record("household_read", Optional.of(personId), "protected_person");
            throw new ProtectedPersonException();
        }
        Optional<UUID> registered = table.of(personId);
        if (registered.isPresent()) {
            return read(registered.get());
        }
        Optional<PersonRecord> head = cards.headOf(person);
        Relative named = person.relatives().householdHead();
        if (head.isPresent()) {
            return audited("household_read", byCards(head.get()));
        }
        if (named == null) {
            return audited(
                    "household_read",
                    unregistered(
                            Source.NONE, person.permanentResidence(), null, List.of(self(person))));
        }
        return audited("household_read", byText(person, named));
    }

    private View audited(String action, View view) {
        List<UUID> shown = new ArrayList<>();
        view.members().stream().map(Member::personId).forEach(id -> add(shown, id));
        view.former().stream().map(Member::personId).forEach(id -> add(shown, id));
        audit.recordAll(action, shown.stream().distinct().toList(), "answered");
        return view;
    }

    private static void add(List<UUID> shown, @Nullable UUID id) {
        if (id != null) {
            shown.add(id);
        }
    }

    private View registered(Kept kept) {
        List<Member> members = new ArrayList<>();
        List<Member> former = new ArrayList<>();
        for (Membership membership : table.members(kept.household().id(), MOST_SHOWN)) {
            PersonRecord person = persons.find(membership.personId()).orElseThrow();
            if (!disclosure.mayRead(person)) {
                continue; // Where and with whom a protected person lives is not told.
            }
            Member member =
                    new Member(
                            person.personId(),
                            person.name(),
                            person.number(),
                            person.oldNumber(),
                            membership.relationship(),
                            membership.relationship().words(),
                            membership.from(),
                            membership.until());
            (membership.until() == null ? members : former).add(member);
        }
        return new View(
                Source.REGISTERED,
                kept.household().id(),
                kept.version(),
                kept.fileNumber(),
                kept.place(),
                kept.formedOn(),
                kept.endedOn(),
                kept.headlessSince(),
                kept.household().isHeadless(),
                kept.splitFrom(),
                kept.household().head(),
                members,
                former);
    }

    private View byCards(PersonRecord head) {
        List<Member> members = new ArrayList<>();
        if (disclosure.mayRead(head)) {
            members.add(member(head, Relationship.HEAD));
        }
        cards.headedBy(head)
                .members()
                .forEach(
                        (person, what) -> {
                            if (disclosure.mayRead(person)) {
                                members.add(member(person, what));
                            }
                        });

        return unregistered(Source.CARDS, head.permanentResidence(), head.personId(), members);
    }

    private static Member member(PersonRecord person, Relationship what) {
        return new Member(
                person.personId(),
                person.name(),
                person.number(),
                person.oldNumber(),
                what,
                what.words(),
                null,
                null);
    }

    private static View byText(PersonRecord person, Relative named) {
        Member head =
                new Member(
                        null,
                        named.name(),
                        named.number(),
                        named.oldNumber(),
                        Relationship.HEAD,
                        Relationship.HEAD.words(),
                        null,
                        null);
        return unregistered(
                Source.TEXT, person.permanentResidence(), null, List.of(head, self(person)));
    }

    private static Member self(PersonRecord person) {
        return member(person, CardHouseholds.relationship(person.relatives().relationshipToHead()));
    }

    private static View unregistered(
            Source source, @Nullable Place place, @Nullable UUID head, List<Member> members) {
        return new View(
                source, null, null, null, place, null, null, null, false, null, head, members,
                List.of());
    }

    /** A household that needs a new head; ids only. */
    public record Headless(UUID householdId, Place place, @Nullable LocalDate since) {}

    /** A page; {@code next} is missing on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HeadlessPage(List<Headless> items, @Nullable UUID next) {}

    /** Households in the caller's territory whose head died. */
    @Transactional(readOnly = true)
    public HeadlessPage headless(@Nullable UUID after) {
        List<Headless> items = new ArrayList<>();
        List<UUID> candidates = table.headless(after, MOST_LOOKED_AT);
        for (UUID id : candidates) {
            Kept kept = table.find(id).orElseThrow();
            if (rights.isInTerritory(kept.place())) {
                items.add(new Headless(id, kept.place(), kept.headlessSince()));
            }
            if (items.size() == PAGE) {
                return new HeadlessPage(items, id);
            }
        }
        return new HeadlessPage(
                items, candidates.size() == MOST_LOOKED_AT ? candidates.getLast() : null);
    }
}
