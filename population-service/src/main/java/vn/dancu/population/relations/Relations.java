package vn.dancu.population.relations;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.population.record.Disclosure;
import vn.dancu.population.record.LifeStatus;
import vn.dancu.population.record.NamedRelatives;
import vn.dancu.population.record.NamedRelatives.Role;
import vn.dancu.population.record.PersonNotFoundException;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.ProtectedPersonException;
import vn.dancu.population.record.Relative;

/**
 * The relatives of a person, as links where they are on record and as text where not. Nothing is
 * stored for the other side: children are those whose records name this parent, and a spouse is
 * found from either record, so that both sides cannot disagree.
 */
@Service
public class Relations {
    private static final int MOST_CHILDREN = 100;

    /** People of one old number and one name: two are ambiguous already. */
    private static final int MOST_NAMESAKES = 20;

    private final Persons persons;
    private final NamedRelatives named;
    private final Disclosure disclosure;
    private final AuditRecords audit;

    Relations(Persons persons, NamedRelatives named, Disclosure disclosure, AuditRecords audit) {
        this.persons = persons;
        this.named = named;
        this.disclosure = disclosure;
        this.audit = audit;
    }

    /**
     * A relative on record is told by the record; one who is not, or who is protected, by what the
     * paper says.
     *
     * @param linkedBy how the other record was found; absent for text
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Related(
            @Nullable UUID personId,
            PersonName name,
            @Nullable PersonalIdNumber number,
            @Nullable String oldNumber,
            @Nullable String nationality,
            @Nullable PartialDate dateOfBirth,
            @Nullable LifeStatus status,
            @Nullable Link linkedBy) {}

    /** How two records are linked. */
    public enum Link {
        PERSON_ID,
        NUMBER,
        /** The old number and the name, where only one person has both. */
        OLD_NUMBER,
        /** The other record names this person. */
        OTHER_RECORD
    }

    /** By kind; a kind of which nothing is known is missing. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Relatives(
            UUID personId,
            @Nullable Related father,
            @Nullable Related mother,
            @Nullable Related spouse,
            @Nullable Related representative,
            List<Related> children,
            List<Related> represented) {}

    /**
     * @throws PersonNotFoundException if nobody with that id is on record
     * @throws ProtectedPersonException 403, if a scope is missing
     */
    @Transactional(noRollbackFor = ProtectedPersonException.class)
    public Relatives of(UUID personId) {
        PersonRecord person = persons.find(personId).orElseThrow(PersonNotFoundException::new);
        if (!disclosure.mayRead(person)) {
            audit.record("relatives_read", Optional.of(personId), "protected_person");
            throw new ProtectedPersonException();
        }
        Relatives relatives = relatives(person);
        List<UUID> shown = new ArrayList<>(List.of(personId));
        single(relatives).map(Related::personId).forEach(id -> add(shown, id));
        relatives.children().forEach(child -> add(shown, child.personId()));
        relatives.represented().forEach(ward -> add(shown, ward.personId()));
        audit.recordAll("relatives_read", shown.stream().distinct().toList(), "answered");
        return relatives;
    }

    private static void add(List<UUID> shown, @Nullable UUID id) {
        if (id != null) {
            shown.add(id);
        }
    }

    private static java.util.stream.Stream<Related> single(Relatives relatives) {
        return java.util.stream.Stream.of(
                        Optional.ofNullable(relatives.father()),
                        Optional.ofNullable(relatives.mother()),
                        Optional.ofNullable(relatives.spouse()),
                        Optional.ofNullable(relatives.representative()))
                .flatMap(Optional::stream);
    }

    /** The relatives of a record, without an audit record: for what others decide by them. */
    Relatives relatives(PersonRecord person) {
        var lines = person.relatives();
        return new Relatives(
                person.personId(),
                resolved(lines.father()),
                resolved(lines.mother()),
                spouse(person),
                resolved(lines.representative()),
                others(person, List.of(Role.FATHER, Role.MOTHER), lines.children()),
                others(person, List.of(Role.REPRESENTATIVE), lines.represented()));
    }

