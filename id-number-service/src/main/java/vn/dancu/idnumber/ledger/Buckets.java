package vn.dancu.idnumber.ledger;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
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
     */
    List<OpenBucket> hold(SortedSet<Bucket> buckets) {
        Integer[] wanted = buckets.stream().map(Bucket::fixedDigits).toArray(Integer[]::new);
        jdbc.sql(
                        """
                        insert into bucket (bucket, key_id, opened_at)
                        select wanted, :keyId, now()
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
                                new OpenBucket(
                                        new Bucket(row.getInt("bucket")),
                                        row.getString("key_id"),
                                        row.getInt("next_place"),
                                        row.getInt("taken_ahead")))
                .list();
    }

    /**
     * The taken places of several buckets, each within the window from its counter on, by one query
     * that reads no more of the index than the windows.
     *
     * @param windows how many places to look ahead, for each bucket
     */
    Map<Bucket, BitSet> takenWithin(Map<OpenBucket, Integer> windows) {
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
