package vn.dancu.card.bookings;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.platform.problem.ProblemException;

/** The slots of units, and how many citizens each still takes. */
@Repository
class Slots {
    private final JdbcClient jdbc;

    Slots(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param capacity how many citizens it takes
     * @param venue where a mobile team stands
     */
    record Slot(
            UUID slotId,
            String unit,
            Instant startsAt,
            Instant endsAt,
            int capacity,
            int taken,
            Optional<String> venue) {}

    /** Makes a slot; one of the same unit and beginning stays as it is. */
    boolean add(Slot slot) {
        return jdbc.sql(
                                """
                                insert into booking_slot (slot_id, unit, starts_at, ends_at, capacity,
                                    venue)
                                values (:slot, :unit, :starts, :ends, :capacity, :venue)
                                on conflict (unit, starts_at) do nothing
                                """)
                        .param("slot", slot.slotId())
                        .param("unit", slot.unit())
                        .param("starts", Timestamp.from(slot.startsAt()))
                        .param("ends", Timestamp.from(slot.endsAt()))
                        .param("capacity", slot.capacity())
                        .param("venue", slot.venue().orElse(null), Types.VARCHAR)
                        .update()
                > 0;
    }

    Optional<Slot> find(UUID slotId) {
        return jdbc.sql("select * from booking_slot where slot_id = :slot")
                .param("slot", slotId)
                .query((row, n) -> slot(row))
                .optional();
    }

    /** The slots of a unit that begin in a period, by time. */
    List<Slot> of(String unit, Instant from, Instant to, int limit) {
        return jdbc.sql(
                        """
                        select * from booking_slot
                        where unit = :unit and starts_at >= :from and starts_at < :to
                        order by starts_at
                        limit :limit
                        """)
                .param("unit", unit)
                .param("from", Timestamp.from(from))
                .param("to", Timestamp.from(to))
                .param("limit", limit)
                .query((row, n) -> slot(row))
                .list();
    }

    /**
     * Takes one place.
     *
     * @throws ProblemException 409 {@code slot_full}
     */
    void take(UUID slotId) {
        int rows =
                jdbc.sql(
                                """
                                update booking_slot set taken = taken + 1
                                where slot_id = :slot and taken < capacity
                                """)
                        .param("slot", slotId)
                        .update();
        if (rows == 0) {
            throw ProblemException.conflict("slot_full", "The slot has no free place.");
        }
    }

    void free(UUID slotId) {
        jdbc.sql("update booking_slot set taken = taken - 1 where slot_id = :slot and taken > 0")
                .param("slot", slotId)
                .update();
    }

    /**
     * What was booked at a unit that ended lies at its successor: in a slot of the same time where
     * it has one, which takes them all. Nobody's appointment is lost because units merged.
     */
    void move(String unit, String successor, Instant from) {
        List<Slot> ahead = of(unit, from, Instant.parse("9999-01-01T00:00:00Z"), 10_000);
        for (Slot slot : ahead) {
            Optional<Slot> other = at(successor, slot.startsAt());
            if (other.isEmpty()) {
                jdbc.sql("update booking_slot set unit = :successor where slot_id = :slot")
                        .param("successor", successor)
                        .param("slot", slot.slotId())
                        .update();
            } else {
                merge(slot, other.orElseThrow());
            }
        }
    }

    private Optional<Slot> at(String unit, Instant startsAt) {
        return jdbc.sql("select * from booking_slot where unit = :unit and starts_at = :starts")
                .param("unit", unit)
                .param("starts", Timestamp.from(startsAt))
                .query((row, n) -> slot(row))
                .optional();
    }

    private void merge(Slot slot, Slot into) {
        jdbc.sql("update booking set slot_id = :into where slot_id = :slot and state = 'LIVE'")
                .param("into", into.slotId())
                .param("slot", slot.slotId())
                .update();
        jdbc.sql(
                        """
                        update booking_slot
                        set capacity = least(1000, capacity + :capacity),
                            taken = least(taken + :taken, least(1000, capacity + :capacity))
                        where slot_id = :into
                        """)
                .param("capacity", slot.capacity())
                .param("taken", slot.taken())
                .param("into", into.slotId())
                .update();
        jdbc.sql("update booking_slot set taken = 0 where slot_id = :slot")
                .param("slot", slot.slotId())
                .update();
    }

    private static Slot slot(ResultSet row) throws SQLException {
        return new Slot(
                row.getObject("slot_id", UUID.class),
                row.getString("unit"),
                row.getTimestamp("starts_at").toInstant(),
                row.getTimestamp("ends_at").toInstant(),
                row.getInt("capacity"),
                row.getInt("taken"),
                Optional.ofNullable(row.getString("venue")));
    }
}
