package vn.dancu.population.record;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The way back from a relative to those whose records name them: from parents to children, from a
 * head to the members of the household. Only the naming record says who is related; the keys kept
 * here lead to it, and one that it bears out no longer is passed over. So both sides always agree.
 */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
public class NamedRelatives implements RecordListener {
    /** What a key starts with: a number, an old number or the id of a record follows. */
    public static final char BY_NUMBER = 'n';

    public static final char BY_OLD_NUMBER = 'o';
    private static final char BY_PERSON = 'p';

    /** All roles; {@code values()} would copy them for each card of an import. */
    public static final List<Role> ROLES = List.of(Role.values());

    /** Records of one person that were merged; nobody has so many. */
    private static final int MOST_MERGES = 20;

    private final JdbcClient jdbc;
    private final PersonRows rows;

    NamedRelatives(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.rows = new PersonRows(json);
    }

    /** As what a record names somebody. */
    public enum Role {
        FATHER(1),
        MOTHER(2),
        SPOUSE(3),
        REPRESENTATIVE(4),
        HOUSEHOLD_HEAD(5);

        private final int code;

        Role(int code) {
            this.code = code;
        }

        /** As the database holds it. */
        public int code() {
            return code;
        }

        /** Whom the record names so. */
        public @Nullable Relative namedBy(PersonRecord person) {
            Relatives named = person.relatives();
            return switch (this) {
                case FATHER -> named.father();
                case MOTHER -> named.mother();
                case SPOUSE -> named.spouse();
                case REPRESENTATIVE -> named.representative();
                case HOUSEHOLD_HEAD -> named.householdHead();
            };
        }
    }

    /**
     * Whether the relative whom a record names is this person: by link, by number, or by old number
     * and name, since old numbers were given more than once. A bare name tells nothing.
     */
    public static boolean isNamed(@Nullable Relative named, PersonRecord person) {
        if (named == null) {
            return false;
        }
        if (named.personId() != null) {
            return named.personId().equals(person.personId());
        }
        if (named.number() != null) {
            return named.number().equals(person.number());
        }
        return named.oldNumber() != null
                && named.oldNumber().equals(person.oldNumber())
                && named.name().sameAs(person.name());
    }

    /**
     * The records that name this person so, in the order of their ids.
     *
     * @param limit the most that are looked at
     */
    public List<PersonRecord> naming(PersonRecord person, Role role, int limit) {
        List<PersonRecord> selves = withMerged(person);
        return jdbc
                .sql(
                        """
                        select p.* from person p where p.person_id in (
                            select person_id from named_relative
                            where name_key = any(:keys) and role = :role
                            order by person_id limit :limit)
                        order by p.person_id
                        """)
                .param(
                        "keys",
                        selves.stream()
                                .flatMap(self -> keysOf(self).stream())
                                .toArray(String[]::new))
                .param("role", role.code)
                .param("limit", limit)
                .query(rows)
                .list()
                .stream()
                .filter(other -> !other.hasEnded())
                .filter(other -> !other.personId().equals(person.personId()))
                .filter(
                        other ->
                                selves.stream()
                                        .anyMatch(self -> isNamed(role.namedBy(other), self)))
                .toList();
    }

    /** A record and those that were merged into it, whom papers name still. */
    private List<PersonRecord> withMerged(PersonRecord person) {
        List<PersonRecord> selves = new ArrayList<>(List.of(person));
        selves.addAll(
                jdbc.sql(
                                """
                                with recursive merged (person_id, step) as (
                                    select p.person_id, 1 from person p where p.merged_into = :id
                                    union all
                                    select p.person_id, m.step + 1 from merged m
                                    join person p on p.merged_into = m.person_id
                                    where m.step < :steps)
                                select p.* from person p
                                where p.person_id in (select person_id from merged limit :most)
                                """)
                        .param("id", person.personId())
                        .param("steps", MOST_MERGES)
                        .param("most", MOST_MERGES)
                        .query(rows)
                        .list());
        return selves;
    }

    private static List<String> keysOf(PersonRecord person) {
        List<String> keys = new ArrayList<>();
        keys.add(key(person.personId()));
        if (person.number() != null) {
            keys.add(BY_NUMBER + person.number().digits());
        }
        if (person.oldNumber() != null) {
            keys.add(BY_OLD_NUMBER + person.oldNumber());
        }
        return keys;
    }

    private static String key(UUID personId) {
        return BY_PERSON + personId.toString();
    }

    private static @Nullable String key(@Nullable Relative named) {
        if (named == null) {
            return null;
        }
        if (named.personId() != null) {
            return key(named.personId());
        }
        if (named.number() != null) {
            return BY_NUMBER + named.number().digits();
        }
        return named.oldNumber() == null ? null : BY_OLD_NUMBER + named.oldNumber();
    }

    private record Entry(String key, int role) {}

    /** Keeps the keys of those whom a record names and did not name before. */
    @Override
    public void recorded(@Nullable PersonRecord before, PersonRecord after) {
        Set<Entry> entries = entries(after);
        if (before != null) {
            entries.removeAll(entries(before));
        }
        for (Entry entry : entries) {
            jdbc.sql(
                            """
                            insert into named_relative (name_key, role, person_id)
                            values (:key, :role, :person) on conflict do nothing
                            """)
                    .param("key", entry.key())
                    .param("role", entry.role())
                    .param("person", after.personId())
                    .update();
        }
    }

    private static Set<Entry> entries(PersonRecord person) {
        Set<Entry> entries = new HashSet<>();
        for (Role role : ROLES) {
            String key = key(role.namedBy(person));
            if (key != null) {
                entries.add(new Entry(key, role.code));
            }
        }
        return entries;
    }
}
