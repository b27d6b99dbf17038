package vn.dancu.population.record;

import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.audit.AuditRecords;

/**
 * People who are selected, in the order of their ids. Each call looks at a bounded number of
 * records, whoever of them is wanted, so that a page costs the same everywhere. Closed records and
 * people under protection are left out.
 */
@Repository
public class Extracts {
    /** Records looked at for each person wanted. */
    private static final int LOOKED_AT = 20;

    private final JdbcClient jdbc;
    private final Persons persons;
    private final AuditRecords audit;

    Extracts(JdbcClient jdbc, Persons persons, AuditRecords audit) {
        this.jdbc = jdbc;
        this.persons = persons;
        this.audit = audit;
    }

    /**
     * @param next after whom to go on; none: that was all
     */
    public record Page(List<PersonRecord> people, @Nullable UUID next) {}

    /**
     * Of what is given all must hold.
     *
     * @param like pattern of {@link Place#units} of the permanent residence
     * @param numbers these people alone
     */
    public record Selection(
            @Nullable String like,
            @Nullable Integer bornFrom,
            @Nullable Integer bornTo,
            @Nullable Sex sex,
            @Nullable List<PersonalIdNumber> numbers,
            @Nullable Instant changedSince) {
        @Override
        public String toString() {
            return "Selection[hidden]";
        }
    }

    @Transactional
    public Page page(Selection selection, UUID after, int limit) {
        List<PersonalIdNumber> numbers = selection.numbers();
        // Who is named is found by the index: nobody else is looked at.
        Optional<UUID> last = numbers == null ? last(after, limit * LOOKED_AT) : Optional.empty();
        String[] wanted =
                numbers == null
                        ? new String[0]
                        : numbers.stream().map(PersonalIdNumber::digits).toArray(String[]::new);
        OffsetDateTime since =
                selection.changedSince() == null
                        ? null
                        : selection.changedSince().atOffset(ZoneOffset.UTC);
        List<PersonRecord> people =
                jdbc.sql(
                                """
                                select p.* from person p
                                where p.person_id > :after and p.person_id <= :upTo
                                    and p.closed is null and p.protected is null
                                """
                                        + conditions(selection)
                                        + " order by p.person_id limit :limit")
                        .param("after", after)
                        .param("upTo", last.orElse(new UUID(-1L, -1L)))
                        .param("limit", limit)
                        .param("like", selection.like(), Types.VARCHAR)
                        .param("bornFrom", selection.bornFrom(), Types.INTEGER)
                        .param("bornTo", selection.bornTo(), Types.INTEGER)
                        .param(
                                "sex",
                                selection.sex() == null ? null : selection.sex().code(),
                                Types.INTEGER)
                        .param("numbers", wanted)
                        .param("since", since, Types.TIMESTAMP_WITH_TIMEZONE)
                        .query(persons.rows())
                        .list();
        audit.recordAll(
                "extracted", people.stream().map(PersonRecord::personId).toList(), "answered");
        if (people.size() == limit) {
            return new Page(people, people.getLast().personId());
        }
        return new Page(people, last.orElse(null));
    }

    /** The last of the records that are looked at; none: the rest of the register is. */
    private Optional<UUID> last(UUID after, int scanned) {
        return jdbc.sql(
                        """
                        select person_id from person where person_id > :after
                        order by person_id offset :skip limit 1
                        """)
                .param("after", after)
                .param("skip", scanned - 1)
                .query(UUID.class)
                .optional();
    }

    private static String conditions(Selection selection) {
        StringBuilder conditions = new StringBuilder();
        if (selection.like() != null) {
            conditions.append(" and p.permanent like :like");
        }
        if (selection.bornFrom() != null) {
            conditions.append(" and p.birth_year >= :bornFrom");
        }
        if (selection.bornTo() != null) {
            conditions.append(" and p.birth_year <= :bornTo");
        }
        if (selection.sex() != null) {
            conditions.append(" and p.sex = :sex");
        }
        if (selection.numbers() != null) {
            conditions.append(
                    " and p.person_id in (select n.person_id from person_by_number n"
                            + " where n.number = any(:numbers))");
        }
        if (selection.changedSince() != null) {
            conditions.append(" and p.updated_at >= :since");
        }
        return conditions.toString();
    }
}
