package vn.dancu.population.residence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.record.Place;

class PeriodsTest {
    private static final LocalDate FIRST = LocalDate.of(2020, 1, 1);
    private static final int DAYS = 40;

    /** What an office may do: register from a day, end, or take back. */
    record Command(int what, int day, int target) {}

    @Provide
    Arbitrary<List<Command>> commands() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, DAYS - 1),
                        Arbitraries.integers().between(0, 9))
                .as(Command::new)
                .list()
                .ofMaxSize(25);
    }

    private static Period from(int day) {
        return Period.starting(
                UUID.randomUUID(),
                ResidenceKind.PERMANENT,
                FIRST.plusDays(day),
                null,
                Where.at(new Place("01", "001", "00001", "nhà " + day)));
    }

    /** Applies a command; one that is refused changes nothing. */
    private static Periods apply(Periods timeline, Command command) {
        List<Period> periods = timeline.periods();
        UUID target =
                periods.isEmpty()
                        ? UUID.randomUUID()
                        : periods.get(command.target() % periods.size()).id();
        try {
            return switch (command.what()) {
                case 0, 1 -> timeline.register(from(command.day()));
                case 2 ->
                        periods.isEmpty()
                                ? timeline
                                : timeline.end(target, FIRST.plusDays(command.day()));
                default -> timeline.without(target);
            };
        } catch (ProblemException e) {
            return timeline;
        }
    }

    private static Periods run(List<Command> commands) {
        Periods timeline = Periods.EMPTY;
        for (Command command : commands) {
            timeline = apply(timeline, command);
        }
        return timeline;
    }

    @Property
    void noTwoPeriodsHoldOnOneDay(@ForAll("commands") List<Command> commands) {
        Periods timeline = run(commands);
        for (int day = -1; day <= DAYS; day++) {
            LocalDate date = FIRST.plusDays(day);
            assertThat(timeline.periods().stream().filter(p -> p.covers(date)).count())
                    .isLessThanOrEqualTo(1);
        }
    }

    @Property
    void takingBackWhatWasJustRegisteredChangesNothing(
            @ForAll("commands") List<Command> commands, @ForAll("commands") List<Command> more) {
        Periods before = run(commands);
        for (Command command : more) {
            Period added = from(command.day());
            try {
                assertThat(before.register(added).without(added.id())).isEqualTo(before);
            } catch (ProblemException e) {
                assertThat(e.code()).isEqualTo("period_exists");
            }
        }
    }

    @Property
    void placeOfADayIsThatOfTheLatestRegistrationBeforeItHoweverLateItCame(
            @ForAll("commands") List<Command> commands) {
        Periods timeline = Periods.EMPTY;
        Map<LocalDate, Period> registered = new HashMap<>();
        for (Command command : commands) {
            Period added = from(command.day());
            if (registered.putIfAbsent(FIRST.plusDays(command.day()), added) == null) {
                timeline = timeline.register(added);
            }
        }
        for (int day = -1; day <= DAYS; day++) {
            LocalDate date = FIRST.plusDays(day);
            Optional<UUID> expected =
                    registered.entrySet().stream()
                            .filter(e -> !e.getKey().isAfter(date))
                            .max(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                            .map(e -> e.getValue().id());
            assertThat(timeline.on(date).map(Period::id)).isEqualTo(expected);
        }
    }

    @Property
    void orderInWhichMovesAreLearntDoesNotMatter(@ForAll("commands") List<Command> commands) {
        Map<Integer, Period> byDay = new HashMap<>();
        commands.forEach(c -> byDay.computeIfAbsent(c.day(), PeriodsTest::from));
        List<Period> moves = new ArrayList<>(byDay.values());
        List<Period> reversed = moves.reversed();
        Periods one = Periods.EMPTY;
        Periods other = Periods.EMPTY;
        for (int i = 0; i < moves.size(); i++) {
            one = one.register(moves.get(i));
            other = other.register(reversed.get(i));
        }
        assertThat(one).isEqualTo(other);
    }

    @Property
    void placeOnRecordIsWhatThePeriodsSayOfTodayAfterAgreeing(
            @ForAll("commands") List<Command> commands, @ForAll boolean known) {
        LocalDate today = FIRST.plusDays(DAYS);
        Where onRecord = known ? Where.at(new Place("36", null, null, null)) : null;
        Periods agreeing =
                run(commands)
                        .agreeingWith(onRecord, ResidenceKind.PERMANENT, today, UUID.randomUUID());
        assertThat(agreeing.current(today).map(Period::where))
                .isEqualTo(Optional.ofNullable(onRecord));
        assertThat(agreeing.agreeingWith(onRecord, ResidenceKind.PERMANENT, today, new UUID(0, 1)))
                .isEqualTo(agreeing);
    }

    @Test
    void openBeginningOfAnImportedResidenceEndsAtTheFirstMove() {
        Period imported =
                Period.starting(
                        UUID.randomUUID(),
                        ResidenceKind.PERMANENT,
                        null,
                        null,
                        Where.at(new Place("01", null, null, null)));
        Periods timeline = Periods.EMPTY.register(imported).register(from(3));
        assertThat(timeline.on(FIRST.minusYears(50)).map(Period::id)).hasValue(imported.id());
        assertThat(timeline.periods().getFirst().until()).isEqualTo(FIRST.plusDays(3));
    }

    @Test
    void periodThatHasEndedIsNotEndedAgainButMayEndSooner() {
        Period period = from(0);
        Periods ended = Periods.EMPTY.register(period).end(period.id(), FIRST.plusDays(10));
        assertThatThrownBy(() -> ended.end(period.id(), FIRST.plusDays(10)))
                .hasFieldOrPropertyWithValue("code", "already_ended");
        assertThatThrownBy(() -> ended.end(period.id(), FIRST))
                .hasFieldOrPropertyWithValue("code", "end_before_start");
        assertThat(ended.end(period.id(), FIRST.plusDays(5)).on(FIRST.plusDays(7))).isEmpty();
    }

    @Test
    void onlyTheLastTermIsExtended() {
        Period first = from(0).endingBy(FIRST.plusDays(30));
        Periods one = Periods.EMPTY.register(first);
        assertThat(one.extend(first.id(), FIRST.plusDays(60)).on(FIRST.plusDays(59))).isPresent();
        Periods two = one.register(from(20));
        assertThatThrownBy(() -> two.extend(first.id(), FIRST.plusDays(60)))
                .hasFieldOrPropertyWithValue("code", "period_superseded");
    }

    @Test
    void termsFollowTheLawOnResidence() {
        assertThat(ResidenceKind.TEMPORARY.brokenTerm(FIRST, FIRST.plusDays(29)))
                .isEqualTo("term_too_short");
        assertThat(ResidenceKind.TEMPORARY.brokenTerm(FIRST, FIRST.plusDays(30))).isNull();
        assertThat(ResidenceKind.TEMPORARY.brokenTerm(FIRST, FIRST.plusYears(2))).isNull();
        assertThat(ResidenceKind.TEMPORARY.brokenTerm(FIRST, FIRST.plusYears(2).plusDays(1)))
                .isEqualTo("term_too_long");
        assertThat(ResidenceKind.STAY.brokenTerm(FIRST, FIRST.plusDays(29))).isNull();
        assertThat(ResidenceKind.STAY.brokenTerm(FIRST, FIRST.plusDays(30)))
                .isEqualTo("term_too_long");
    }
}
