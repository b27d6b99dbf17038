package vn.dancu.card.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CardCommandTest {
    /** Each state, and what may happen in it; what is not named is refused. */
    private static final String TABLE =
            """
            PRODUCED   ACTIVATE SPOIL
            ACTIVE     SUSPEND REPORT_LOST REVOKE EXPIRE REPLACE
            SUSPENDED  REINSTATE REPORT_LOST REVOKE EXPIRE REPLACE
            LOST       RECOVER REVOKE EXPIRE REPLACE
            REVOKED    DESTROY
            EXPIRED    REPLACE DESTROY
            REPLACED   DESTROY
            VOID       DESTROY
            DESTROYED
            """;

    private static final Map<CardState, Set<CardCommand>> ALLOWED = new TreeMap<>();

    static {
        TABLE.lines()
                .map(line -> line.split(" +"))
                .forEach(
                        row -> {
                            Set<CardCommand> commands = EnumSet.noneOf(CardCommand.class);
                            Arrays.stream(row)
                                    .skip(1)
                                    .map(CardCommand::valueOf)
                                    .forEach(commands::add);
                            ALLOWED.put(CardState.valueOf(row[0]), commands);
                        });
    }

    @ParameterizedTest
    @EnumSource(CardState.class)
    void eachPairOfStateAndCommandIsAsInTheTable(CardState state) {
        for (CardCommand command : CardCommand.values()) {
            if (ALLOWED.getOrDefault(state, Set.of()).contains(command)) {
                assertThat(command.from(state))
                        .as(state + " " + command)
                        .isEqualTo(command.target());
            } else {
                assertThatThrownBy(() -> command.from(state))
                        .as(state + " " + command)
                        .isInstanceOfSatisfying(
                                CardRuleException.class,
                                e -> assertThat(e.code()).isEqualTo("wrong_state"));
            }
        }
    }

    @Test
    void whatIsGraveNeedsASecondOfficer() {
        assertThat(Arrays.stream(CardCommand.values()).filter(CardCommand::needsSecondOfficer))
                .containsExactlyInAnyOrder(
                        CardCommand.REINSTATE, CardCommand.RECOVER, CardCommand.REVOKE);
    }

    @Test
    void eachReasonBelongsToOneCommand() {
        for (LifeReason reason : LifeReason.values()) {
            long commands =
                    Arrays.stream(CardCommand.values())
                            .filter(command -> fits(reason, command))
                            .count();
            assertThat(commands).as(reason.name()).isOne();
        }
    }

    private static boolean fits(LifeReason reason, CardCommand command) {
        try {
            reason.requireFor(command);
            return true;
        } catch (CardRuleException e) {
            return false;
        }
    }
}
