package vn.dancu.idnumber.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.dancu.kernel.PersonalIdNumber;

/** The rows of numbers and their owners: read by many keys at once, written once. */
@Component
class Book {
    /** From here on COPY is faster than one statement with arrays. */
    private static final int COPY_FROM_ROWS = 200;

    private static final String MOVE_BUCKETS =
            """
            update bucket b
               set next_place = next_place + a.given + a.skipped,
                   assigned = assigned + a.given,
                   taken_ahead = taken_ahead - a.skipped
              from unnest(:buckets, :given, :skipped) a (bucket, given, skipped)
             where b.bucket = a.bucket
            """;

    private static final String MOVE_LANES =
            """
            update lane l
               set next_place = next_place + a.given + a.skipped,
                   assigned = assigned + a.given,
                   taken_ahead = taken_ahead - a.skipped
              from unnest(:buckets, :lanes, :given, :skipped) a (bucket, lane, given, skipped)
             where l.bucket = a.bucket and l.lane = a.lane
            """;

    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final LastSeen lastSeen;

    Book(JdbcClient jdbc, JdbcTemplate template, LastSeen lastSeen) {
        this.jdbc = jdbc;
        this.template = template;
        this.lastSeen = lastSeen;
    }

    /** The number that an item has, and whether it is cancelled. */
    record Owned(PersonalIdNumber number, boolean cancelled) {}

    /** The numbers of those items that have one. */
    Map<UUID, Owned> numbersOf(Collection<UUID> items) {
        Optional<IdRange> near = IdRange.ofNeighbours(items);
        if (near.isPresent()) {
            return numbersWithin(near.get(), items);
        }
        Map<UUID, Owned> numbers = new HashMap<>();
        jdbc.sql(
                        """
                        select item_id, number, cancelled
                          from assignment
                         where item_id = any(cast(:items as uuid[]))
                        """)
                .param("items", texts(items))
                .query(
                        row -> {
                            addOwned(row, numbers);
                        });
        return numbers;
    }

    /**
     * The people of a chunk have ids in a row, and mostly no number yet: where nothing is, one look
     * at the index tells.
     */
    private Map<UUID, Owned> numbersWithin(IdRange range, Collection<UUID> items) {
        Map<UUID, Owned> numbers = new HashMap<>();
        jdbc.sql(
                        """
                        select item_id, number, cancelled
                          from assignment
                         where item_id between :first and :last
                        """)
                .param("first", range.first())
                .param("last", range.last())
                .query(
                        row -> {
                            addOwned(row, numbers);
                        });
        if (!numbers.isEmpty()) {
            numbers.keySet().retainAll(items instanceof Set ? items : new HashSet<>(items));
        }
        return numbers;
    }

    private static void addOwned(ResultSet row, Map<UUID, Owned> numbers) throws SQLException {
        numbers.put(
                row.getObject("item_id", UUID.class),
                new Owned(IssuedNumber.read(row.getLong("number")), row.getBoolean("cancelled")));
    }

    /** Which of the numbers were issued already, and whether an import that was withdrawn did. */
    Map<PersonalIdNumber, Boolean> issuedAmong(Collection<PersonalIdNumber> numbers) {
        Map<PersonalIdNumber, Boolean> issued = new HashMap<>();
        jdbc.sql(
                        """
                        select number, state = 'withdrawn' as withdrawn
                          from number where number = any(:numbers)
                        """)
                .param(
                        "numbers",
                        numbers.stream()
                                .map(number -> Long.valueOf(number.digits()))
                                .toArray(Long[]::new))
                .query(
                        row -> {
                            issued.put(
                                    IssuedNumber.read(row.getLong("number")),
                                    row.getBoolean("withdrawn"));
                        });
        return issued;
    }

    /**
     * Gives numbers of withdrawn imports to the records that the corrected import brings.
     *
     * @throws CannotAcquireLockException if one was given back meanwhile: try again
     */
    void takeOver(List<IssuedNumber> numbers) {
        Long[] values = numbers.stream().map(IssuedNumber::number).toArray(Long[]::new);
        String[] items = texts(numbers.stream().map(IssuedNumber::itemId).toList());
        activate(values, items);
        jdbc.sql(
                        """
                        insert into assignment (item_id, number)
                        select item_id, number
                          from unnest(:numbers, cast(:items as uuid[])) t (number, item_id)
                         order by item_id
                        """)
                .param("numbers", values)
                .param("items", items)
                .update();
    }

