package vn.dancu.card.statuslist;

import java.security.SecureRandom;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.card.cards.Production;
import vn.dancu.card.model.Octets;

/** Makes the lists, one instance at a time, and keeps the latest of them. */
@Repository
class StatusLists {
    private static final Logger log = LoggerFactory.getLogger(StatusLists.class);
    private static final long LOCK = 0x64616e63755f736cL;
    private static final int SALT_BYTES = 16;
    private static final int FETCH = 10_000;

    private final JdbcClient jdbc;
    private final JdbcTemplate streaming;
    private final StatusListSigner signer;
    private final StatusListSettings settings;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    StatusLists(
            JdbcClient jdbc,
            DataSource database,
            StatusListSigner signer,
            StatusListSettings settings,
            TransactionTemplate transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.streaming = new JdbcTemplate(database);
        this.streaming.setFetchSize(FETCH);
        this.signer = signer;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** A list as it is kept. */
    private record Kept(
            long number, Instant madeAt, Octets salt, Instant saltedAt, Octets fullList) {}

    @Scheduled(fixedDelay = 1, initialDelay = 0, timeUnit = TimeUnit.MINUTES)
    void run() {
        makeIfDue(settings.every());
    }

    /** Makes a list if the last one is older than that; says whether it did. */
    boolean makeIfDue(java.time.Duration age) {
        return Boolean.TRUE.equals(
                transactions.execute(
                        status -> {
                            if (!locked()) {
                                return false;
                            }
                            Optional<Kept> last = last();
                            Instant now = clock.instant();
                            if (last.filter(one -> one.madeAt().plus(age).isAfter(now))
                                    .isPresent()) {
                                return false;
                            }
                            make(last, now);
                            return true;
                        }));
    }

    private boolean locked() {
        return jdbc.sql("select pg_try_advisory_xact_lock(:key)")
                .param("key", LOCK)
                .query(Boolean.class)
                .single();
    }

    private Optional<Kept> last() {
        return jdbc.sql(
                        """
                        select number, made_at, salt, salted_at, full_list
                        from card_status_list order by number desc limit 1
                        """)
                .query(
                        (row, n) ->
                                new Kept(
                                        row.getLong("number"),
                                        row.getTimestamp("made_at").toInstant(),
                                        Octets.of(row.getBytes("salt")),
                                        row.getTimestamp("salted_at").toInstant(),
                                        Octets.of(row.getBytes("full_list"))))
                .optional();
    }

    private void make(Optional<Kept> last, Instant now) {
        Optional<Kept> base =
                last.filter(one -> one.saltedAt().plus(settings.saltLife()).isAfter(now))
                        .filter(
                                one ->
                                        StatusListFile.bits(one.fullList().bytes())
                                                == settings.bits());
        byte[] salt = base.map(one -> one.salt().bytes()).orElseGet(this::newSalt);
        StatusListFile.Head head =
                new StatusListFile.Head(
                        last.map(Kept::number).orElse(0L) + 1,
                        now,
                        now.plus(settings.validity()),
                        Octets.of(salt),
                        settings.bits());
        SerialSet entries = entries(salt, LocalDate.ofInstant(now, Production.ZONE));
        byte[] full = signer.signed(StatusListFile.full(head, entries));
        Optional<byte[]> delta =
                base.map(one -> StatusListFile.entries(one.fullList().bytes()))
                        .map(before -> StatusListFile.delta(head, before, entries))
                        .map(signer::signed);
        jdbc.sql(
                        """
                        insert into card_status_list (number, made_at, next_update, entries, salt,
                            salted_at, full_list, delta)
                        values (:number, :made, :next, :entries, :salt, :salted, :full, :delta)
                        """)
                .param("number", head.number())
                .param("made", Timestamp.from(now))
                .param("next", Timestamp.from(head.nextUpdate()))
                .param("entries", entries.size())
                .param("salt", salt)
                .param("salted", Timestamp.from(base.map(Kept::saltedAt).orElse(now)))
                .param("full", full)
                .param("delta", delta.orElse(null), Types.BINARY)
                .update();
        jdbc.sql("delete from card_status_list where number <= :oldest")
                .param("oldest", head.number() - settings.kept())
                .update();
        log.info("status list {} has {} entries", head.number(), entries.size());
    }

    private byte[] newSalt() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }

    /**
     * Cards that look valid and are not to be relied on. What is past its printed date of expiry
     * needs no list.
     */
    private SerialSet entries(byte[] salt, LocalDate today) {
        long[] hashes = new long[1024];
        int count = 0;
        try (var serials =
                streaming.queryForStream(
                        """
                        select serial from card
                        where state in ('SUSPENDED', 'LOST', 'REVOKED', 'REPLACED', 'VOID',
                                'DESTROYED')
                          and serial is not null and (expires_on is null or expires_on >= ?)
                        """,
                        (row, n) -> row.getString(1),
                        java.sql.Date.valueOf(today))) {
            for (String serial : (Iterable<String>) serials::iterator) {
                if (count == settings.maxEntries()) {
                    throw new IllegalStateException("more entries than a list may have");
                }
                if (count == hashes.length) {
                    hashes = Arrays.copyOf(hashes, hashes.length * 2);
                }
                hashes[count++] = SerialSet.hash(salt, serial, settings.bits());
            }
        }
        return SerialSet.of(Arrays.copyOf(hashes, count));
    }

    /** A file that can be fetched. */
    record Published(long number, Octets bytes) {}

    Optional<Published> latest() {
        return published(
                "select number, full_list as bytes from card_status_list order by number desc"
                        + " limit 1",
                0);
    }

    /** The number of the latest, without reading it. */
    Optional<Long> latestNumber() {
        return jdbc.sql("select max(number) from card_status_list").query(Long.class).optional();
    }

    Optional<Published> full(long number) {
        return published(
                "select number, full_list as bytes from card_status_list where number = :number",
                number);
    }

    Optional<Published> delta(long number) {
        return published(
                "select number, delta as bytes from card_status_list where number = :number"
                        + " and delta is not null",
                number);
    }

    private Optional<Published> published(String sql, long number) {
        return jdbc.sql(sql)
                .param("number", number)
                .query(
                        (row, n) ->
                                new Published(
                                        row.getLong("number"), Octets.of(row.getBytes("bytes"))))
                .optional();
    }
}
