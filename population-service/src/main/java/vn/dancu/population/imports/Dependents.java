package vn.dancu.population.imports;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;

/** What stands on the people of an import: while there is any of it, the import stays. */
@Repository
class Dependents {
    /** No more is counted: that many are as good a reason as more. */
    private static final int MOST = 10_000;

    private static final int MOST_IMPORTS = 20;

    private final JdbcClient jdbc;

    Dependents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * How many of each there are, at most {@value #MOST}.
     *
     * @param changedRecords people whose record has changed since it was imported
     * @param acts civil-status events and merges, proposed or in force
     * @param residences registered periods of residence
     * @param householdMembers memberships of registered households
     * @param biometrics keys of sealed portraits and templates
     * @param reviewDecisions review cases that were decided or wait for their merge
     * @param linkedRecords records of others that name one of them as a relative, by link
     * @param numberTasks changes of their numbers under way at id-number-service
     * @param cards identity cards and open applications for one
     * @param laterCards lines of later imports that met one of their cards again and added nothing
     * @param laterRejects lines of later imports that were rejected as duplicates of them
     * @param laterImports which imports these are, the first {@value #MOST_IMPORTS}: taken back
     *     first, or kept
     */
    record Report(
            long changedRecords,
            long acts,
            long residences,
            long householdMembers,
            long biometrics,
            long reviewDecisions,
            long linkedRecords,
            long numberTasks,
            long cards,
            long laterCards,
            long laterRejects,
            List<UUID> laterImports) {
        @JsonIgnore
        boolean isEmpty() {
            return violations().isEmpty();
        }

        /** The counts in the form of problem details. */
        private List<Violation> violations() {
            List<Violation> found = new ArrayList<>();
            add(found, "changed_records", "/changedRecords", changedRecords);
            add(found, "acts", "/acts", acts);
            add(found, "residences", "/residences", residences);
            add(found, "household_members", "/householdMembers", householdMembers);
            add(found, "biometrics", "/biometrics", biometrics);
            add(found, "review_decisions", "/reviewDecisions", reviewDecisions);
            add(found, "linked_records", "/linkedRecords", linkedRecords);
            add(found, "number_tasks", "/numberTasks", numberTasks);
            add(found, "cards", "/cards", cards);
            add(found, "later_cards", "/laterCards", laterCards);
            add(found, "later_rejects", "/laterRejects", laterRejects);
            return found;
        }

        private static void add(List<Violation> found, String code, String pointer, long count) {
            if (count > 0) {
                found.add(
                        new Violation(
                                code, pointer, count == MOST ? MOST + " or more" : "" + count));
            }
        }

        void requireNone() {
            if (!isEmpty()) {
                throw new DependedUponException(violations());
            }
        }
    }

    /**
     * 409 {@code import_has_dependents}, with a code, a pointer into the report and a count each.
     */
    static final class DependedUponException extends ProblemException {
        private static final long serialVersionUID = 1L;

        DependedUponException(List<Violation> counts) {
            super(
                    HttpStatus.CONFLICT,
                    "import_has_dependents",
                    "Something depends on people of this import; see errors for how much.",
                    counts,
                    null);
        }
    }

    Report of(UUID importId, long cards) {
        People people = new People(importId);
        return new Report(
                // Each change leaves a superseded version, so this reads those and nobody else.
                people.count("select distinct person_id from person_version where " + people.are()),
                people.count(
                        """
                        select from act where state in ('PROPOSED', 'RECORDED',
                            'ANNULMENT_PROPOSED') and (%s or %s)
                        """
                                .formatted(people.are(), people.are("other_id"))),
                people.count(
                        "select from residence where superseded_at is null and " + people.are()),
                people.count("select from household_member where not voided and " + people.are()),
                people.count(
                        "select from sealed_key where wrapped is not null and " + people.are()),
                people.count(
                        "select from review_case where (decided_at is not null or act_id is not null)"
                                + " and "
                                + people.are()),
                people.count(
                        """
                        select from named_relative n join person p using (person_id)
                        where n.name_key >= 'p' || cast(:first as text)
                            and n.name_key <= 'p' || cast(:last as text)
                            and not (p.person_id >= :first and p.person_id <= :last)
                            and p.closed is null
                            and position(substr(n.name_key, 2) in p.relatives::text) > 0
                        """),
                people.count("select from number_task where state = 'OPEN' and " + people.are()),
                cards,
                laterCards(importId),
                people.count(
                        """
                        select from import_reject r join import i using (import_id)
                        where r.first_person >= :first and r.first_person <= :last
                            and r.import_id <> :import and i.withdrawn_at is null
                        """),
                laterImports(people));
    }

    private long laterCards(UUID importId) {
        return jdbc.sql(
                        """
                        select least(coalesce(sum(o.lines), 0), :most) from import_overlap o
                        join import i using (import_id)
                        where o.earlier_import = :import and i.withdrawn_at is null
                        """)
                .param("most", MOST)
                .param("import", importId)
                .query(Long.class)
                .single();
    }

    private List<UUID> laterImports(People people) {
        return jdbc.sql(
                        """
                        select import_id from (
                            select o.import_id from import_overlap o
                            where o.earlier_import = :import
                            union
                            select r.import_id from (select import_id from import_reject
                                where first_person >= :first and first_person <= :last
                                    and import_id <> :import limit :most) r) later
                        join import i using (import_id) where i.withdrawn_at is null
                        order by import_id limit :imports
                        """)
                .param("import", people.importId)
                .param("first", people.first)
                .param("last", people.last)
                .param("most", MOST)
                .param("imports", MOST_IMPORTS)
                .query(UUID.class)
                .list();
    }

    /** The people of an import: the ids that begin with its own. */
    private final class People {
        private final UUID importId;
        private final UUID first;
        private final UUID last;

        People(UUID importId) {
            this.importId = importId;
            this.first = importId;
            this.last = TimeOrderedIds.lastOf(importId);
        }

        String are() {
            return are("person_id");
        }

        String are(String column) {
            return column + " >= :first and " + column + " <= :last";
        }

        long count(String query) {
            return jdbc.sql("select count(*) from (" + query + " limit :most) found")
                    .param("first", first)
                    .param("last", last)
                    .param("import", importId)
                    .param("most", MOST)
                    .query(Long.class)
                    .single();
        }
    }
}
