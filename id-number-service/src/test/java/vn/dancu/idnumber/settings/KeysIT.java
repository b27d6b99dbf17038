package vn.dancu.idnumber.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.DefaultApplicationArguments;
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

    private void start(KeyRing keys) {
        new Keys.KeysOfBuckets(jdbc, keys).run(new DefaultApplicationArguments());
    }
}
