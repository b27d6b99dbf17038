package vn.dancu.idnumber.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.idnumber.model.KeyRing;

/** The rows of buckets: opened, held, read ahead. */
@Component
class Buckets {
    private final JdbcClient jdbc;
    private final KeyRing keys;

    Buckets(JdbcClient jdbc, KeyRing keys) {
        this.jdbc = jdbc;
        this.keys = keys;
    }

    /**
     * Opens what is not open and holds all the rows until the transaction ends.
     *
     * <p>New rows are inserted before any row is held, and both in the order of buckets: so callers
     * who want the same buckets queue, and never wait for each other in a circle.
     *
     * @param queued whether others were seen to hold them
     */
    List<OpenRange> hold(SortedSet<Bucket> buckets, boolean queued) {
        Integer[] wanted = buckets.stream().map(Bucket::fixedDigits).toArray(Integer[]::new);
        jdbc.sql(
                        """
                        insert into bucket (bucket, key_id, next_place, opened_at)
                        select wanted, :keyId, (select first_place from ledger_state), now()
                          from unnest(:wanted) wanted
                         where not exists (select from bucket where bucket = wanted)
                         order by wanted
                            on conflict do nothing
                        """)
                .param("wanted", wanted)
                .param("keyId", keys.current().id())
                .update();
        return jdbc.sql(
                        """
                        select bucket, key_id, next_place, taken_ahead
                          from bucket
                         where bucket = any(:wanted)
                         order by bucket
                           for update
                        """)
                .param("wanted", wanted)
                .query(
                        (row, number) ->
                                new OpenRange(
                                        new Bucket(row.getInt("bucket")),
                                        OpenRange.OWN,
                                        row.getString("key_id"),
                                        row.getInt("next_place"),
                                        Bucket.PLACES,
                                        row.getInt("taken_ahead"),
                                        queued))
                .list();
    }

    /**
     * Holds the bucket's row if nobody does, else a lane of it that has so many numbers left, and
     * waits for nothing. Nothing is held where others hold them all, or the bucket is not open.
     */
    Optional<OpenRange> holdAny(Bucket bucket, int numbers) {
        return jdbc.sql(
                        """
                        with own as (
                            select bucket, -1 as lane, key_id, next_place, 1000000 as up_to,
                                   taken_ahead
                              from bucket
                             where bucket = :bucket
                               for update skip locked),
                        free as (
                            select bucket, lane, next_place, up_to, taken_ahead
                              from lane
                             where bucket = :bucket
                               and up_to - next_place - taken_ahead >= :numbers
                               and not exists (select from own)
                             order by lane
                             limit 1
                               for update skip locked)
                        select lane, key_id, next_place, up_to, taken_ahead
                          from own
                         union all
                        select f.lane, b.key_id, f.next_place, f.up_to, f.taken_ahead
                          from free f join bucket b on b.bucket = f.bucket
                        """)
                .param("bucket", bucket.fixedDigits())
                .param("numbers", numbers)
                .query((row, number) -> range(row, bucket))
                .optional();
    }

    /**
     * Holds what is free of several buckets, and waits for nothing: a bucket's row, else a lane of
     * it, if that has as many numbers left as are wanted. What others hold or is not open is left
     * out.
     */
    List<OpenRange> holdFree(SortedMap<Bucket, List<UUID>> wanted) {
        return jdbc.sql(
                        """
                        with wanted as (
                            select * from unnest(:buckets, :numbers) w (bucket, numbers)),
                        own as (
                            select b.bucket, -1 as lane, b.key_id, b.next_place, 1000000 as up_to,
                                   b.taken_ahead
                              from bucket b join wanted w on w.bucket = b.bucket
                             where 1000000 - b.next_place - b.taken_ahead >= w.numbers
                             order by b.bucket
                               for update of b skip locked),
                        free as (
                            select f.*
                              from wanted w
                             cross join lateral (
                                   select l.bucket, l.lane, l.next_place, l.up_to, l.taken_ahead
                                     from lane l
                                    where l.bucket = w.bucket
                                      and l.up_to - l.next_place - l.taken_ahead >= w.numbers
                                    order by l.lane
                                    limit 1
                                      for update skip locked) f
                             where not exists (select from own where own.bucket = w.bucket))
                        select bucket, lane, key_id, next_place, up_to, taken_ahead
                          from own
                         union all
                        select f.bucket, f.lane, b.key_id, f.next_place, f.up_to, f.taken_ahead
                          from free f join bucket b on b.bucket = f.bucket
                        """)
                .param(
                        "buckets",
                        wanted.keySet().stream().map(Bucket::fixedDigits).toArray(Integer[]::new))
                .param("numbers", wanted.values().stream().map(List::size).toArray(Integer[]::new))
                .query((row, number) -> range(row, new Bucket(row.getInt("bucket"))))
                .list();
    }

