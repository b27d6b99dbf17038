package vn.dancu.population.imports;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import vn.dancu.kernel.Sex;
import vn.dancu.population.imports.ChunkDecision.Brought;
import vn.dancu.population.record.NumberStatus;

/** Reads what the register holds of the barcodes, numbers and names of a chunk. */
@Repository
class RegisterLookUp {
    /**
     * The people to whom keys lead. Each step is one look by key for each row of the step before,
     * which "offset 0" holds the planner to: it has no statistics of a partitioned table that is
     * being filled, and joining it as it sees fit once took minutes for a chunk. A cancelled birth,
     * or a card of an import that was taken back, is nobody's duplicate.
     */
    private static final String HOLDERS =
            """
            select q.key, p.person_id, p.name, p.birth_year, p.birth_month, p.birth_day
            from unnest(?) q(key)
            cross join lateral (%s offset 0) k
            cross join lateral (
                select * from person where person_id = k.person_id offset 0) p
            where p.closed is distinct from 'CANCELLED'
            """;

    private final JdbcTemplate jdbc;

    RegisterLookUp(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Reads within the transaction of the decision.
     *
     * @param underway people of this import's chunks that are decided and may not be written yet
     * @throws UnwrittenException if another import has claimed one of the cards and has not written
     *     the person yet
     */
    ChunkDecision.Register of(UUID importId, ParsedChunk parsed, List<Brought> underway) {
        Keys keys = new Keys();
        for (CardLine line : parsed.lines()) {
            if (line instanceof CardLine.Sound card) {
                keys.add(card);
            }
        }
        // While a table is young the planner would scan it.
        jdbc.execute("set local enable_seqscan = off");
        Map<String, UUID> cards = new HashMap<>();
        // Mostly none is known: in the order of the index that is one look at its end, where one
        // by one each would be looked for.
        lookUp(
                "select barcode, person_id from person_by_barcode"
                        + " where barcode = any (array(select unnest(?)))",
                keys.barcodes,
                row -> cards.put(row.getString(1), uuid(row, 2)));
        var people = new Brought();
        lookUp(
                HOLDERS.formatted("select person_id from person_by_number where number = q.key"),
                keys.numbers,
                row -> people.holders().put(row.getString(1), holder(row)));
        lookUp(
                HOLDERS.formatted(
                        "select distinct person_id from review_case where claimed_number = q.key"),
                keys.numbers,
                row -> Brought.add(people.claimants(), row.getString(1), holder(row)));
        lookUp(
                HOLDERS.formatted(
                        "select person_id from person_by_old_number where old_number = q.key"),
                keys.oldNumbers,
                row -> Brought.add(people.oldHolders(), row.getString(1), holder(row)));
        lookUpAlike(List.copyOf(keys.likenesses), people);
        List<UUID> elsewhere = new ArrayList<>();
        for (UUID person : cards.values()) {
            if (!TimeOrderedIds.isOf(importId, person)) {
                elsewhere.add(person);
            }
        }
        return new ChunkDecision.Register(
                cards, knownBefore(importId, elsewhere), standings(elsewhere), people, underway);
    }

    /** The values of a chunk that are looked up. */
    private static final class Keys {
        private final List<String> barcodes = new ArrayList<>();
        private final List<String> numbers = new ArrayList<>();
        private final List<String> oldNumbers = new ArrayList<>();

        /** Each once: a person who is found is one person. */
        private final Set<Long> likenesses = new HashSet<>();

        private void add(CardLine.Sound card) {
            barcodes.add(card.barcode());
            if (card.number() != null) {
                numbers.add(card.number());
            }
            if (card.oldNumber() != null) {
                oldNumbers.add(card.oldNumber());
            }
            if (card.likeness() != null) {
                likenesses.add(card.likeness());
            }
        }
    }

    /** People whose record has one of the likenesses still, whoever brought them. */
    private void lookUpAlike(List<Long> likenesses, Brought people) {
        if (likenesses.isEmpty()) {
            return;
        }
        jdbc.query(
                """
                select p.person_id, p.name_key, p.birth_year, p.birth_month, p.birth_day, p.sex,
                    p.birth_order, p.origin, p.relatives -> 'mother' ->> 'name'
                from unnest(?) q(key)
                cross join lateral (
                    select person_id from person_by_likeness where likeness = q.key offset 0) k
                cross join lateral (
                    select * from person where person_id = k.person_id offset 0) p
                where p.closed is distinct from 'CANCELLED'
                    and p.birth_day is not null and p.sex <> 0
                """,
                statement ->
                        statement.setArray(
                                1,
                                statement
                                        .getConnection()
                                        .createArrayOf("bigint", likenesses.toArray())),
                row -> {
                    int birth =
                            CardDate.of(
                                    row.getInt("birth_year"),
                                    row.getInt("birth_month"),
                                    row.getInt("birth_day"));
                    Brought.add(
                            people.alike(),
                            new ChunkDecision.Likeness(
                                    row.getString("name_key"),
                                    birth,
                                    Sex.ofCode(row.getInt("sex"))),
                            new ChunkDecision.Alike(
                                    uuid(row, 1),
                                    row.getString("origin"),
                                    row.getString(9),
                                    row.getInt("birth_order")));
                });
    }

    private Set<UUID> knownBefore(UUID importId, Collection<UUID> people) {
        Set<UUID> known = new HashSet<>();
        if (!people.isEmpty()) {
            jdbc.query(
                    """
                    select k.person_id from unnest(?) q(id)
                    cross join lateral (
                        select person_id from import_known
                        where person_id = q.id and import_id = ? offset 0) k
                    """,
                    statement -> {
                        statement.setArray(1, uuids(statement, people));
                        statement.setObject(2, importId);
                    },
                    row -> {
                        known.add(uuid(row, 1));
                    });
        }
        return known;
    }

    private Map<UUID, ChunkDecision.Standing> standings(Collection<UUID> all) {
        Set<UUID> people = new HashSet<>(all);
        Map<UUID, ChunkDecision.Standing> standings = new HashMap<>();
        if (!people.isEmpty()) {
            jdbc.query(
                    """
                    select p.person_id, p.number_status, p.number_reason from unnest(?) q(id)
                    cross join lateral (
                        select person_id, number_status, number_reason from person
                        where person_id = q.id offset 0) p
                    """,
                    statement -> statement.setArray(1, uuids(statement, people)),
                    row -> {
                        standings.put(uuid(row, 1), standing(row));
                    });
        }
        if (standings.size() < people.size()) {
            throw new UnwrittenException();
        }
        return standings;
    }

    private static ChunkDecision.Standing standing(ResultSet row) throws SQLException {
        return new ChunkDecision.Standing(
                NumberStatus.valueOf(row.getString("number_status")),
                row.getString("number_reason"));
    }

    /** After the key come the person, the name and the date of birth. */
    private static ChunkDecision.Holder holder(ResultSet row) throws SQLException {
        return new ChunkDecision.Holder(
                uuid(row, 2),
                row.getString("name"),
                CardDate.of(
                        row.getInt("birth_year"),
                        row.getInt("birth_month"),
                        row.getInt("birth_day")));
    }

    private interface EachRow {
        void accept(ResultSet row) throws SQLException;
    }

    private void lookUp(String sql, List<String> keys, EachRow each) {
        if (!keys.isEmpty()) {
            jdbc.query(
                    sql,
                    statement ->
                            statement.setArray(
                                    1,
                                    statement
                                            .getConnection()
                                            .createArrayOf("text", keys.toArray())),
                    row -> {
                        each.accept(row);
                    });
        }
    }

    private static Array uuids(PreparedStatement statement, Collection<UUID> ids)
            throws SQLException {
        return statement.getConnection().createArrayOf("uuid", ids.toArray());
    }

    private static UUID uuid(ResultSet row, int column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    /** Another import has claimed a card and has not written the person yet. */
    static final class UnwrittenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnwrittenException() {
            super("another import has decided and not yet written");
        }
    }
}
