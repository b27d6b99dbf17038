package vn.dancu.card.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vn.dancu.card.model.CardApplication.Transition;

class CardApplicationTest {
    private static final Instant T0 = Instant.parse("2021-03-01T02:00:00Z");
    private static final Instant T1 = T0.plusSeconds(60);
    private static final UUID PERSON = new UUID(1, 1);
    private static final UUID CARD = new UUID(2, 2);
    private static final Officer SECOND = new Officer("chief", Optional.empty());

    /** Rows are states, columns commands; a dash is an illegal transition. */
    private static final String TABLE =
            """
            .               APPROVE  RETURN   RESUBMIT  REFUSE  WITHDRAW  PERSONALISE  PASS_QUALITY    FAIL_QUALITY DELIVER   STOP
            SUBMITTED       APPROVED RETURNED -         REFUSED WITHDRAWN -            -               -            -         STOPPED
            RETURNED        -        -        SUBMITTED -       WITHDRAWN -            -               -            -         STOPPED
            APPROVED        -        RETURNED -         -       WITHDRAWN PERSONALISED -               -            -         STOPPED
            PERSONALISED    -        -        -         -       -         -            QUALITY_CHECKED APPROVED     -         STOPPED
            QUALITY_CHECKED -        -        -         -       -         -            -               APPROVED     DELIVERED STOPPED
            DELIVERED       -        -        -         -       -         -            -               -            -         -
            REFUSED         -        -        -         -       -         -            -               -            -         -
            WITHDRAWN       -        -        -         -       -         -            -               -            -         -
            STOPPED         -        -        -         -       -         -            -               -            -         -
            """;