    private @Nullable Related spouse(PersonRecord person) {
        Related own = resolved(person.relatives().spouse());
        if (own != null) {
            return own;
        }
        List<PersonRecord> naming =
                named.naming(person, Role.SPOUSE, MOST_CHILDREN).stream()
                        .filter(other -> other.status() != LifeStatus.DEAD)
                        .filter(disclosure::mayRead)
                        .toList();
        return naming.size() == 1 ? linked(naming.getFirst(), Link.OTHER_RECORD) : null;
    }

    /** Whose records name the person so, and whom only a paper names. */
    private List<Related> others(
            PersonRecord person, List<Role> roles, @Nullable List<Relative> onPaper) {
        Map<UUID, Related> linked = new LinkedHashMap<>();
        for (Role role : roles) {
            named.naming(person, role, MOST_CHILDREN).stream()
                    .filter(disclosure::mayRead)
                    .forEach(
                            other ->
                                    linked.putIfAbsent(
                                            other.personId(), linked(other, Link.OTHER_RECORD)));
        }
        List<Related> text = new ArrayList<>();
        if (onPaper != null) {
            for (Relative relative : onPaper) {
                Related found = resolved(relative);
                if (found != null && found.personId() != null) {
                    if (namesOthers(found.personId(), person, roles)) {
                        continue;
                    }
                    linked.putIfAbsent(found.personId(), found);
                } else if (found != null) {
                    text.add(found);
                }
            }
        }
        List<Related> all = new ArrayList<>(linked.values());
        all.addAll(text);
        return all;
    }

    /**
     * Whether the record of whom a paper calls a child or ward says who else is the parent or
     * guardian: an adopted child's names the new parents, and then it is right.
     */
    private boolean namesOthers(UUID relativeId, PersonRecord person, List<Role> roles) {
        PersonRecord relative = persons.find(relativeId).orElseThrow();
        List<Relative> named =
                roles.stream()
                        .map(role -> role.namedBy(relative))
                        .filter(Objects::nonNull)
                        .toList();
        return named.size() == roles.size()
                && named.stream().noneMatch(one -> leadsTo(one, person));
    }

    private boolean leadsTo(Relative named, PersonRecord person) {
        return named.name().sameAs(person.name())
                || find(named)
                        .map(persons::survivor)
                        .filter(found -> found.personId().equals(person.personId()))
                        .isPresent();
    }

    /** The record of the relative whom a record names, or what it says of them. */
    private @Nullable Related resolved(@Nullable Relative relative) {
        if (relative == null) {
            return null;
        }
        Link link =
                relative.personId() != null
                        ? Link.PERSON_ID
                        : relative.number() != null ? Link.NUMBER : Link.OLD_NUMBER;
        return find(relative)
                .map(persons::survivor)
                .filter(disclosure::mayRead)
                .map(found -> linked(found, link))
                .orElseGet(
                        () ->
                                new Related(
                                        null,
                                        relative.name(),
                                        relative.number(),
                                        relative.oldNumber(),
                                        relative.nationality(),
                                        null,
                                        null,
                                        null));
    }

    private Optional<PersonRecord> find(Relative relative) {
        if (relative.personId() != null) {
            return persons.find(relative.personId());
        }
        if (relative.number() != null) {
            return persons.findByNumber(relative.number());
        }
        if (relative.oldNumber() == null) {
            return Optional.empty();
        }
        List<PersonRecord> found =
                persons
                        .findByOldNumber(
                                relative.oldNumber(),
                                relative.name().unaccentedKey(),
                                null,
                                MOST_NAMESAKES)
                        .stream()
                        .filter(p -> p.name().sameAs(relative.name()))
                        .toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private static Related linked(PersonRecord person, Link link) {
        return new Related(
                person.personId(),
                person.name(),
                person.number(),
                person.oldNumber(),
                person.nationality(),
                person.dateOfBirth(),
                person.status(),
                link);
    }
}
