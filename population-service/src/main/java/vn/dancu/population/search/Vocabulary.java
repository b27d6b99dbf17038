package vn.dancu.population.search;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.RecordListener;

/**
 * The syllables that names on record are made of, without marks, held in memory. Vietnamese names
 * are made of few: some thousands serve a nation, so a mistyped syllable is compared with all.
 */
@Repository
public class Vocabulary implements RecordListener {
    /** More than all languages of the country have; what comes later is not remembered. */
    private static final int MOST = 200_000;

    private static final int LONGEST = 30;

    /** Other instances learn too. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private volatile Instant readAt = Instant.EPOCH;

    Vocabulary(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The syllables of a name without marks. */
    static List<String> syllables(String nameKey) {
        return Arrays.asList(nameKey.split(" ", -1));
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void recorded(@Nullable PersonRecord before, PersonRecord after) {
        if (before == null || !before.name().equals(after.name())) {
            learn(syllables(after.name().unaccentedKey()));
        }
    }

    /**
     * Adds what is new, in the transaction that writes the names. In order, so that two that learn
     * the same wait for each other and never in a circle.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void learn(Collection<String> syllables) {
        String[] unknown =
                syllables.stream()
                        .filter(s -> !s.isEmpty() && s.codePointCount(0, s.length()) <= LONGEST)
                        .filter(s -> !known.contains(s))
                        .distinct()
                        .sorted()
                        .toArray(String[]::new);
        if (unknown.length == 0 || known.size() >= MOST) {
            return;
        }
        jdbc.sql(
                        """
                        insert into name_syllable (syllable)
                        select s from unnest(cast(:syllables as text[])) s
                        where not exists (select from name_syllable k where k.syllable = s)
                        order by s on conflict do nothing
                        """)
                .param("syllables", unknown)
                .update();
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        known.addAll(Arrays.asList(unknown));
                    }
                });
    }

    /** All that is known, at most half a minute old. */
    Set<String> known() {
        Instant now = clock.instant();
        if (readAt.plus(FRESH).isBefore(now)) {
            readAt = now;
            known.addAll(
                    jdbc.sql("select syllable from name_syllable limit :most")
                            .param("most", MOST)
                            .query(String.class)
                            .list());
        }
        return known;
    }
}