    static List<Arguments> table() {
        List<String> lines = TABLE.lines().toList();
        String[] commands = lines.getFirst().trim().split(" +", -1);
        List<Arguments> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.trim().split(" +", -1);
            for (int i = 1; i < cells.length; i++) {
                rows.add(Arguments.of(cells[0], commands[i], cells[i]));
            }
        }
        return rows;
    }

    @Test
    void theTableNamesEachStateAndCommand() {
        assertThat(table()).hasSize(ApplicationState.values().length * Command.values().length);
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @MethodSource("table")
    void eachCommandInEachStateDoesWhatTheTableSays(
            ApplicationState state, Command command, String target) {
        CardApplication before = in(state);

        if (target.equals("-")) {
            assertThatThrownBy(() -> take(before, command))
                    .isInstanceOfSatisfying(
                            CardRuleException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo("wrong_state");
                                assertThat(e.kind()).isEqualTo(CardRuleException.Kind.ILLEGAL_NOW);
                            });
        } else {
            Transition transition = take(before, command);
            assertThat(transition.after().state()).isEqualTo(ApplicationState.valueOf(target));
            assertThat(transition.after().version()).isEqualTo(before.version() + 1);
            assertThat(transition.after().changedAt()).isEqualTo(T1);
            assertThat(transition.event())
                    .isInstanceOfSatisfying(
                            ApplicationEvent.Changed.class,
                            changed -> assertThat(changed.command()).isEqualTo(command));
        }
    }

    @Test
    void filingGivesTheFirstVersionAndAnEvent() {
        Transition filed =
                CardApplication.file(
                        new UUID(3, 3), PERSON, CardKind.FIRST, Optional.empty(), "officer", T0);

        assertThat(filed.after().state()).isEqualTo(ApplicationState.SUBMITTED);
        assertThat(filed.after().version()).isEqualTo(1);
        assertThat(filed.event())
                .isEqualTo(new ApplicationEvent.Filed(new UUID(3, 3), PERSON, CardKind.FIRST));
    }

    @Test
    void theOfficerWhoFiledMayNotDecide() {
        Officer same = new Officer("officer", Optional.empty());
        CardApplication application = in(ApplicationState.SUBMITTED);

        assertRefused(() -> application.approve(same, T1), "second_officer_required");
        assertRefused(() -> application.refuse(same, T1), "second_officer_required");
        assertRefused(() -> application.returnForCorrection(same, T1), "second_officer_required");
    }

    @Test
    void nobodyDecidesOnAnApplicationOfTheirOwn() {
        Officer applicant = new Officer("chief", Optional.of(PERSON));

        assertRefused(
                () -> in(ApplicationState.SUBMITTED).approve(applicant, T1),
                "second_officer_required");
    }

    @Test
    void nobodyWhoEverFiledItMayDecide() {
        CardApplication again =
                in(ApplicationState.RETURNED)
                        .resubmit(new Officer("chief", Optional.empty()), T1)
                        .after();

        assertRefused(() -> again.approve(SECOND, T1), "second_officer_required");
        Officer original = new Officer("officer", Optional.empty());
        assertRefused(() -> again.approve(original, T1), "second_officer_required");
        assertRefused(() -> again.refuse(original, T1), "second_officer_required");
        assertRefused(() -> again.returnForCorrection(original, T1), "second_officer_required");
        Officer third = new Officer("third", Optional.empty());
        assertThat(again.approve(third, T1).after().state()).isEqualTo(ApplicationState.APPROVED);
    }

    @Test
    void aSpoiltCardIsForgottenByItsApplication() {
        CardApplication made = in(ApplicationState.APPROVED).personalise(CARD, T1).after();
        assertThat(made.cardId()).contains(CARD);

        Transition failed = made.failQuality(T1);

        assertThat(failed.after().cardId()).isEmpty();
        assertThat(failed.event())
                .isInstanceOfSatisfying(
                        ApplicationEvent.Changed.class,
                        changed -> assertThat(changed.cardId()).contains(CARD));
    }

    @Test
    void aCommandForAnotherVersionIsStale() {
        assertThatThrownBy(() -> in(ApplicationState.SUBMITTED).expecting(6))
                .isInstanceOfSatisfying(
                        CardRuleException.class,
                        e -> assertThat(e.code()).isEqualTo("stale_version"));
        assertThat(in(ApplicationState.SUBMITTED).expecting(7).version()).isEqualTo(7);
    }

    @Test
    void reasonsBelongToTheirKind() {
        assertRefused(() -> file(CardKind.CHANGE, null), "reason_required");
        assertRefused(() -> file(CardKind.REISSUE, CardReason.DAMAGED), "reason_not_applicable");
        assertRefused(() -> file(CardKind.FIRST, CardReason.LOST), "reason_not_applicable");
        assertThat(file(CardKind.REISSUE, CardReason.LOST).after().reason())
                .contains(CardReason.LOST);
    }

    private static Transition file(CardKind kind, @Nullable CardReason reason) {
        return CardApplication.file(
                new UUID(3, 3), PERSON, kind, Optional.ofNullable(reason), "officer", T0);
    }

    private static void assertRefused(Runnable work, String code) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        CardRuleException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static CardApplication in(ApplicationState state) {
        boolean made =
                state == ApplicationState.PERSONALISED
                        || state == ApplicationState.QUALITY_CHECKED
                        || state == ApplicationState.DELIVERED;
        return new CardApplication(
                new UUID(3, 3),
                PERSON,
                7,
                state,
                CardKind.FIRST,
                Optional.empty(),
                "officer",
                Set.of("officer"),
                T0,
                T0,
                made ? Optional.of(CARD) : Optional.empty());
    }

    private static Transition take(CardApplication application, Command command) {
        return switch (command) {
            case APPROVE -> application.approve(SECOND, T1);
            case RETURN -> application.returnForCorrection(SECOND, T1);
            case RESUBMIT -> application.resubmit(SECOND, T1);
            case REFUSE -> application.refuse(SECOND, T1);
            case WITHDRAW -> application.withdraw(T1);
            case PERSONALISE -> application.personalise(CARD, T1);
            case PASS_QUALITY -> application.passQuality(T1);
            case FAIL_QUALITY -> application.failQuality(T1);
            case DELIVER -> application.deliver(T1);
            case STOP -> application.stop(T1);
        };
    }
}
