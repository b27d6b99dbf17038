package vn.dancu.population.search;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.population.record.Disclosure;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Relatives;

/**
 * Reads who may be meant. Each statement names only what is asked, so that the index on name and
 * year of birth, or on residence and year of birth, serves it; each has a limit.
 */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
class Candidates {
    private static final String COLUMNS =
            "person_id, name, birth_year, birth_month, birth_day, sex, origin, permanent,"
                    + " temporary, residing";

    /** A record that was merged leads to its survivor, a cancelled one was nobody's. */
    private static final String OPEN = " and closed is null";

    /** Nobody may learn that a protected person fits: not from a score, an order or a cursor. */
    private static final String UNPROTECTED = " and protected is null";

    private final JdbcClient jdbc;
    private final Persons persons;
    private final Disclosure disclosure;
    private final RowMapper<Candidate> light;
    private final RowMapper<Candidate> withRelatives;

    Candidates(JdbcClient jdbc, Persons persons, Disclosure disclosure, JsonMapper json) {
        this.jdbc = jdbc;
        this.persons = persons;
        this.disclosure = disclosure;
        this.light = (row, n) -> candidate(row, null);
        this.withRelatives =
                (row, n) ->
                        candidate(row, json.readValue(row.getString("relatives"), Relatives.class));
    }

    private static Candidate candidate(ResultSet row, @Nullable Relatives relatives)
            throws SQLException {
        return new Candidate(
                row.getObject("person_id", UUID.class),
                new PersonName(row.getString("name")),
                new PartialDate(
                        row.getInt("birth_year"),
                        row.getInt("birth_month"),
                        row.getInt("birth_day")),
                Sex.ofCode(row.getInt("sex")),
                row.getString("origin"),
                row.getString("permanent"),
                row.getString("temporary"),
                row.getString("residing"),
                relatives);
    }

    /** Who may be found: a closed record is nobody. */
    enum Whom {
        EVERYBODY(OPEN),
        UNPROTECTED_PEOPLE(OPEN + UNPROTECTED);

        private final String condition;

        Whom(String condition) {
            this.condition = condition;
        }

        String condition() {
            return condition;
        }
    }

    private Whom whom() {
        return disclosure.isFull() ? Whom.EVERYBODY : Whom.UNPROTECTED_PEOPLE;
    }

    /** A statement in the making, with its values. */
    record Statement(String sql, Map<String, Object> values) {}

    private List<Candidate> read(Statement statement, boolean relatives) {
        return jdbc.sql(statement.sql())
                .params(statement.values())
                .query(relatives ? withRelatives : light)
                .list();
    }

    /** People of these names; with a date, only who may be born then. */
    List<Candidate> named(List<String> keys, SearchCriteria criteria, int limit) {
        return read(named(keys, criteria, null, limit, whom()), criteria.hasRelatives());
    }

    /** People of one name in the order of the index. */
    List<Candidate> next(
            String key, SearchCriteria criteria, Cursor.@Nullable Walked after, int limit) {
        return read(named(List.of(key), criteria, after, limit, whom()), criteria.hasRelatives());
    }

    static Statement named(
            List<String> keys,
            SearchCriteria criteria,
            Cursor.@Nullable Walked after,
            int limit,
            Whom whom) {
        Map<String, Object> values = new HashMap<>();
        StringBuilder sql = new StringBuilder("select ").append(columns(criteria));
        sql.append(" from person where ");
        if (keys.size() == 1) {
            sql.append("name_key = :key");
            values.put("key", keys.getFirst());
        } else {
            sql.append("name_key = any (:keys)");
            values.put("keys", keys.toArray(String[]::new));
        }
        sql.append(whom.condition());
        narrow(sql, values, criteria);
        if (after != null) {
            sql.append(" and (birth_year, person_id) > (:afterYear, :afterId)");
            values.put("afterYear", after.birthYear());
            values.put("afterId", after.personId());
        }
        if (keys.size() == 1) {
            sql.append(" order by birth_year, person_id");
        }
        sql.append(" limit :limit");
        values.put("limit", limit);
        return new Statement(sql.toString(), values);
    }

    private static String columns(SearchCriteria criteria) {
        return criteria.hasRelatives() ? COLUMNS + ", relatives" : COLUMNS;
    }

    /**
     * What narrows a year of birth in the database. Without a year nothing does: a rare month among
     * all who bear a name would be looked for through all of them.
     */
    private static void narrow(
            StringBuilder sql, Map<String, Object> values, SearchCriteria criteria) {
        PartialDate born = criteria.dateOfBirth();
        if (born == null) {
            return;
        }
        sql.append(" and birth_year = :year");
        values.put("year", born.year());
        if (born.month() > 0) {
            sql.append(" and (birth_month is null or birth_month = :month)");
            values.put("month", born.month());
        }
        if (born.day() > 0) {
            sql.append(" and (birth_day is null or birth_day = :day)");
            values.put("day", born.day());
        }
        Sex sex = criteria.sex();
        if (sex != null) {
            sql.append(" and sex = :sex");
            values.put("sex", sex.code());
        }
    }

