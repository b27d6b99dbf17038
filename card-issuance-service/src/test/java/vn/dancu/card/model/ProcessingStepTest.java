package vn.dancu.card.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import vn.dancu.card.model.ProcessingStep.Effect;

class ProcessingStepTest {
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    RECEIVE,      UNIT=BEGINS TOTAL=BEGINS
                    SUBMIT,       UNIT=ENDS CENTRE=BEGINS
                    RESUBMIT,     UNIT=ENDS CENTRE=BEGINS
                    RETURN,       CENTRE=ENDS TRANSPORT=ENDS UNIT=BEGINS
                    RECALL,       CENTRE=ENDS TRANSPORT=ENDS UNIT=BEGINS
                    PASS_QUALITY, CENTRE=ENDS TRANSPORT=BEGINS
                    FAIL_QUALITY, CENTRE=GOES_ON TRANSPORT=ENDS TOTAL=GOES_ON
                    LOSE,         CENTRE=GOES_ON TRANSPORT=ENDS TOTAL=GOES_ON
                    ARRIVE,       TRANSPORT=ENDS TOTAL=ENDS
                    APPROVE,      ''
                    BATCH,        ''
                    PACK,         ''
                    """)
    void commandsBeginAndEndTheTimeLimits(Command command, String effects) {
        Map<ProcessingStep, Effect> expected = new EnumMap<>(ProcessingStep.class);
        for (String effect : effects.split(" ", -1)) {
            if (!effect.isEmpty()) {
                String[] pair = effect.split("=", -1);
                expected.put(ProcessingStep.valueOf(pair[0]), Effect.valueOf(pair[1]));
            }
        }
        assertThat(ProcessingStep.effectsOf(command, command.target())).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Command.class)
    void nothingRunsOnceAnApplicationIsClosed(Command command) {
        if (!command.target().isOpen()) {
            assertThat(ProcessingStep.effectsOf(command, command.target()))
                    .hasSize(ProcessingStep.values().length)
                    .containsValue(Effect.ENDS)
                    .doesNotContainValue(Effect.BEGINS);
        }
    }

    @Test
    void aDossierHandedInAtOnceRunsAtTheCentre() {
        assertThat(ProcessingStep.effectsOfFiling())
                .containsOnlyKeys(ProcessingStep.CENTRE, ProcessingStep.TOTAL);
    }
}
