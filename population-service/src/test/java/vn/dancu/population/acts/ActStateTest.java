package vn.dancu.population.acts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.dancu.platform.problem.ProblemException;

class ActStateTest {
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "PROPOSED, APPROVE, RECORDED",
        "PROPOSED, REFUSE, REFUSED",
        "PROPOSED, WITHDRAW, WITHDRAWN",
        "PROPOSED, ANNUL, act_not_recorded",
        "RECORDED, APPROVE, act_already_decided",
        "RECORDED, REFUSE, act_already_decided",
        "RECORDED, WITHDRAW, act_already_decided",
        "RECORDED, ANNUL, ANNULMENT_PROPOSED",
        "REFUSED, APPROVE, act_already_decided",
        "REFUSED, REFUSE, act_already_decided",
        "REFUSED, WITHDRAW, act_already_decided",
        "REFUSED, ANNUL, act_not_recorded",
        "WITHDRAWN, APPROVE, act_already_decided",
        "WITHDRAWN, REFUSE, act_already_decided",
        "WITHDRAWN, WITHDRAW, act_already_decided",
        "WITHDRAWN, ANNUL, act_not_recorded",
        "ANNULMENT_PROPOSED, APPROVE, ANNULLED",
        "ANNULMENT_PROPOSED, REFUSE, RECORDED",
        "ANNULMENT_PROPOSED, WITHDRAW, RECORDED",
        "ANNULMENT_PROPOSED, ANNUL, annulment_already_proposed",
        "ANNULLED, APPROVE, act_already_decided",
        "ANNULLED, REFUSE, act_already_decided",
        "ANNULLED, WITHDRAW, act_already_decided",
        "ANNULLED, ANNUL, act_already_annulled"
    })
    void eachStateAnswersEachCommand(ActState state, ActCommand command, String outcome) {
        if (Character.isUpperCase(outcome.charAt(0))) {
            assertThat(state.after(command)).isEqualTo(ActState.valueOf(outcome));
        } else {
            assertThatThrownBy(() -> state.after(command))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo(outcome);
                                assertThat(e.status().value()).isEqualTo(409);
                            });
        }
    }
}
