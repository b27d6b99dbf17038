package vn.dancu.population.households;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.kernel.VietnameseText;
import vn.dancu.population.record.NamedRelatives;
import vn.dancu.population.record.NamedRelatives.Role;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Relative;
import vn.dancu.reference.CodeList;

/**
 * Households that are not registered here: the survey cards of their members name the head, who
 * mostly was named by number. They are put together when somebody asks, and registered by the first
 * command that touches them.
 */
@Component
class CardHouseholds {
    /** Barracks and monasteries have more; whoever is beyond that is not listed. */
    private static final int MOST_MEMBERS = 1_000;

    /** People of one old number and one name: two are ambiguous already. */
    private static final int MOST_NAMESAKES = 20;

    private static final CodeList CODES = CodeList.relationships();
    private static final String CODE_OF_OTHER = "99";

    private final Persons persons;
    private final NamedRelatives relatives;
    private final HouseholdTable table;

    CardHouseholds(Persons persons, NamedRelatives relatives, HouseholdTable table) {
        this.persons = persons;
        this.relatives = relatives;
        this.table = table;
    }

    /**
     * @param members the others, by what their cards say they are to the head
     */
    record Cards(PersonRecord head, Map<PersonRecord, Relationship> members) {}

    /** The head that a person's record names; the person, if it says so; nobody if unknown. */
    Optional<PersonRecord> headOf(PersonRecord person) {
        Relative head = person.relatives().householdHead();
        if (head == null) {
            return Optional.empty();
        }
        if (NamedRelatives.isNamed(head, person)) {
            return Optional.of(person);
        }
        if (head.personId() != null) {
            return persons.find(head.personId()).map(persons::survivor);
        }
        if (head.number() != null) {
            return persons.findByNumber(head.number());
        }
        return head.oldNumber() == null
                ? Optional.empty()
                : only(
                        persons
                                .findByOldNumber(
                                        head.oldNumber(),
                                        head.name().unaccentedKey(),
                                        null,
                                        MOST_NAMESAKES)
                                .stream()
                                .filter(p -> p.name().sameAs(head.name()))
                                .toList());
    }

    private static Optional<PersonRecord> only(List<PersonRecord> found) {
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /** Who lives with this head by the cards and belongs to no registered household. */
    Cards headedBy(PersonRecord head) {
        List<PersonRecord> naming = relatives.naming(head, Role.HOUSEHOLD_HEAD, MOST_MEMBERS);
        List<UUID> housed = table.housed(naming.stream().map(PersonRecord::personId).toList());
        Map<PersonRecord, Relationship> members = new LinkedHashMap<>();
        naming.stream()
                .filter(person -> !housed.contains(person.personId()))
                .forEach(
                        person ->
                                members.put(
                                        person,
                                        relationship(person.relatives().relationshipToHead())));
        return new Cards(head, members);
    }

    /** The code for what a card says in words; the words stay beside it where they differ. */
    static Relationship relationship(@Nullable String words) {
        if (words == null) {
            return Relationship.UNSTATED;
        }
        String key = VietnameseText.toneKey(words);
        return CODES.codes().stream()
                .filter(code -> !code.equals(Relationship.HEAD.code()))
                .filter(
                        code ->
                                key.equals(
                                        CODES.name(code).map(VietnameseText::toneKey).orElse("")))
                .findFirst()
                .map(code -> new Relationship(code, null))
                .orElseGet(() -> new Relationship(CODE_OF_OTHER, words));
    }
}