    /**
     * Gives numbers back to the records that had them before their import gave them up.
     *
     * @throws CannotAcquireLockException as {@link #takeOver}
     */
    void takeBack(List<IssuedNumber> numbers) {
        String[] items = texts(numbers.stream().map(IssuedNumber::itemId).toList());
        activate(numbers.stream().map(IssuedNumber::number).toArray(Long[]::new), items);
        jdbc.sql(
                        """
                        update assignment set cancelled = false
                         where item_id = any(cast(:items as uuid[]))
                        """)
                .param("items", items)
                .update();
    }

    private void activate(Long[] values, String[] items) {
        int taken =
                jdbc.sql(
                                """
                                update number n set item_id = t.item_id, state = 'active'
                                  from unnest(:numbers, cast(:items as uuid[]))
                                       t (number, item_id)
                                 where n.number = t.number and n.state = 'withdrawn'
                                """)
                        .param("numbers", values)
                        .param("items", items)
                        .update();
        if (taken != values.length) {
            throw new CannotAcquireLockException("a withdrawn number was given back meanwhile");
        }
        jdbc.sql("delete from suspension where number = any(:numbers)")
                .param("numbers", values)
                .update();
    }

    /**
     * Under which of the prefixes numbers are assigned.
     *
     * @throws AssignmentClosedException if the ledger is not known to be complete on the server
     *     that answers: seen with the prefixes, since nothing is assigned without either
     */
    Set<String> openAmong(Set<String> prefixes) {
        Set<String> open = new HashSet<>();
        // Before the state is read, which can only be later then.
        LastSeen.Sight seen = lastSeen.last();
        LastSeen.Given given = lastSeen.given();
        jdbc.sql(
                        """
                        select s.incarnation, s.beat,
                               coalesce(
                                   s.closed_reason,
                                   case when s.server_started_at = pg_postmaster_start_time()
                                        then null else 'server_unverified' end) as closed,
                               array(select prefix from prefix
                                      where open and prefix = any(:prefixes)) as prefixes,
                               s.incarnation = cast(:incarnation as uuid)
                                   and not exists (
                                       select from assignment
                                        where item_id = cast(:given as uuid))
                                   -- A number that was transferred left its item; life tells.
                                   and not exists (
                                       select from life
                                        where item_id = cast(:given as uuid)) as lacks_given
                          from ledger_state s
                        """)
                .param("incarnation", given == null ? null : given.incarnation().toString())
                .param("given", given == null ? null : given.itemId().toString())
                .param("prefixes", prefixes.toArray(String[]::new))
                .query(
                        row -> {
                            String closed = row.getString("closed");
                            if (closed == null
                                    && (row.getBoolean("lacks_given")
                                            || seen == null
                                            || !seen.leadsTo(
                                                    row.getObject("incarnation", UUID.class),
                                                    row.getLong("beat")))) {
                                closed = "ledger_unverified";
                            }
                            if (closed != null) {
                                throw new AssignmentClosedException(closed);
                            }
                            open.addAll(List.of((String[]) row.getArray("prefixes").getArray()));
                        });
        return open;
    }

    /**
     * Writes numbers that the buckets gave, and moves the buckets on.
     *
     * @throws org.springframework.dao.DuplicateKeyException if another transaction gave one of the
     *     items a number meanwhile: the whole must be tried again
     */
    void writeAssigned(List<IssuedNumber> numbers, List<Advance> advances, Instant now) {
        if (numbers.size() < COPY_FROM_ROWS) {
            List<Advance> own = advances.stream().filter(a -> a.range().isOwn()).toList();
            List<Advance> lanes = advances.stream().filter(a -> !a.range().isOwn()).toList();
            if (!own.isEmpty()) {
                advanceLanes(lanes);
                writeAtOnce(MOVE_BUCKETS, numbers, own, now);
            } else {
                writeAtOnce(MOVE_LANES, numbers, lanes, now);
            }
        } else {
            advance(advances);
            copy(numbers, "assigned", now);
        }
    }