    /** Holds the lanes of buckets whose rows are held; who holds a lane waits for no bucket. */
    List<OpenRange> holdLanes(SortedSet<Bucket> buckets) {
        return jdbc.sql(
                        """
                        select l.bucket, l.lane, b.key_id, l.next_place, l.up_to, l.taken_ahead
                          from lane l join bucket b on b.bucket = l.bucket
                         where l.bucket = any(:buckets) and l.next_place < l.up_to
                         order by l.bucket, l.lane
                           for update of l
                        """)
                .param("buckets", buckets.stream().map(Bucket::fixedDigits).toArray(Integer[]::new))
                .query((row, number) -> range(row, new Bucket(row.getInt("bucket"))))
                .list();
    }

    private static OpenRange range(ResultSet row, Bucket bucket) throws SQLException {
        return new OpenRange(
                bucket,
                row.getInt("lane"),
                row.getString("key_id"),
                row.getInt("next_place"),
                row.getInt("up_to"),
                row.getInt("taken_ahead"),
                false);
    }

    /**
     * Cuts the next places of a bucket, whose row is held, off for a lane that is empty or new, so
     * that the next callers need not wait for this row.
     *
     * @return places that were spoken for before and after; nothing where there are lanes enough
     */
    Optional<Cut> cutLane(Bucket bucket, int places, int lanesAtMost) {
        return jdbc.sql(
                        """
                        with empty as (
                            select lane
                              from lane
                             where bucket = :bucket and next_place = up_to
                             order by lane
                             limit 1
                               for update skip locked),
                        wanted as (
                            select coalesce(
                                (select lane from empty),
                                (select count(*) from lane where bucket = :bucket)) as lane),
                        moved as (
                            update bucket b
                               set next_place = c.up_to,
                                   taken_ahead = b.taken_ahead - c.taken
                              from (select o.bucket, o.next_place as from_place,
                                           least(o.next_place + :places, 1000000) as up_to,
                                           (select count(*)
                                              from taken_place t
                                             where t.bucket = o.bucket
                                               and o.taken_ahead > 0
                                               and t.place >= o.next_place
                                               and t.place < o.next_place + :places) as taken
                                      from bucket o
                                     where o.bucket = :bucket and o.next_place < 1000000) c
                             where b.bucket = c.bucket
                               and (select lane from wanted) < :lanesAtMost
                            returning c.from_place, c.up_to, c.taken,
                                      old.next_place + old.taken_ahead as filled_before,
                                      new.next_place + new.taken_ahead as filled_after),
                        cut as (
                            insert into lane (bucket, lane, next_place, up_to, taken_ahead)
                            select :bucket, (select lane from wanted), from_place, up_to, taken
                              from moved
                                on conflict (bucket, lane) do update
                               set next_place = excluded.next_place,
                                   up_to = excluded.up_to,
                                   taken_ahead = excluded.taken_ahead)
                        select filled_before, filled_after from moved
                        """)
                .param("bucket", bucket.fixedDigits())
                .param("places", places)
                .param("lanesAtMost", lanesAtMost)
                .query(Cut.class)
                .optional();
    }

    record Cut(int filledBefore, int filledAfter) {}

