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
import vn.dancu.population.record.NumberStatus;

/** Reads what the register holds of the barcodes and numbers of a chunk. */
@Repository
class RegisterLookUp {
    private final JdbcTemplate jdbc;

    RegisterLookUp(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Reads within the transaction of the decision.
     *
     * @throws UnwrittenException if another import has claimed one of the cards or numbers and has
     *     not written the person yet
     */
    ChunkDecision.Register of(UUID importId, ParsedChunk parsed) {
        List<String> barcodes = new ArrayList<>(parsed.lines().size());
        List<String> numbers = new ArrayList<>();
        for (CardLine line : parsed.lines()) {
            if (line instanceof CardLine.Sound card) {
                barcodes.add(card.barcode());
                if (card.number() != null) {
                    numbers.add(card.number());
                }
            }
        }
        // Thousands of single look-ups by key; while a table is young the planner would scan it.
        jdbc.execute(
                """
                set local enable_seqscan = off;
                set local enable_hashjoin = off;
                set local enable_mergejoin = off
                """);
        Map<String, UUID> cards = new HashMap<>();
        lookUp(
                "select b.barcode, b.person_id from unnest(?) q(key)"
                        + " join person_by_barcode b on b.barcode = q.key",
                barcodes,
                row -> cards.put(row.getString(1), uuid(row, 2)));
        Map<String, UUID> holders = new HashMap<>();
        lookUp(
                "select n.number, n.person_id from unnest(?) q(key)"
                        + " join person_by_number n on n.number = q.key",
                numbers,
                row -> holders.put(row.getString(1), uuid(row, 2)));
        Map<String, List<UUID>> claimants = new HashMap<>();
        lookUp(
                "select distinct r.claimed_number, r.person_id from unnest(?) q(key)"
                        + " join review_case r on r.claimed_number = q.key",
                numbers,
                row ->
                        claimants
                                .computeIfAbsent(row.getString(1), n -> new ArrayList<>())
                                .add(uuid(row, 2)));
        Set<UUID> people = new HashSet<>(cards.values());
        people.addAll(holders.values());
        claimants.values().forEach(people::addAll);
        return new ChunkDecision.Register(
                cards,
                knownBefore(importId, cards.values()),
                holders,
                claimants,
                standings(people));
    }

    /** Whether one of the numbers is claimed for somebody who is not written yet. */
    boolean isClaimedByUnwritten(List<String> numbers) {
        List<Boolean> found = new ArrayList<>(1);
        lookUp(
                "select exists (select from unnest(?) q(key)"
                        + " join person_by_number n on n.number = q.key"
                        + " where not exists"
                        + " (select from person p where p.person_id = n.person_id))",
                numbers,
                row -> found.add(row.getBoolean(1)));
        return found.contains(true);
    }

    private Set<UUID> knownBefore(UUID importId, Collection<UUID> people) {
        Set<UUID> known = new HashSet<>();
        if (!people.isEmpty()) {
            jdbc.query(
                    "select k.person_id from unnest(?) q(id)"
                            + " join import_known k on k.person_id = q.id and k.import_id = ?",
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

    private Map<UUID, ChunkDecision.Standing> standings(Set<UUID> people) {
        Map<UUID, ChunkDecision.Standing> standings = new HashMap<>();
        if (!people.isEmpty()) {
            jdbc.query(
                    "select p.person_id, p.name, p.birth_year, p.birth_month, p.birth_day,"
                            + " p.number_status, p.number_reason from unnest(?) q(id)"
                            + " join person p on p.person_id = q.id",
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
                row.getString("name"),
                CardDate.of(
                        row.getInt("birth_year"),
                        row.getInt("birth_month"),
                        row.getInt("birth_day")),
                NumberStatus.valueOf(row.getString("number_status")),
                row.getString("number_reason"));
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

    /** Another import has claimed a card or number and has not written the person yet. */
    static final class UnwrittenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnwrittenException() {
            super("another import has decided and not yet written");
        }
    }
}
