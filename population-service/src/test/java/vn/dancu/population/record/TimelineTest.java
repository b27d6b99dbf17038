package vn.dancu.population.record;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.dancu.population.record.Timeline.EVER;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;
import vn.dancu.population.record.Timeline.Fact;
import vn.dancu.population.record.Timeline.View;

class TimelineTest {
    private static final Instant START = Instant.parse("2021-02-26T00:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2000, 1, 1);
    private static final Map<String, JsonNode> FIRST =
            Map.of("name", text("An"), "home", text("Hà Nội"));

    /** A command as it comes: to set a line, or to take an earlier command back. */
    record Step(String field, @Nullable String value, int day, int annuls, boolean isProtected) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> step =
                Combinators.combine(
                                Arbitraries.of("name", "home", "phone"),
                                Arbitraries.of("a", "b", "c", "d").injectNull(0.2),
                                Arbitraries.integers().between(-1, 4),
                                Arbitraries.integers().between(-12, 12),
                                Arbitraries.of(true, false, false))
                        .as(Step::new);
        return step.list().ofMaxSize(14);
    }

    /** A timeline with the state that was current after each of its facts. */
    private static final class Run {
        private Timeline timeline = new Timeline(FIRST, List.of());
        private final List<Map<String, JsonNode>> stored = new ArrayList<>(List.of(FIRST));

        private void take(Step step) {
            long version = timeline.facts().size() + 2L;
            Instant known = known(version);
            if (step.annuls() > 0) {
                long target = step.annuls() + 1L;
                if (target < version && timeline.isInForce(target)) {
                    add(new Fact(version, known, target, protection(step), List.of()));
                }
                return;
            }
            LocalDate from = step.day() < 0 ? null : DAY.plusDays(step.day());
            JsonNode value = step.value() == null ? null : text(step.value());
            var change = new FieldChange(step.field(), null, value, from);
            add(new Fact(version, known, null, protection(step), List.of(change)));
        }

        private void add(Fact fact) {
            timeline = timeline.plus(fact);
            stored.add(timeline.now());
        }
    }

    private static @Nullable Protection protection(Step step) {
        return step.isProtected() ? Protection.ADOPTION : null;
    }

    private static Instant known(long version) {
        return START.plusSeconds(version);
    }

    private static Run run(List<Step> steps) {
        Run run = new Run();
        steps.forEach(run::take);
        return run;
    }

    private static JsonNode text(String value) {
        return StringNode.valueOf(value);
    }

    @Property
    void whatWasKnownAtAnInstantIsTheVersionThatWasCurrentThen(@ForAll("steps") List<Step> steps) {
        Run run = run(steps);
        for (int i = 0; i < run.stored.size(); i++) {
            assertThat(run.timeline.at(EVER, known(i + 1L))).isEqualTo(run.stored.get(i));
            assertThat(run.timeline.at(EVER, known(i + 2L).minusNanos(1)))
                    .isEqualTo(run.stored.get(i));
        }
        assertThat(run.timeline.now()).isEqualTo(run.stored.getLast());
    }

    @Property
    void takingBackTheLastCommandRestoresWhatWasBefore(@ForAll("steps") List<Step> steps) {
        Run run = run(steps);
        if (run.timeline.facts().isEmpty()) {
            return;
        }
        Map<String, JsonNode> before = run.stored.get(run.stored.size() - 2);
        long last = run.timeline.facts().size() + 1L;
        run.add(new Fact(last + 1, known(last + 1), last, null, List.of()));
        assertThat(run.timeline.now()).isEqualTo(before);
        assertThat(run.timeline.isInForce(last)).isFalse();
    }

    @Property
    void anAnnulledAnnulmentChangesNothing(@ForAll("steps") List<Step> steps) {
        Run run = run(steps);
        if (run.timeline.facts().isEmpty() || !run.timeline.isInForce(2)) {
            return;
        }
        Map<String, JsonNode> before = run.timeline.now();
        long next = run.timeline.facts().size() + 2L;
        run.add(new Fact(next, known(next), 2L, null, List.of()));
        run.add(new Fact(next + 1, known(next + 1), next, null, List.of()));
        assertThat(run.timeline.now()).isEqualTo(before);
        assertThat(run.timeline.isInForce(2)).isTrue();
    }