    /** Writes numbers that were issued elsewhere. */
    void writeRegistered(List<IssuedNumber> numbers, Instant now) {
        copy(numbers, "registered", now);
    }

    private void writeAtOnce(
            String move, List<IssuedNumber> numbers, List<Advance> advances, Instant now) {
        moving(
                        "with moved as ("
                                + move
                                + """
                        ),
                        given as (
                            select * from unnest(:numbers, cast(:items as uuid[]))
                                       g (number, item_id)),
                        issued as (
                            insert into number (number, item_id, issued_at, origin)
                            select number, item_id, :now, 'assigned' from given)
                        insert into assignment (item_id, number)
                        select item_id, number from given
                        """,
                        advances)
                .param("numbers", numbers.stream().map(IssuedNumber::number).toArray(Long[]::new))
                .param("items", texts(numbers.stream().map(IssuedNumber::itemId).toList()))
                .param("now", now.atOffset(java.time.ZoneOffset.UTC))
                .update();
    }

    /**
     * As {@link #writeAssigned} for one item that has a number already: this one is its own now.
     */
    void writeReplacement(IssuedNumber number, List<Advance> advances, Instant now) {
        advance(advances);
        jdbc.sql(
                        """
                        insert into number (number, item_id, issued_at, origin)
                        values (:number, :item, :now, 'assigned')
                        """)
                .param("number", number.number())
                .param("item", number.itemId())
                .param("now", now.atOffset(java.time.ZoneOffset.UTC))
                .update();
        jdbc.sql("update assignment set number = :number where item_id = :item")
                .param("number", number.number())
                .param("item", number.itemId())
                .update();
    }

    private void advance(List<Advance> advances) {
        List<Advance> own = advances.stream().filter(a -> a.range().isOwn()).toList();
        if (!own.isEmpty()) {
            moving(MOVE_BUCKETS, own).update();
        }
        advanceLanes(advances.stream().filter(a -> !a.range().isOwn()).toList());
    }

    private void advanceLanes(List<Advance> lanes) {
        if (!lanes.isEmpty()) {
            moving(MOVE_LANES, lanes).update();
        }
    }

    private JdbcClient.StatementSpec moving(String sql, List<Advance> advances) {
        return jdbc.sql(sql)
                .param("buckets", column(advances, a -> a.range().bucket().fixedDigits()))
                .param("lanes", column(advances, a -> a.range().lane()))
                .param("given", column(advances, Advance::given))
                .param("skipped", column(advances, Advance::skipped));
    }

    /** Keeps numbers as issued to people whose own number is another one. */
    void writeBeside(List<IssuedNumber> numbers, Instant now) {
        copyNumbers(numbers, "registered", now);
    }

    private void copy(List<IssuedNumber> numbers, String origin, Instant now) {
        copyNumbers(numbers, origin, now);
        BinaryCopy.into(
                template,
                "assignment (item_id, number)",
                numbers.stream().sorted(BinaryCopy.byUuid(IssuedNumber::itemId)).toList(),
                (row, issued) -> row.fields(2).uuid(issued.itemId()).bigint(issued.number()));
    }

    private void copyNumbers(List<IssuedNumber> numbers, String origin, Instant now) {
        BinaryCopy.into(
                template,
                "number (number, item_id, issued_at, origin)",
                // In the order of the index, so that neighbours meet in the same page.
                numbers.stream().sorted((a, b) -> Long.compare(a.number(), b.number())).toList(),
                (row, issued) ->
                        row.fields(4)
                                .bigint(issued.number())
                                .uuid(issued.itemId())
                                .timestamp(now)
                                .text(origin));
    }

    private static String[] texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }

    private static Integer[] column(
            List<Advance> advances, java.util.function.ToIntFunction<Advance> value) {
        return advances.stream().mapToInt(value).boxed().toArray(Integer[]::new);
    }
}
