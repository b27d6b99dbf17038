package vn.dancu.population.biometrics;

import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.RecordListener;

/**
 * Ends what retention ends: destroys the keys, a bounded number in a run, and keeps every row. A
 * death shortens retention; an annulled death gives it back, unless the key is gone.
 */
@Component
class Retention implements RecordListener {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final JdbcClient jdbc;
    private final BiometricLimits limits;
    private final AuditRecords audit;
    private final Clock clock;

    Retention(JdbcClient jdbc, BiometricLimits limits, AuditRecords audit, Clock clock) {
        this.jdbc = jdbc;
        this.limits = limits;
        this.audit = audit;
        this.clock = clock;
    }

    /** When retention ends of what would be kept until a day if the person lived. */
    static LocalDate until(LocalDate expires, PersonRecord person, BiometricLimits limits) {
        PersonRecord.Death death = person.death();
        if (death == null) {
            return expires;
        }
        LocalDate afterDeath = death.date().latest().plus(limits.keepAfterDeath());
        return afterDeath.isBefore(expires) ? afterDeath : expires;
    }

    @Override
    public void recorded(@Nullable PersonRecord before, PersonRecord after) {
        if (before == null || java.util.Objects.equals(before.death(), after.death())) {
            return;
        }
        for (BiometricKind kind : BiometricKind.values()) {
            List<LocalDate> captured =
                    jdbc.sql(
                                    """
                                    select max(v.captured_on) from sealed_value v
                                    join sealed_key k using (person_id, kind, generation)
                                    where v.person_id = :person and v.kind = :kind
                                        and k.wrapped is not null
                                    having count(*) > 0
                                    """)
                            .param("person", after.personId())
                            .param("kind", kind.name())
                            .query(LocalDate.class)
                            .list();
            for (LocalDate day : captured) {
                jdbc.sql(
                                """
                                update sealed_key set expires_on = :until
                                where person_id = :person and kind = :kind and wrapped is not null
                                """)
                        .param("until", until(day.plus(limits.keep().of(kind)), after, limits))
                        .param("person", after.personId())
                        .param("kind", kind.name())
                        .update();
            }
        }
    }

    private record Ended(UUID personId, String kind, int generation) {}

    /** Says how many keys were destroyed. */
    @Scheduled(fixedDelay = 10, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
    @Transactional
    public int destroyExpired() {
        List<Ended> ended =
                jdbc.sql(
                                """
                                select person_id, kind, generation from sealed_key
                                where wrapped is not null and expires_on <= :today
                                order by expires_on limit :limit for update skip locked
                                """)
                        .param("today", LocalDate.ofInstant(clock.instant(), VIETNAM))
                        .param("limit", limits.batch())
                        .query(Ended.class)
                        .list();
        for (Ended key : ended) {
            jdbc.sql(
                            """
                            update sealed_key set wrapped = null, destroyed_at = :now,
                                destroyed_why = 'retention_ended'
                            where person_id = :person and kind = :kind
                                and generation = :generation
                            """)
                    .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                    .param("person", key.personId())
                    .param("kind", key.kind())
                    .param("generation", key.generation())
                    .update();
        }
        audit.recordAll(
                "biometrics_erased",
                ended.stream().map(Ended::personId).toList(),
                "retention_ended");
        return ended.size();
    }
}
