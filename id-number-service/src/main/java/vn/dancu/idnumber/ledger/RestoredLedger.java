package vn.dancu.idnumber.ledger;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.idnumber.model.Bucket;

/** Brings the ledger of an older state up to numbers that others know. */
@Component
public class RestoredLedger {
    /** So many taken places are looked at to find how far a bucket was; a run is dense. */
    private static final int PLACES_AT_ONCE = 5_000;

    private final NumberLedger ledger;
    private final Buckets buckets;
    private final JdbcClient jdbc;

    RestoredLedger(NumberLedger ledger, Buckets buckets, JdbcClient jdbc) {
        this.ledger = ledger;
        this.buckets = buckets;
        this.jdbc = jdbc;
    }

    /** How many of a page were not known here, and how many are another person's here. */
    public record Entered(int entered, int conflicts) {}

    /** Enters the numbers that are not known here, each with its owner. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Entered enter(UUID restorationId, List<Registration> page) {
        int before = issued(page);
        List<Outcome> outcomes = ledger.enterKnown(page);
        List<Registration> conflicts = new ArrayList<>();
        for (int i = 0; i < page.size(); i++) {
            if (outcomes.get(i) == Outcome.CONFLICT) {
                conflicts.add(page.get(i));
            }
        }
        if (!conflicts.isEmpty()) {
            jdbc.sql(
                            """
                            insert into restoration_conflict (restoration_id, number, item_id)
                            select :id, number, item_id
                              from unnest(:numbers, cast(:items as uuid[])) c (number, item_id)
                                on conflict do nothing
                            """)
                    .param("id", restorationId)
                    .param("numbers", numbers(conflicts))
                    .param(
                            "items",
                            conflicts.stream()
                                    .map(conflict -> conflict.itemId().toString())
                                    .toArray(String[]::new))
                    .update();
        }
        return new Entered(issued(page) - before, conflicts.size());
    }

    private int issued(List<Registration> page) {
        return jdbc.sql("select count(*) from number where number = any(:numbers)")
                .param("numbers", numbers(page))
                .query(Integer.class)
                .single();
    }

    private static Long[] numbers(List<Registration> page) {
        return page.stream()
                .map(known -> Long.valueOf(known.number().digits()))
                .toArray(Long[]::new);
    }

    /** The next buckets after one, in their order. */
    public List<Bucket> buckets(int after, int limit) {
        return jdbc.sql("select bucket from bucket where bucket > :after order by bucket limit :n")
                .param("after", after)
                .param("n", limit)
                .query((row, index) -> new Bucket(row.getInt("bucket")))
                .list();
    }

    /**
     * Moves the counters beyond the run of known numbers and a margin, and gives the lanes up. A
     * known number that lies far ahead was issued elsewhere: the counter skips it when it gets
     * there. Buckets that an earlier run moved for the same closing stay where they are.
     *
     * @return how many it moved
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public int advance(UUID restorationId, OffsetDateTime closedAt, List<Bucket> some, int margin) {
        Set<Bucket> moved = movedFor(closedAt, some);
        SortedSet<Bucket> sorted = new TreeSet<>(some);
        sorted.removeAll(moved);
        List<OpenRange> held = buckets.hold(sorted, false);
        for (OpenRange lane : buckets.holdLanes(sorted)) {
            setAside(restorationId, lane.bucket(), lane.nextPlace(), lane.upTo());
        }
        jdbc.sql(
                        """
                        update lane set next_place = up_to, taken_ahead = 0
                         where bucket = any(:buckets)
                        """)
                .param("buckets", fixedDigits(sorted))
                .update();
        for (OpenRange open : held) {
            int beyond = (int) Math.min((long) frontier(open, margin) + margin, open.upTo());
            setAside(restorationId, open.bucket(), open.nextPlace(), beyond);
            jdbc.sql(
                            """
                            update bucket
                               set next_place = :beyond, advanced_for = :closedAt,
                                   taken_ahead = taken_ahead - (
                                       select count(*) from taken_place
                                        where bucket = :bucket
                                          and place >= :from and place < :beyond)
                             where bucket = :bucket
                            """)
                    .param("beyond", beyond)
                    .param("closedAt", closedAt)
                    .param("from", open.nextPlace())
                    .param("bucket", open.bucket().fixedDigits())
                    .update();
        }
        return held.size();
    }

    /** Held, so that of two runs the second sees what the first did. */
    private Set<Bucket> movedFor(OffsetDateTime closedAt, List<Bucket> some) {
        return jdbc.sql(
                        """
                        with held as (
                            select bucket, advanced_for
                              from bucket
                             where bucket = any(:buckets)
                             order by bucket
                               for update)
                        select bucket from held where advanced_for = :closedAt
                        """)
                .param("buckets", fixedDigits(some))
                .param("closedAt", closedAt)
                .query((row, index) -> new Bucket(row.getInt("bucket")))
                .set();
    }

    private static Integer[] fixedDigits(Collection<Bucket> some) {
        return some.stream().map(Bucket::fixedDigits).toArray(Integer[]::new);
    }

    /** Where the run of known numbers ends that begins at the counter: gaps are shorter than it. */
    private int frontier(OpenRange open, int margin) {
        int frontier = open.nextPlace();
        if (open.takenAhead() == 0) {
            return frontier;
        }
        int from = frontier;
        while (true) {
            List<Integer> places =
                    jdbc.sql(
                                    """
                                    select place from taken_place
                                     where bucket = :bucket and place >= :from
                                     order by place
                                     limit :limit
                                    """)
                            .param("bucket", open.bucket().fixedDigits())
                            .param("from", from)
                            .param("limit", PLACES_AT_ONCE)
                            .query(Integer.class)
                            .list();
            for (int place : places) {
                if (place - frontier >= margin) {
                    return frontier;
                }
                frontier = place + 1;
            }
            if (places.size() < PLACES_AT_ONCE) {
                return frontier;
            }
            from = frontier;
        }
    }

    private void setAside(UUID restorationId, Bucket bucket, int from, int upTo) {
        if (from < upTo) {
            jdbc.sql(
                            """
                            insert into set_aside (bucket, from_place, up_to, restoration_id)
                            values (:bucket, :from, :upTo, :id)
                                on conflict (bucket, from_place) do update
                               set up_to = greatest(set_aside.up_to, excluded.up_to)
                            """)
                    .param("bucket", bucket.fixedDigits())
                    .param("from", from)
                    .param("upTo", upTo)
                    .param("id", restorationId)
                    .update();
        }
    }
}
