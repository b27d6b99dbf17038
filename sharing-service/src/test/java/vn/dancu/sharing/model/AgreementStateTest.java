package vn.dancu.sharing.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementStateTest {
    @ParameterizedTest
    @CsvSource({
        "DRAFT,     TEST,     TESTED",
        "DRAFT,     APPROVE,  ",
        "DRAFT,     ACTIVATE, ",
        "DRAFT,     SUSPEND,  ",
        "DRAFT,     END,      ENDED",
        "TESTED,    TEST,     ",
        "TESTED,    APPROVE,  APPROVED",
        "TESTED,    ACTIVATE, ",
        "TESTED,    SUSPEND,  ",
        "TESTED,    END,      ENDED",
        "APPROVED,  TEST,     ",
        "APPROVED,  APPROVE,  ",
        "APPROVED,  ACTIVATE, ACTIVE",
        "APPROVED,  SUSPEND,  ",
        "APPROVED,  END,      ENDED",
        "ACTIVE,    TEST,     ",
        "ACTIVE,    APPROVE,  ",
        "ACTIVE,    ACTIVATE, ",
        "ACTIVE,    SUSPEND,  SUSPENDED",
        "ACTIVE,    END,      ENDED",
        "SUSPENDED, TEST,     ",
        "SUSPENDED, APPROVE,  ",
        "SUSPENDED, ACTIVATE, ACTIVE",
        "SUSPENDED, SUSPEND,  ",
        "SUSPENDED, END,      ENDED",
        "ENDED,     TEST,     ",
        "ENDED,     APPROVE,  ",
        "ENDED,     ACTIVATE, ",
        "ENDED,     SUSPEND,  ",
        "ENDED,     END,      ",
    })
    void everyPairOfStateAndCommandIsDecided(
            AgreementState state, AgreementCommand command, AgreementState after) {
        assertThat(state.after(command).orElse(null)).isEqualTo(after);
    }
}
