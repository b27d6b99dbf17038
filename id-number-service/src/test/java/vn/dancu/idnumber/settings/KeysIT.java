package vn.dancu.idnumber.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.idnumber.IdNumberIT;
import vn.dancu.idnumber.ledger.Allocation;
import vn.dancu.idnumber.ledger.LedgerTransactions;
import vn.dancu.idnumber.ledger.NumberLedger;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.idnumber.model.KeyRing;
import vn.dancu.idnumber.model.TestKeys;
import vn.dancu.kernel.Sex;

@IdNumberIT
class KeysIT {
    @Autowired NumberLedger ledger;
    @Autowired LedgerTransactions transactions;
    @Autowired JdbcClient jdbc;

    @Test
    void theServiceDoesNotStartWithoutAKeyThatABucketNeeds() {
        transactions.run(
                () ->
                        ledger.allocate(
                                List.of(
                                        new Allocation(
                                                UUID.randomUUID(),
                                                Bucket.of("093", Sex.MALE, 1950)))));
        KeyRing replaced = new KeyRing(TestKeys.SECOND, List.of());
        KeyRing rotated = new KeyRing(TestKeys.SECOND, List.of(TestKeys.FIRST));

        assertThatThrownBy(() -> start(replaced))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(TestKeys.FIRST.id())
                .hasMessageNotContaining(TestKeys.FIRST_HEX);
        start(rotated);
        assertThat(rotated.current()).isSameAs(TestKeys.SECOND);
    }

    /** A context with something that would serve once it runs, as a web server does. */
    private void start(KeyRing keys) {
        var server = new Server();
        try (var context = new AnnotationConfigApplicationContext()) {
            context.registerBean(Server.class, () -> server);
            context.registerBean(
                    Keys.KeysOfBuckets.class, () -> new Keys.KeysOfBuckets(jdbc, keys));
            context.refresh();
            assertThat(server.served).isTrue();
        } catch (IllegalStateException e) {
            assertThat(server.served).as("served under a wrong key").isFalse();
            throw e;
        }
    }

    private static final class Server implements SmartLifecycle {
        private boolean served;

        @Override
        public void start() {
            served = true;
        }

        @Override
        public void stop() {}

        @Override
        public boolean isRunning() {
            return false;
        }
    }
}