    /**
     * The taken places of several buckets, each within the window from its counter on, by one query
     * that reads no more of the index than the windows.
     *
     * @param windows how many places to look ahead, for each bucket
     */
    Map<Bucket, BitSet> takenWithin(Map<OpenRange, Integer> windows) {
        List<Integer> buckets = new ArrayList<>();
        List<Integer> from = new ArrayList<>();
        List<Integer> upTo = new ArrayList<>();
        windows.forEach(
                (open, window) -> {
                    buckets.add(open.bucket().fixedDigits());
                    from.add(open.nextPlace());
                    upTo.add(open.nextPlace() + window);
                });
        Map<Bucket, BitSet> taken = new HashMap<>();
        windows.keySet().forEach(open -> taken.put(open.bucket(), new BitSet()));
        jdbc.sql(
                        """
                        select t.bucket, t.place
                          from unnest(:buckets, :from, :upTo) w (bucket, from_place, up_to)
                         cross join lateral (
                               select bucket, place
                                 from taken_place
                                where bucket = w.bucket
                                  and place >= w.from_place
                                  and place < w.up_to) t
                        """)
                .param("buckets", buckets.toArray(Integer[]::new))
                .param("from", from.toArray(Integer[]::new))
                .param("upTo", upTo.toArray(Integer[]::new))
                .query(
                        row -> {
                            BitSet places = taken.get(new Bucket(row.getInt("bucket")));
                            if (places != null) {
                                places.set(row.getInt("place"));
                            }
                        });
        return taken;
    }

    /** Notes the places of registered numbers, so that the counter will skip them. */
    void take(Collection<TakenPlace> places) {
        jdbc.sql(
                        """
                        insert into taken_place (bucket, place)
                        select * from unnest(:buckets, :places)
                        """)
                .param(
                        "buckets",
                        places.stream()
                                .map(taken -> taken.bucket().fixedDigits())
                                .toArray(Integer[]::new))
                .param("places", places.stream().map(TakenPlace::place).toArray(Integer[]::new))
                .update();
    }

    /** Counts registered numbers into the lanes in whose rest they lie; the lanes are held. */
    void countTaken(Map<OpenRange, Integer> lanes) {
        List<OpenRange> order = List.copyOf(lanes.keySet());
        jdbc.sql(
                        """
                        update lane l
                           set taken_ahead = taken_ahead + t.taken
                          from unnest(:buckets, :lanes, :taken) t (bucket, lane, taken)
                         where l.bucket = t.bucket and l.lane = t.lane
                        """)
                .param(
                        "buckets",
                        order.stream().map(o -> o.bucket().fixedDigits()).toArray(Integer[]::new))
                .param("lanes", order.stream().map(OpenRange::lane).toArray(Integer[]::new))
                .param("taken", order.stream().map(lanes::get).toArray(Integer[]::new))
                .update();
    }

    /** Counts registered numbers into their buckets, whose rows this transaction holds. */
    void countRegistered(Map<Bucket, Integer> registered, Map<Bucket, Integer> ahead) {
        List<Integer> buckets = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        List<Integer> numbersAhead = new ArrayList<>();
        registered.forEach(
                (bucket, count) -> {
                    buckets.add(bucket.fixedDigits());
                    numbers.add(count);
                    numbersAhead.add(ahead.getOrDefault(bucket, 0));
                });
        jdbc.sql(
                        """
                        update bucket b
                           set registered = registered + r.numbers,
                               taken_ahead = taken_ahead + r.ahead
                          from unnest(:buckets, :numbers, :ahead) r (bucket, numbers, ahead)
                         where b.bucket = r.bucket
                        """)
                .param("buckets", buckets.toArray(Integer[]::new))
                .param("numbers", numbers.toArray(Integer[]::new))
                .param("ahead", numbersAhead.toArray(Integer[]::new))
                .update();
    }

    /** A place of a bucket whose number was issued elsewhere. */
    record TakenPlace(Bucket bucket, int place) {}
}
