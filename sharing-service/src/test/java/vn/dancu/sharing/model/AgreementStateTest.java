package vn.dancu.sharing.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementStateTest {
    @ParameterizedTest
    @CsvSource({
        "DRAFT,     APPROVE,  APPROVED",
        "DRAFT,     ACTIVATE, ",
        "DRAFT,     SUSPEND,  ",
        "DRAFT,     END,      ENDED",
        "APPROVED,  APPROVE,  ",
        "APPROVED,  ACTIVATE, ACTIVE",
        "APPROVED,  SUSPEND,  ",
        "APPROVED,  END,      ENDED",
        "ACTIVE,    APPROVE,  ",
        "ACTIVE,    ACTIVATE, ",
        "ACTIVE,    SUSPEND,  SUSPENDED",
        "ACTIVE,    END,      ENDED",
        "SUSPENDED, APPROVE,  ",
        "SUSPENDED, ACTIVATE, ACTIVE",
        "SUSPENDED, SUSPEND,  ",
        "SUSPENDED, END,      ENDED",
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
