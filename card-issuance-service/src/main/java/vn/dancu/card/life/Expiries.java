package vn.dancu.card.life;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.card.cards.CardHead;
import vn.dancu.card.cards.Lives;
import vn.dancu.card.cards.Production;
import vn.dancu.card.model.CardCommand;
import vn.dancu.card.model.CardState;

/**
 * Once a day, by one instance, chunk by chunk: cards whose day is over expire, and holders of cards
 * whose day comes near are reminded by an event. A day that nothing ran is made up for: reminders
 * go to all whose card expires within the days ahead and who were not told yet.
 */
@Component
class Expiries {
    private final Lives lives;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final LifeSettings settings;
    private final Clock clock;

    Expiries(
            Lives lives,
            JdbcClient jdbc,
            TransactionTemplate transactions,
            LifeSettings settings,
            Clock clock) {
        this.lives = lives;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 10, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
    void run() {
        Instant at = clock.instant();
        LocalDate today = LocalDate.ofInstant(at, Production.ZONE);
        untilDone("expiries", today, () -> expireChunk(today, at));
        untilDone("expiry_reminders", today, () -> remindChunk(today, at));
    }

    /** One chunk of work. */
    private interface Chunk {
        /**
         * @return whether something is left
         */
        boolean work();
    }

    /**
     * Each chunk takes the lock of the work's row, so that one instance works; who comes second
     * sees the day done, or takes over where the first stopped.
     */
    private void untilDone(String name, LocalDate today, Chunk chunk) {
        boolean more = true;
        while (more && !Thread.currentThread().isInterrupted()) {
            more = Boolean.TRUE.equals(transactions.execute(status -> once(name, today, chunk)));
        }
    }

    private boolean once(String name, LocalDate today, Chunk chunk) {
        boolean due =
                jdbc.sql(
                                """
                                select coalesce(done_for < :today, true) from daily_work
                                where name = :name for update skip locked
                                """)
                        .param("today", Date.valueOf(today))
                        .param("name", name)
                        .query(Boolean.class)
                        .optional()
                        .orElse(false);
        if (!due) {
            return false;
        }
        boolean more = chunk.work();
        if (!more) {
            jdbc.sql("update daily_work set done_for = :today where name = :name")
                    .param("today", Date.valueOf(today))
                    .param("name", name)
                    .update();
        }
        return more;
    }

    private boolean expireChunk(LocalDate today, Instant at) {
        List<CardHead> over = lives.lockExpiring(LocalDate.of(1900, 1, 1), today, settings.chunk());
        for (CardHead card : over) {
            lives.take(card, CardCommand.EXPIRE, Lives.Cause.of("expired", Lives.SERVICE), at);
        }
        return over.size() == settings.chunk();
    }

    private boolean remindChunk(LocalDate today, Instant at) {
        boolean more = false;
        for (int days : settings.remindDaysAhead()) {
            List<CardHead> near =
                    lives.lockUnreminded(today, today.plusDays(days), days, settings.chunk());
            for (CardHead card : near) {
                jdbc.sql(
                                """
                                insert into card_reminder (person_id, card_id, days_ahead, told_at)
                                values (:person, :card, :days, :at)
                                """)
                        .param("person", card.personId())
                        .param("card", card.cardId())
                        .param("days", days)
                        .param("at", Timestamp.from(at))
                        .update();
                // A lost or suspended card has its own news; its holder is not reminded of it.
                if (card.state() == CardState.ACTIVE) {
                    lives.announceExpiry(card, days);
                }
            }
            more |= near.size() == settings.chunk();
        }
        return more;
    }
}
