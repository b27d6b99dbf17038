package vn.dancu.population.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.record.Disclosure;
import vn.dancu.population.record.InformationLines;
import vn.dancu.population.record.PersonNotFoundException;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Place;
import vn.dancu.population.record.ProtectedPersonException;

/** Finds people by what an officer knows of them. */
@Service
public class Search {
    private final JdbcClient jdbc;
    private final Persons persons;
    private final InformationLines lines;
    private final Disclosure disclosure;
    private final AuditRecords audit;

    Search(
            JdbcClient jdbc,
            Persons persons,
            InformationLines lines,
            Disclosure disclosure,
            AuditRecords audit) {
        this.jdbc = jdbc;
        this.persons = persons;
        this.lines = lines;
        this.disclosure = disclosure;
        this.audit = audit;
    }

    /** A page of people. {@code next} is missing on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(List<PersonRecord> items, @Nullable String next) {}

    /**
     * @throws PersonNotFoundException if nobody with that id is on record
     * @throws ProtectedPersonException 403, if a scope is missing
     */
    @Transactional(noRollbackFor = ProtectedPersonException.class)
    public PersonRecord read(UUID personId) {
        PersonRecord person = persons.find(personId).orElseThrow(PersonNotFoundException::new);
        boolean allowed = disclosure.mayRead(person);
        audit.record(
                "person_read", Optional.of(personId), allowed ? "answered" : "protected_person");
        if (!allowed) {
            throw new ProtectedPersonException();
        }
        return lines.shown(person);
    }

    /**
     * @throws ProblemException 422 {@code criteria_too_wide} without number, old number or name
     */
    @Transactional
    public Page find(SearchCriteria criteria) {
        Page found = page(criteria);
        Page page =
                new Page(
                        found.items().stream()
                                .filter(disclosure::mayRead)
                                .map(lines::shown)
                                .toList(),
                        found.next());
        // One record for each person shown: the citizen may ask who saw them.
        page.items()
                .forEach(p -> audit.record("person_search", Optional.of(p.personId()), "answered"));
        if (page.items().isEmpty()) {
            audit.record("person_search", Optional.empty(), "nobody_found");
        }
        return page;
    }

    private Page page(SearchCriteria criteria) {
        PersonalIdNumber number = criteria.number();
        if (number != null) {
            return narrowed(persons.findByNumber(number).stream().toList(), criteria);
        }
        String oldNumber = criteria.oldNumber();
        if (oldNumber != null) {
            return narrowed(
                    persons.findByOldNumber(oldNumber, Persons.MOST_OF_ONE_OLD_NUMBER), criteria);
        }
        PersonName name = criteria.name();
        if (name == null) {
            throw ProblemException.refused(
                    "criteria_too_wide", "Give a number, an old number or a name.", "/name");
        }
        return byName(name, criteria);
    }

    private static Page narrowed(List<PersonRecord> found, SearchCriteria criteria) {
        PersonName name = criteria.name();
        PartialDate born = criteria.dateOfBirth();
        String province = criteria.province();
        return new Page(
                found.stream()
                        .filter(
                                p ->
                                        name == null
                                                || p.name()
                                                        .unaccentedKey()
                                                        .equals(name.unaccentedKey()))
                        .filter(p -> born == null || mayBe(p.dateOfBirth(), born))
                        .filter(p -> province == null || livesIn(p, province))
                        .toList(),
                null);
    }

    private static boolean livesIn(PersonRecord person, String province) {
        Place permanent = person.permanentResidence();
        return permanent != null && permanent.province().equals(province);
    }

    private static boolean mayBe(PartialDate recorded, PartialDate asked) {
        return !recorded.latest().isBefore(asked.earliest())
                && !recorded.earliest().isAfter(asked.latest());
    }

    /**
     * Only what is asked stands in the statement, so that the index on name and year of birth can
     * serve it, and pages follow that index.
     */
    private Page byName(PersonName name, SearchCriteria criteria) {
        int size = criteria.pageSize();
        PartialDate born = criteria.dateOfBirth();
        String province = criteria.province();
        Cursor after = Cursor.read(criteria.after());
        StringBuilder where = new StringBuilder("name_key = :key");
        Map<String, Object> values = new HashMap<>(Map.of("key", name.unaccentedKey()));
        if (born != null) {
            where.append(" and birth_year = :year");
            values.put("year", born.year());
            if (born.month() > 0) {
                where.append(" and (birth_month is null or birth_month = :month)");
                values.put("month", born.month());
            }
            if (born.day() > 0) {
                where.append(" and (birth_day is null or birth_day = :day)");
                values.put("day", born.day());
            }
        }
        if (province != null) {
            where.append(" and permanent like :province || '%'");
            values.put("province", province);
        }
        if (after != null) {
            where.append(" and (birth_year, person_id) > (:afterYear, :afterId)");
            values.put("afterYear", after.birthYear());
            values.put("afterId", after.personId());
        }
        List<PersonRecord> found =
                jdbc.sql(
                                "select * from person where "
                                        + where
                                        + " order by birth_year, person_id limit :limit")
                        .params(values)
                        .param("limit", size + 1)
                        .query(persons.rows())
                        .list();
        if (found.size() <= size) {
            return new Page(found, null);
        }
        List<PersonRecord> items = List.copyOf(found.subList(0, size));
        return new Page(items, Cursor.after(items.getLast()).text());
    }

    /** Where a page ended: year of birth and person id, the order of the index on names. */
    private record Cursor(int birthYear, UUID personId) {
        static Cursor after(PersonRecord person) {
            return new Cursor(person.dateOfBirth().year(), person.personId());
        }

        static @Nullable Cursor read(@Nullable String text) {
            if (text == null) {
                return null;
            }
            try {
                return new Cursor(
                        Integer.parseInt(text, 0, 4, 10), UUID.fromString(text.substring(5)));
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw ProblemException.refused(
                        "cursor_unknown", "This is no cursor of a page before.", "/after");
            }
        }

        String text() {
            return "%04d.%s".formatted(birthYear, personId);
        }
    }
}