    /** Those of the names that somebody bears, born in that year if one is asked. */
    List<String> borne(List<String> keys, SearchCriteria criteria) {
        Statement statement = borneStatement(keys, criteria, whom());
        return jdbc.sql(statement.sql()).params(statement.values()).query(String.class).list();
    }

    static Statement borneStatement(List<String> keys, SearchCriteria criteria, Whom whom) {
        Map<String, Object> values = new HashMap<>();
        values.put("keys", keys.toArray(String[]::new));
        String year = "";
        PartialDate born = criteria.dateOfBirth();
        if (born != null) {
            year = " and p.birth_year = :year";
            values.put("year", born.year());
        }
        return new Statement(
                "select k.key from unnest(cast(:keys as text[])) k (key) cross join lateral"
                        + " (select from person p where p.name_key = k.key"
                        + whom.condition()
                        + year
                        + " limit 1) somebody",
                values);
    }

    /** People by permanent residence in a commune or district and by year of birth. */
    List<Candidate> living(UnitWritings home, SearchCriteria criteria, int limit) {
        Map<UUID, Candidate> found = new LinkedHashMap<>();
        read(livingStatement(home, criteria, limit, whom()), criteria.hasRelatives())
                .forEach(candidate -> found.putIfAbsent(candidate.personId(), candidate));
        return List.copyOf(found.values());
    }

    static Statement livingStatement(
            UnitWritings home, SearchCriteria criteria, int limit, Whom whom) {
        Map<String, Object> values = new HashMap<>();
        values.put("limit", limit);
        var narrower = new StringBuilder(whom.condition());
        narrow(narrower, values, criteria);
        var sql = new StringBuilder();
        for (int i = 0; i < home.prefixes().size(); i++) {
            String units = home.prefixes().get(i);
            sql.append(i == 0 ? "(select " : " union all (select ").append(columns(criteria));
            // Every unit inside begins with these digits, and ':' comes after them all.
            sql.append(" from person where permanent ~>=~ :units%1$d".formatted(i));
            sql.append(" and permanent ~<~ :beyond%1$d".formatted(i));
            values.put("units" + i, units);
            values.put("beyond" + i, units + ":");
            if (units.length() == UnitWritings.DISTRICT) {
                sql.append(" and length(permanent) <> ").append(UnitWritings.WITHOUT_DISTRICT);
            }
            sql.append(narrower).append(" limit :limit)");
        }
        if (home.prefixes().size() > 1) {
            sql.append(" limit :limit");
        }
        return new Statement(sql.toString(), values);
    }

    /** The record that has this number or had it, closed or not. */
    Optional<PersonRecord> everHeld(PersonalIdNumber number) {
        return jdbc.sql(
                        """
                        select p.* from person_by_number n join person p using (person_id)
                        where n.number = :number
                        """)
                .param("number", number.digits())
                .query(persons.rows())
                .optional();
    }

    /** As {@link #everHeld(PersonalIdNumber)} of each; a number that nobody had is left out. */
    Map<PersonalIdNumber, PersonRecord> everHeld(Set<PersonalIdNumber> numbers) {
        Map<PersonalIdNumber, PersonRecord> holders = new HashMap<>();
        if (numbers.isEmpty()) {
            return holders;
        }
        RowMapper<PersonRecord> person = persons.rows();
        jdbc.sql(
                        """
                        select n.number as asked, p.* from person_by_number n
                            join person p using (person_id)
                        where n.number = any (:numbers)
                        """)
                .param(
                        "numbers",
                        numbers.stream().map(PersonalIdNumber::digits).toArray(String[]::new))
                .query(
                        row -> {
                            holders.put(
                                    new PersonalIdNumber(row.getString("asked")),
                                    person.mapRow(row, 0));
                        });
        return holders;
    }

    /** The records of these people, in this order; who has gone meanwhile is left out. */
    List<PersonRecord> records(List<UUID> personIds) {
        if (personIds.isEmpty()) {
            return List.of();
        }
        Map<UUID, PersonRecord> found = new HashMap<>();
        jdbc.sql("select * from person where person_id = any (:ids)")
                .param("ids", personIds.toArray(UUID[]::new))
                .query(persons.rows())
                .list()
                .forEach(person -> found.put(person.personId(), person));
        return personIds.stream().filter(found::containsKey).map(found::get).toList();
    }
}