    @Property
    void theCurrentValueIsTheOneThatBeganLastAmongThoseInForce(@ForAll("steps") List<Step> steps) {
        Timeline timeline = run(steps).timeline;
        Map<String, JsonNode> expected = new HashMap<>(FIRST);
        Map<String, LocalDate> since = new HashMap<>();
        for (Fact fact : timeline.facts()) {
            if (fact.annuls() != null || !timeline.isInForce(fact.version())) {
                continue;
            }
            FieldChange change = fact.changes().getFirst();
            LocalDate from = change.validFrom() == null ? LocalDate.MIN : change.validFrom();
            if (from.isBefore(since.getOrDefault(change.field(), LocalDate.MIN))) {
                continue;
            }
            since.put(change.field(), from);
            if (change.after() == null) {
                expected.remove(change.field());
            } else {
                expected.put(change.field(), change.after());
            }
        }
        assertThat(timeline.now()).isEqualTo(expected);
    }

    @Property
    void withoutTheScopeNoStateShowsAValueFromBeforeAProtectedChange(
            @ForAll("steps") List<Step> steps) {
        List<Step> always = new ArrayList<>(steps);
        always.add(new Step("name", "secret", -1, 0, false));
        always.add(new Step("name", "open", -1, 0, true));
        Timeline timeline = run(always).timeline;
        for (long version = 1; version <= always.size() + 1; version++) {
            for (LocalDate day = DAY.minusDays(1); day.isBefore(DAY.plusDays(6)); ) {
                assertThat(timeline.at(day, known(version), View.WITHOUT_PROTECTED).get("name"))
                        .isNotIn(text("secret"), text("An"));
                day = day.plusDays(1);
            }
        }
    }

    /** What is known of a life or a number, recorded as {@link Persons} does, or taken back. */
    record Told(@Nullable Map<String, JsonNode> unit, int day, int annuls) {}

    private static final List<Map<String, JsonNode>> LIVES =
            List.of(
                    Map.of("status", text("ALIVE")),
                    Map.of("status", text("MISSING"), "missing", text("2013")),
                    Map.of("status", text("DEAD"), "death", text("2010")),
                    Map.of("status", text("DEAD"), "death", text("2011")));
    private static final List<Map<String, JsonNode>> NUMBERS =
            List.of(
                    Map.of("numberStatus", text("AWAITING")),
                    Map.of("numberStatus", text("AWAITING"), "numberReason", text("exhausted")),
                    Map.of("numberStatus", text("ASSIGNED"), "number", text("1")),
                    Map.of("numberStatus", text("ASSIGNED"), "number", text("2")));

    @Provide
    Arbitrary<List<Told>> told() {
        List<Map<String, JsonNode>> units = new ArrayList<>(LIVES);
        units.addAll(NUMBERS);
        return Combinators.combine(
                        Arbitraries.of(units),
                        Arbitraries.integers().between(-1, 4),
                        Arbitraries.integers().between(-12, 12))
                .as(Told::new)
                .list()
                .ofMaxSize(12);
    }

    private static void tell(Run run, Told told) {
        long version = run.timeline.facts().size() + 2L;
        if (told.annuls() > 0) {
            long target = told.annuls() + 1L;
            if (target < version && run.timeline.isInForce(target)) {
                run.add(new Fact(version, known(version), target, null, List.of()));
            }
            return;
        }
        Map<String, JsonNode> unit = java.util.Objects.requireNonNull(told.unit());
        LocalDate from = told.day() < 0 ? null : DAY.plusDays(told.day());
        Map<String, JsonNode> base =
                run.timeline.at(from == null ? Timeline.ALWAYS : from, Instant.MAX);
        Map<String, JsonNode> edited = new HashMap<>(base);
        List<String> lines =
                unit.containsKey("status")
                        ? List.of("status", "death", "missing")
                        : List.of("number", "numberStatus", "numberReason");
        edited.keySet().removeAll(lines);
        edited.putAll(unit);
        List<FieldChange> changes = Timeline.changes(base, edited, f -> from);
        if (!changes.isEmpty()) {
            run.add(new Fact(version, known(version), null, null, changes));
        }
    }

