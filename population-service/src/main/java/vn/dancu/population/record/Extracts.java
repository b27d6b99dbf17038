package vn.dancu.population.record;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.platform.audit.AuditRecords;

/**
 * People by their permanent residence, in the order of their ids. Each call looks at a bounded
 * number of records, whoever of them lives there, so that a page costs the same everywhere. Closed
 * records and people under protection are left out.
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
     * @param like pattern of {@link Place#units}
     */
    @Transactional
    public Page page(String like, UUID after, int limit) {
        int scanned = limit * LOOKED_AT;
        List<UUID> last =
                jdbc.sql(
                                """
                                select person_id from person where person_id > :after
                                order by person_id offset :skip limit 1
                                """)
                        .param("after", after)
                        .param("skip", scanned - 1)
                        .query(UUID.class)
                        .list();
        UUID upTo = last.isEmpty() ? new UUID(-1L, -1L) : last.getFirst();
        List<PersonRecord> people =
                jdbc.sql(
                                """
                                select p.* from person p
                                where p.person_id > :after and p.person_id <= :upTo
                                    and p.permanent like :like and p.closed is null
                                    and p.protected is null
                                order by p.person_id limit :limit
                                """)
                        .params(Map.of("after", after, "upTo", upTo, "like", like, "limit", limit))
                        .query(persons.rows())
                        .list();
        audit.recordAll(
                "extracted", people.stream().map(PersonRecord::personId).toList(), "answered");
        if (people.size() == limit) {
            return new Page(people, people.getLast().personId());
        }
        return new Page(people, last.isEmpty() ? null : last.getFirst());
    }
}
