package vn.dancu.card.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import vn.dancu.card.model.CardApplication.Transition;

class CardApplicationTest {
    private static final Instant T0 = Instant.parse("2021-03-01T02:00:00Z");
    private static final Instant T1 = T0.plusSeconds(60);
    private static final UUID PERSON = new UUID(1, 1);
    private static final UUID CARD = new UUID(2, 2);
    private static final UUID BATCH = new UUID(4, 4);
    private static final UUID PARCEL = new UUID(5, 5);
    private static final Officer SECOND = new Officer("chief", Optional.empty());

    /** What each state allows, and where it leads; all that is not named is refused. */
    private static final String TABLE =
            """
            BOOKED          RECEIVE>RECEIVED WITHDRAW>WITHDRAWN STOP>STOPPED
            RECEIVED        CHECK_DATA>DATA_CHECKED REFUSE>REFUSED WITHDRAW>WITHDRAWN STOP>STOPPED
            DATA_CHECKED    CHECK_DATA>DATA_CHECKED CAPTURE>CAPTURED REFUSE>REFUSED
            DATA_CHECKED    WITHDRAW>WITHDRAWN STOP>STOPPED
            CAPTURED        CHECK_DATA>DATA_CHECKED CAPTURE>CAPTURED PRINT_FORM>FORM_PRINTED
            CAPTURED        WITHDRAW>WITHDRAWN STOP>STOPPED
            FORM_PRINTED    CHECK_DATA>DATA_CHECKED CAPTURE>CAPTURED PRINT_FORM>FORM_PRINTED
            FORM_PRINTED    SIGN_FORM>SIGNED WITHDRAW>WITHDRAWN STOP>STOPPED
            SIGNED          CHECK_DATA>DATA_CHECKED SETTLE_FEE>FEE_SETTLED
            SIGNED          WITHDRAW>WITHDRAWN STOP>STOPPED
            FEE_SETTLED     CHECK_DATA>DATA_CHECKED SUBMIT>SUBMITTED
            FEE_SETTLED     WITHDRAW>WITHDRAWN STOP>STOPPED
            SUBMITTED       APPROVE>APPROVED RETURN>RETURNED REFUSE>REFUSED
            SUBMITTED       WITHDRAW>WITHDRAWN STOP>STOPPED
            RETURNED        CHECK_DATA>DATA_CHECKED RESUBMIT>SUBMITTED
            RETURNED        WITHDRAW>WITHDRAWN STOP>STOPPED
            APPROVED        RETURN>RETURNED WITHDRAW>WITHDRAWN BATCH>BATCHED
            APPROVED        PERSONALISE>PERSONALISED STOP>STOPPED
            BATCHED         RETURN>RETURNED UNBATCH>APPROVED PERSONALISE>PERSONALISED STOP>STOPPED
            PERSONALISED    PASS_QUALITY>QUALITY_CHECKED FAIL_QUALITY>APPROVED STOP>STOPPED
            PERSONALISED    RECALL>RETURNED
            QUALITY_CHECKED RECALL>RETURNED
            PACKED          RECALL>RETURNED
            DISPATCHED      RECALL>RETURNED
            AT_UNIT         RECALL>RETURNED
            QUALITY_CHECKED FAIL_QUALITY>APPROVED PACK>PACKED DELIVER>DELIVERED STOP>STOPPED
            PACKED          FAIL_QUALITY>APPROVED UNPACK>QUALITY_CHECKED DISPATCH>DISPATCHED
            PACKED          LOSE>APPROVED STOP>STOPPED
            DISPATCHED      ARRIVE>AT_UNIT LOSE>APPROVED STOP>STOPPED
            AT_UNIT         FAIL_QUALITY>APPROVED LOSE>APPROVED DELIVER>DELIVERED
            AT_UNIT         SEND_BACK>UNDELIVERED STOP>STOPPED
            DELIVERED
            UNDELIVERED
            REFUSED
            WITHDRAWN
            STOPPED
            """;

    static List<Arguments> table() {
        Map<String, String> targets = new HashMap<>();
        for (String line : TABLE.lines().toList()) {
            List<String> cells = List.of(line.trim().split(" +", -1));
            for (String cell : cells.subList(1, cells.size())) {
                List<String> pair = List.of(cell.split(">", -1));
                targets.put(cells.getFirst() + " " + pair.getFirst(), pair.getLast());
            }
        }
        List<Arguments> rows = new ArrayList<>();
        for (ApplicationState state : ApplicationState.values()) {
            for (Command command : Command.values()) {
                String target = targets.remove(state + " " + command);
                rows.add(Arguments.of(state, command, target == null ? "-" : target));
            }
        }
        // A name in the table that is no state or command would otherwise be read as "refused".
        assertThat(targets).isEmpty();
        return rows;
    }

