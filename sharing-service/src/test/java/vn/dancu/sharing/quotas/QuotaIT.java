package vn.dancu.sharing.quotas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.sharing.SharingIT;
import vn.dancu.sharing.agreements.Agencies;
import vn.dancu.sharing.agreements.Agreements;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.Agreement;
import vn.dancu.sharing.model.AgreementCommand;
import vn.dancu.sharing.model.Conditions;
import vn.dancu.sharing.model.Officers;
import vn.dancu.sharing.model.Operation;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.ProcedureCode;
import vn.dancu.sharing.model.PurposeCode;
import vn.dancu.sharing.model.Quota;
import vn.dancu.sharing.model.Terms;

class QuotaIT extends SharingIT {
    private static final int INSTANCES = 3;
    private static final int THREADS = 4;

    @Autowired private Agencies agencies;
    @Autowired private Agreements agreements;
    @Autowired private DatabaseQuotaLeases leases;
    @Autowired private TransactionTemplate transaction;

    private AgencyCode agency;

    @BeforeEach
    void registerAgency() {
        String suffix =
                UUID.randomUUID().toString().substring(0, 6).toUpperCase(java.util.Locale.ROOT);
        agency = new AgencyCode("Q" + suffix);
        agencies.register(agency, "Cơ quan thử", "an", Instant.now());
    }

    @Test
    void instancesTogetherNeverPassTheQuotaOfADay() throws Exception {
        Agreement agreement = agree(new Quota(1_000, 100_000));
        int taken = takeEverywhere(agreement, 1_000);
        assertThat(taken).isEqualTo(1_000);
    }

    @Test
    void instancesTogetherNeverPassTheQuotaOfASecond() throws Exception {
        int perSecond = 40;
        Agreement agreement = agree(new Quota(1_000_000, perSecond));
        Instant from = databaseTime();
        int taken = takeEverywhere(agreement, 50);
        Instant to = databaseTime();
        long seconds = to.getEpochSecond() - from.getEpochSecond() + 1;
        assertThat((long) taken).isBetween((long) perSecond, perSecond * seconds);
    }

    @Test
    void aLeaseOfAnotherInstanceOutlivesTheOneThatDied() {
        Agreement agreement = agree(new Quota(10, 1_000));
        assertThat(leases.lease(agreement.id(), QuotaUnit.DAY, 7, 10).granted()).isEqualTo(7);
        assertThat(leases.lease(agreement.id(), QuotaUnit.DAY, 7, 10).granted()).isEqualTo(3);
        assertThat(leases.lease(agreement.id(), QuotaUnit.DAY, 7, 10).granted()).isZero();
        assertThat(leases.lease(agreement.id(), QuotaUnit.DAY, 7, 12).granted()).isEqualTo(2);
    }

    @Test
    void aWindowThatTurnedStartsAnew() {
        Agreement agreement = agree(new Quota(10, 1_000));
        assertThat(leases.lease(agreement.id(), QuotaUnit.DAY, 10, 10).granted()).isEqualTo(10);
        jdbc.sql(
                        """
                        update quota_window set starts_at = starts_at - interval '1 day'
                        where agreement_id = :id
                        """)
                .param("id", agreement.id())
                .update();
        Lease lease = leases.lease(agreement.id(), QuotaUnit.DAY, 4, 10);
        assertThat(lease.granted()).isEqualTo(4);
        assertThat(lease.remaining())
                .isBetween(java.time.Duration.ZERO, java.time.Duration.ofDays(1));
    }

    @Test
    void anAgencyOverItsQuotaIsToldWhenToComeBackAndTheAttemptIsRecorded() {
        Citizen citizen = citizen("Tạ Thị Hằng");
        agree(new Quota(3, 100));
        String client = "client-of-" + agency.text();
        registerClient(agency.text(), client, false);
        String token =
                tokens.token(client, Map.of("scope", "sharing.query", "agency", agency.text()));
        String body = lookup("7.1", "test", citizen, "name");
        for (int i = 0; i < 3; i++) {
            assertThat(post(token, "/sharing/v1/lookups", body).status()).isEqualTo(200);
        }
        Answer answer = post(token, "/sharing/v1/lookups", body);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.code()).isEqualTo("quota_exceeded");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 86_400);
        assertThat(REGISTER.asked()).hasSize(3);
        assertThat(
                        jdbc.sql(
                                        """
                                        select count(*) from access_record
                                        where agency_code = :agency and outcome = 'quota_exceeded'
                                        """)
                                .param("agency", agency.text())
                                .query(Long.class)
                                .single())
                .isOne();
    }

    private int takeEverywhere(Agreement agreement, int attemptsOfAThread) throws Exception {
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            // Each has its own leases, as each instance of the service has.
            Quotas instance = new Quotas(leases, new QuotaLimits(8, 200, 1_000));
            for (int t = 0; t < THREADS; t++) {
                work.add(
                        () -> {
                            int taken = 0;
                            for (int n = 0; n < attemptsOfAThread; n++) {
                                taken += instance.take(agreement).isEmpty() ? 1 : 0;
                            }
                            return taken;
                        });
            }
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int sum = 0;
            for (Future<Integer> taken : threads.invokeAll(work)) {
                sum += taken.get();
            }
            return sum;
        }
    }

    private Agreement agree(Quota quota) {
        var terms =
                new Terms(
                        "Nghị định 137/2015/NĐ-CP",
                        Set.of(new PurposeCode("test")),
                        LocalDate.of(2021, 7, 1),
                        LocalDate.of(2099, 12, 31),
                        Set.of(Operation.LOOKUP),
                        Map.of(new ProcedureCode("7.1"), Set.of(PersonField.NAME)),
                        new Officers.Open(),
                        quota,
                        Conditions.STRICT);
        Instant now = Clock.systemUTC().instant();
        transaction.executeWithoutResult(
                status -> {
                    UUID id = agreements.draft(agency, terms, "an", now);
                    agreements.apply(id, 1, AgreementCommand.TEST, "an", Optional.of("tried"), now);
                    agreements.apply(
                            id, 1, AgreementCommand.APPROVE, "binh", Optional.empty(), now);
                    agreements.apply(
                            id, 1, AgreementCommand.ACTIVATE, "binh", Optional.empty(), now);
                });
        return agreements.active(agency).getFirst();
    }

    private Instant databaseTime() {
        return jdbc.sql("select clock_timestamp()")
                .query(java.time.OffsetDateTime.class)
                .single()
                .toInstant();
    }
}
