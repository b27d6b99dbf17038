package vn.dancu.idnumber.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.dancu.idnumber.model.NumberLife.Applied;
import vn.dancu.idnumber.model.NumberLife.Refused;

class NumberLifeTest {
    /** Each state with each reason: what it becomes, or why not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ACTIVE        | MERGED                   | SUSPENDED
                    ACTIVE        | DIED                     | SUSPENDED
                    ACTIVE        | MERGE_UNDONE             | not_suspended
                    ACTIVE        | DEATH_ANNULLED           | not_suspended
                    ACTIVE        | BIRTH_ANNULLED           | CANCELLED
                    ACTIVE        | DATA_ENTRY_ERROR         | CANCELLED
                    ACTIVE        | FALSE_DECLARATION        | CANCELLED
                    ACTIVE        | IMPORT_WITHDRAWN         | CANCELLED
                    ACTIVE        | CANCELLATION_ANNULLED    | number_not_cancelled
                    ACTIVE        | REESTABLISHMENT_ANNULLED | not_reestablished
                    SUSPENDED     | MERGED                   | already_suspended
                    SUSPENDED     | DIED                     | SUSPENDED
                    SUSPENDED     | MERGE_UNDONE             | ACTIVE
                    SUSPENDED     | DEATH_ANNULLED           | not_suspended
                    SUSPENDED     | BIRTH_ANNULLED           | CANCELLED
                    SUSPENDED     | DATA_ENTRY_ERROR         | CANCELLED
                    SUSPENDED     | FALSE_DECLARATION        | CANCELLED
                    SUSPENDED     | IMPORT_WITHDRAWN         | CANCELLED
                    SUSPENDED     | CANCELLATION_ANNULLED    | number_not_cancelled
                    SUSPENDED     | REESTABLISHMENT_ANNULLED | not_reestablished
                    CANCELLED     | MERGED                   | number_cancelled
                    CANCELLED     | DIED                     | number_cancelled
                    CANCELLED     | MERGE_UNDONE             | number_cancelled
                    CANCELLED     | DEATH_ANNULLED           | number_cancelled
                    CANCELLED     | BIRTH_ANNULLED           | number_cancelled
                    CANCELLED     | DATA_ENTRY_ERROR         | number_cancelled
                    CANCELLED     | FALSE_DECLARATION        | number_cancelled
                    CANCELLED     | IMPORT_WITHDRAWN         | number_cancelled
                    CANCELLED     | CANCELLATION_ANNULLED    | ACTIVE
                    CANCELLED     | REESTABLISHMENT_ANNULLED | number_cancelled
                    REESTABLISHED | MERGED                   | number_replaced
                    REESTABLISHED | DIED                     | number_replaced
                    REESTABLISHED | MERGE_UNDONE             | number_replaced
                    REESTABLISHED | DEATH_ANNULLED           | number_replaced
                    REESTABLISHED | BIRTH_ANNULLED           | number_replaced
                    REESTABLISHED | DATA_ENTRY_ERROR         | number_replaced
                    REESTABLISHED | FALSE_DECLARATION        | number_replaced
                    REESTABLISHED | IMPORT_WITHDRAWN         | number_replaced
                    REESTABLISHED | CANCELLATION_ANNULLED    | number_replaced
                    REESTABLISHED | REESTABLISHMENT_ANNULLED | number_replaced
                    WITHDRAWN     | MERGED                   | number_cancelled
                    WITHDRAWN     | DIED                     | number_cancelled
                    WITHDRAWN     | MERGE_UNDONE             | number_cancelled
                    WITHDRAWN     | DEATH_ANNULLED           | number_cancelled
                    WITHDRAWN     | BIRTH_ANNULLED           | number_cancelled
                    WITHDRAWN     | DATA_ENTRY_ERROR         | number_cancelled
                    WITHDRAWN     | FALSE_DECLARATION        | number_cancelled
                    WITHDRAWN     | IMPORT_WITHDRAWN         | number_cancelled
                    WITHDRAWN     | CANCELLATION_ANNULLED    | ACTIVE
                    WITHDRAWN     | REESTABLISHMENT_ANNULLED | number_cancelled
                    """)
    void eachReasonMeetsEachState(NumberState state, LifeReason reason, String expected) {
        Set<LifeReason> suspensions =
                state == NumberState.SUSPENDED ? Set.of(LifeReason.MERGED) : Set.of();

        String outcome =
                switch (new NumberLife(state, suspensions, false, false).after(reason)) {
                    case Applied applied -> applied.state().name();
                    case Refused refused -> refused.code();
                };

        assertThat(outcome).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"MERGE_UNDONE,DIED", "DEATH_ANNULLED,MERGED"})
    void aNumberStaysSuspendedWhileOneReasonIsLeft(LifeReason lifting, LifeReason left) {
        var both =
                new NumberLife(
                        NumberState.SUSPENDED,
                        Set.of(LifeReason.MERGED, LifeReason.DIED),
                        false,
                        false);

        assertThat(both.after(lifting)).isEqualTo(new Applied(NumberState.SUSPENDED, Set.of(left)));
    }

    @ParameterizedTest
    @CsvSource({"true,WITHDRAWN", "false,CANCELLED"})
    void onlyANumberOfAnotherIssuerComesBackWithTheCorrectedImport(
            boolean issuedElsewhere, NumberState expected) {
        var life = new NumberLife(NumberState.ACTIVE, Set.of(), issuedElsewhere, false);

        assertThat(life.after(LifeReason.IMPORT_WITHDRAWN))
                .isEqualTo(new Applied(expected, Set.of()));
        assertThat(life.after(LifeReason.BIRTH_ANNULLED))
                .isEqualTo(new Applied(NumberState.CANCELLED, Set.of()));
    }

    @ParameterizedTest
    @CsvSource({"ACTIVE", "SUSPENDED"})
    void aNumberThatStandsForAnotherCanBeReverted(NumberState state) {
        assertThat(
                        new NumberLife(state, Set.of(), false, true)
                                .after(LifeReason.REESTABLISHMENT_ANNULLED))
                .isEqualTo(new Applied(NumberState.CANCELLED, Set.of()));
    }

    @Property
    void aNumberIsSuspendedExactlyWhileThereIsAReason(
            @ForAll boolean merged, @ForAll boolean died, @ForAll LifeReason reason) {
        Set<LifeReason> suspensions =
                merged && died
                        ? Set.of(LifeReason.MERGED, LifeReason.DIED)
                        : merged
                                ? Set.of(LifeReason.MERGED)
                                : died ? Set.of(LifeReason.DIED) : Set.of();
        NumberState state = suspensions.isEmpty() ? NumberState.ACTIVE : NumberState.SUSPENDED;

        if (new NumberLife(state, suspensions, false, false).after(reason)
                instanceof Applied applied) {
            if (applied.state() == NumberState.SUSPENDED) {
                assertThat(applied.suspensions()).isNotEmpty();
            } else if (applied.state() == NumberState.ACTIVE) {
                assertThat(applied.suspensions()).isEmpty();
            }
        }
    }
}