    @Test
    void theTableNamesEachState() {
        Set<String> named =
                TABLE.lines()
                        .map(line -> List.of(line.trim().split(" +", -1)).getFirst())
                        .collect(Collectors.toSet());
        assertThat(named)
                .isEqualTo(
                        Stream.of(ApplicationState.values())
                                .map(Enum::name)
                                .collect(Collectors.toSet()));
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

    /** Each state with each decision. */
    static List<Arguments> decisions() {
        Set<Command> decisions = Set.of(Command.APPROVE, Command.RETURN, Command.REFUSE);
        return table().stream().filter(row -> decisions.contains(row.get()[1])).toList();
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @MethodSource("decisions")
    void whoHandledItDecidesOnNothingButARefusalAtTheCounter(
            ApplicationState state, Command command, String target) {
        CardApplication before = in(state);
        Officer same = new Officer("officer", Optional.empty());

        if (target.equals("-")) {
            assertRefused(() -> decide(before, command, same), "wrong_state");
        } else if (state.isAtCounter()) {
            assertThat(decide(before, command, same).after().state())
                    .isEqualTo(ApplicationState.REFUSED);
        } else {
            assertRefused(() -> decide(before, command, same), "second_officer_required");
        }
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @MethodSource("decisions")
    void nobodyDecidesOnTheirOwnWhateverTheState(
            ApplicationState state, Command command, String target) {
        CardApplication before = in(state);
        Officer applicant = new Officer("chief", Optional.of(PERSON));

        assertRefused(
                () -> decide(before, command, applicant),
                target.equals("-") ? "wrong_state" : "second_officer_required");
    }

    private static Transition decide(CardApplication application, Command command, Officer who) {
        return switch (command) {
            case APPROVE -> application.approve(who, T1);
            case RETURN -> application.returnForCorrection(who, T1);
            case REFUSE -> application.refuse(who, T1);
            default -> throw new IllegalArgumentException(command + " is no decision");
        };
    }

    @Test
    void filingGivesTheFirstVersionAndAnEvent() {
        Transition filed = CardApplication.file(start(CardKind.FIRST, null), "officer", T0);

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
    void whoRefusesAtTheCounterIsNoSecondOfficerAndWhoRefusesAfterwardsIs() {
        Officer same = new Officer("officer", Optional.empty());
        assertThat(in(ApplicationState.RECEIVED).refuse(same, T1).after().state())
                .isEqualTo(ApplicationState.REFUSED);
        Officer applicant = new Officer("officer", Optional.of(PERSON));
        assertRefused(
                () -> in(ApplicationState.RECEIVED).refuse(applicant, T1),
                "second_officer_required");
    }

    @ParameterizedTest
    @EnumSource(
            value = Command.class,
            names = {"CHECK_DATA", "CAPTURE", "PRINT_FORM"})
    void whoTookAStepAtTheCounterMayNotDecide(Command command) {
        CardApplication handled =
                in(ApplicationState.FORM_PRINTED).handle(command, "clerk", T1).after();

        assertThat(handled.filers()).containsExactlyInAnyOrder("officer", "clerk");
        assertThat(handled.filedBy()).isEqualTo("clerk");
    }

    @Test
    void aCardOfAUnitIsHandedOutThere() {
        CardApplication atCentre = in(ApplicationState.QUALITY_CHECKED, Optional.of("CA-001"));

        assertRefused(() -> atCentre.deliver(T1), "not_at_unit");
    }

    @Test
    void aLostCardIsForgottenWithItsParcelAndItsRun() {
        CardApplication lost = in(ApplicationState.DISPATCHED).lose(T1).after();

        assertThat(lost.cardId()).isEmpty();
        assertThat(lost.parcelId()).isEmpty();
        assertThat(lost.batchId()).isEmpty();
    }

    @Test
    void productionAndTransportLeaveTheirIds() {
        CardApplication batched = in(ApplicationState.APPROVED).batch(BATCH, T1).after();
        assertThat(batched.batchId()).contains(BATCH);
        assertThat(batched.unbatch(T1).after().batchId()).isEmpty();
        assertThat(batched.personalise(CARD, T1).after().batchId()).contains(BATCH);
        CardApplication packed = in(ApplicationState.QUALITY_CHECKED).pack(PARCEL, T1).after();
        assertThat(packed.parcelId()).contains(PARCEL);
        assertThat(packed.unpack(T1).after().parcelId()).isEmpty();
    }

    @Test
    void reasonsBelongToTheirKind() {
        assertRefused(() -> file(CardKind.CHANGE, null), "reason_required");
        assertRefused(() -> file(CardKind.CHANGE, CardReason.LOST), "reason_not_applicable");
        assertRefused(() -> file(CardKind.FIRST, CardReason.LOST), "reason_not_applicable");
        assertThat(file(CardKind.REISSUE, CardReason.LOST).after().reason())
                .contains(CardReason.LOST);
    }

    /** Law 59/2014 Art 23; Law 26/2023 Art 24. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    MILESTONE_AGE,               CHANGE,  CHANGE
                    DAMAGED,                     CHANGE,  REISSUE
                    NAME_CHANGED,                CHANGE,  CHANGE
                    BIRTH_DATE_CHANGED,          -,       CHANGE
                    FEATURES_CHANGED,            CHANGE,  CHANGE
                    SEX_OR_ORIGIN_REDETERMINED,  CHANGE,  CHANGE
                    ERROR_ON_CARD,               CHANGE,  CHANGE
                    NUMBER_REESTABLISHED,        -,       CHANGE
                    ADMINISTRATIVE_UNIT_CHANGED, -,       CHANGE
                    ON_REQUEST,                  CHANGE,  CHANGE
                    LOST,                        REISSUE, REISSUE
                    NATIONALITY_REGAINED,        REISSUE, REISSUE
                    """)
    void eachReasonIsAChangeOrAReissueAsItsLawSays(
            CardReason reason, @Nullable CardKind in2014, @Nullable CardKind in2023) {
        assertThat(reason.kindUnder(LegalProfile.LAW_2014)).isEqualTo(Optional.ofNullable(in2014));
        assertThat(reason.kindUnder(LegalProfile.LAW_2023)).isEqualTo(Optional.ofNullable(in2023));
        if (in2014 == null) {
            assertRefused(() -> file(CardKind.CHANGE, reason), "reason_not_in_law");
        }
    }

    private static Transition file(CardKind kind, @Nullable CardReason reason) {
        return CardApplication.file(start(kind, reason), "officer", T0);
    }

    private static CardApplication.Start start(CardKind kind, @Nullable CardReason reason) {
        return new CardApplication.Start(
                new UUID(3, 3),
                PERSON,
                kind,
                Optional.ofNullable(reason),
                Optional.empty(),
                LegalProfile.LAW_2014);
    }

    private static void assertRefused(Runnable work, String code) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        CardRuleException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static CardApplication in(ApplicationState state) {
        return in(state, Optional.empty());
    }

    private static CardApplication in(ApplicationState state, Optional<String> unit) {
        boolean made = state.hasMadeCard() || state == ApplicationState.DELIVERED;
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
                unit,
                made ? Optional.of(CARD) : Optional.empty(),
                made ? Optional.of(BATCH) : Optional.empty(),
                made ? Optional.of(PARCEL) : Optional.empty());
    }

    private static Transition take(CardApplication application, Command command) {
        return switch (command) {
            case RECEIVE, CHECK_DATA, CAPTURE, PRINT_FORM, SIGN_FORM, SETTLE_FEE, SUBMIT ->
                    application.handle(command, "clerk", T1);
            case APPROVE -> application.approve(SECOND, T1);
            case RETURN -> application.returnForCorrection(SECOND, T1);
            case RESUBMIT -> application.resubmit(SECOND, T1);
            case REFUSE -> application.refuse(SECOND, T1);
            case WITHDRAW -> application.withdraw(T1);
            case BATCH -> application.batch(BATCH, T1);
            case UNBATCH -> application.unbatch(T1);
            case PERSONALISE -> application.personalise(CARD, T1);
            case PASS_QUALITY -> application.passQuality(T1);
            case FAIL_QUALITY -> application.failQuality(T1);
            case PACK -> application.pack(PARCEL, T1);
            case UNPACK -> application.unpack(T1);
            case DISPATCH -> application.dispatch(T1);
            case ARRIVE -> application.arrive(T1);
            case LOSE -> application.lose(T1);
            case DELIVER -> application.deliver(T1);
            case RECALL -> application.recall(T1);
            case SEND_BACK -> application.sendBack(T1);
            case STOP -> application.stop(T1);
        };
    }
}