    private static Run told(List<Told> all) {
        Run run = new Run();
        Map<String, JsonNode> first = new HashMap<>(LIVES.getFirst());
        first.putAll(NUMBERS.getFirst());
        run.timeline = new Timeline(first, List.of());
        all.forEach(one -> tell(run, one));
        return run;
    }

    @Property
    void linesThatBelongTogetherAreAlwaysTakenTogether(@ForAll("told") List<Told> all) {
        Timeline timeline = told(all).timeline;
        for (long version = 1; version <= timeline.facts().size() + 1; version++) {
            for (int day = -1; day < 6; day++) {
                Map<String, JsonNode> state =
                        new HashMap<>(timeline.at(DAY.plusDays(day), known(version)));
                Map<String, JsonNode> life = new HashMap<>(state);
                life.keySet().retainAll(List.of("status", "death", "missing"));
                state.keySet().removeAll(life.keySet());
                assertThat(LIVES).contains(life);
                assertThat(NUMBERS).contains(state);
            }
        }
    }

    @Property
    void aDeathThatIsLearnedLastHoldsFromItsDayOn(@ForAll("told") List<Told> all) {
        Run run = told(all);
        Map<String, JsonNode> death = Map.of("status", text("DEAD"), "death", text("the last"));
        tell(run, new Told(death, 2, 0));
        for (LocalDate day : List.of(DAY.plusDays(2), DAY.plusDays(3), EVER)) {
            assertThat(run.timeline.at(day, Instant.MAX)).containsAllEntriesOf(death);
        }
        assertThat(run.timeline.sourceOf("death").map(Timeline.Source::version))
                .contains(run.timeline.facts().size() + 1L);
    }

    @Test
    void aFactThatIsRegisteredLateDoesNotOverrideALaterOne() {
        Run run =
                run(
                        List.of(
                                new Step("home", "Huế", 3, 0, false),
                                new Step("home", "Vinh", 1, 0, false)));
        assertThat(run.timeline.now().get("home")).isEqualTo(text("Huế"));
        assertThat(run.timeline.at(DAY.plusDays(2), Instant.MAX).get("home"))
                .isEqualTo(text("Vinh"));
        assertThat(run.timeline.at(DAY.plusDays(2), known(2)).get("home"))
                .isEqualTo(text("Hà Nội"));
        assertThat(run.timeline.at(DAY, Instant.MAX).get("home")).isEqualTo(text("Hà Nội"));
        assertThat(run.timeline.sourceOf("home")).contains(new Timeline.Source(2, DAY.plusDays(3)));
    }

    @Test
    void anAnnulledProtectedChangeIsNotSeenWithoutTheScope() {
        Run run =
                run(
                        List.of(
                                new Step("name", "adopted", 1, 0, true),
                                new Step("name", null, 1, 1, true)));
        assertThat(run.timeline.at(EVER, known(2)).get("name")).isEqualTo(text("adopted"));
        assertThat(run.timeline.at(EVER, known(2), View.WITHOUT_PROTECTED).get("name"))
                .isEqualTo(text("An"));
    }

    @Test
    void historyWithoutTheScopeTellsNothingOfALineFromBeforeAProtectedChange() {
        Timeline timeline =
                run(List.of(
                                new Step("name", "born", -1, 0, false),
                                new Step("name", "adopted", 2, 0, true),
                                new Step("name", "late", 1, 0, false),
                                new Step("name", "married", 3, 0, false),
                                new Step("home", "Huế", 1, 0, false)))
                        .timeline;
        assertThat(
                        timeline.facts().stream()
                                .filter(f -> !timeline.visible(f, View.WITHOUT_PROTECTED).isEmpty())
                                .map(Fact::version))
                .containsExactly(5L, 6L);
        assertThat(timeline.facts()).allMatch(f -> !timeline.visible(f, View.ALL).isEmpty());
    }
}
