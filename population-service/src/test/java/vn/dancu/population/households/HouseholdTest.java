package vn.dancu.population.households;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.dancu.platform.problem.ProblemException;

class HouseholdTest {
    private static final List<UUID> PEOPLE =
            java.util.stream.LongStream.range(1, 7).mapToObj(i -> new UUID(0, i)).toList();
    private static final Relationship CHILD = new Relationship("12", null);

    record Command(int what, UUID one, UUID other) {}

    @Provide
    Arbitrary<List<Command>> commands() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.of(PEOPLE),
                        Arbitraries.of(PEOPLE))
                .as(Command::new)
                .list()
                .ofMaxSize(60);
    }

    /** Everybody's household, as the table of members with its exclusion keeps it. */
    private static final class Register {
        private final Map<UUID, Household> all = new HashMap<>();

        @Nullable Household of(UUID person) {
            return all.values().stream()
                    .filter(h -> h.members().containsKey(person))
                    .findFirst()
                    .orElse(null);
        }

        void keep(Household household) {
            all.put(household.id(), household);
        }

        void apply(Command command) {
            Household household = of(command.one());
            if (household == null) {
                Household theirs = of(command.other());
                if (command.what() == 0 || theirs == null) {
                    keep(Household.form(UUID.randomUUID(), command.one(), Map.of()));
                } else {
                    keep(theirs.join(command.one(), CHILD));
                }
                return;
            }
            switch (command.what()) {
                case 1 -> keep(household.leave(Set.of(command.one()), null, Map.of()));
                case 2 -> keep(household.leave(Set.of(command.one()), command.other(), Map.of()));
                case 3 -> keep(household.headedBy(command.other(), Map.of()));
                case 4 -> keep(household.without(command.one()));
                default -> {
                    Household rest =
                            household.leave(Set.of(command.one()), command.other(), Map.of());
                    keep(rest);
                    keep(Household.form(UUID.randomUUID(), command.one(), Map.of()));
                }
            }
        }
    }

    @Property
    void whateverIsCommandedEachHasOneHouseholdWhoseHeadIsAMember(
            @ForAll("commands") List<Command> commands) {
        Register register = new Register();
        for (Command command : commands) {
            Map<UUID, Household> before = Map.copyOf(register.all);
            try {
                register.apply(command);
            } catch (ProblemException e) {
                assertThat(register.all).as("a refused command").isEqualTo(before);
            }
            for (UUID person : PEOPLE) {
                assertThat(
                                register.all.values().stream()
                                        .filter(h -> h.members().containsKey(person))
                                        .count())
                        .isLessThanOrEqualTo(1);
            }
            register.all.values().forEach(HouseholdTest::assertOrderly);
        }
    }

    private static void assertOrderly(Household household) {
        if (household.head() != null) {
            assertThat(household.members()).containsKey(household.head());
            assertThat(household.members().get(household.head())).isEqualTo(Relationship.HEAD);
        }
        assertThat(household.members().values().stream().filter(r -> r.isHead()).count())
                .isEqualTo(household.head() == null ? 0 : 1);
        assertThat(household.isEnded()).isEqualTo(household.members().isEmpty());
    }

    @Property
    void splittingLosesNobodyAndDoublesNobody(@ForAll("commands") List<Command> commands) {
        Map<UUID, Relationship> others = new TreeMap<>();
        PEOPLE.subList(1, PEOPLE.size()).forEach(p -> others.put(p, CHILD));
        Household whole = Household.form(UUID.randomUUID(), PEOPLE.getFirst(), others);
        Set<UUID> leavers = new java.util.TreeSet<>();
        commands.stream()
                .map(Command::one)
                .filter(p -> !p.equals(PEOPLE.getFirst()))
                .forEach(leavers::add);
        Household rest = whole.leave(leavers, null, Map.of());
        assertThat(rest.members().keySet()).noneMatch(leavers::contains);
        assertThat(rest.members().size() + leavers.size()).isEqualTo(PEOPLE.size());
    }

    @Test
    void headWhoLeavesOthersBehindIsReplaced() {
        Household two =
                Household.form(UUID.randomUUID(), PEOPLE.get(0), Map.of(PEOPLE.get(1), CHILD));
        assertThatThrownBy(() -> two.leave(Set.of(PEOPLE.get(0)), null, Map.of()))
                .hasFieldOrPropertyWithValue("code", "new_head_required");
        Household one = two.leave(Set.of(PEOPLE.get(0)), PEOPLE.get(1), Map.of());
        assertThat(one.head()).isEqualTo(PEOPLE.get(1));
        assertThat(one.leave(Set.of(PEOPLE.get(1)), null, Map.of()).isEnded()).isTrue();
    }

    @Test
    void householdWhoseHeadDiedTakesNobodyInBeforeItHasANewOne() {
        Household headless =
                Household.form(UUID.randomUUID(), PEOPLE.get(0), Map.of(PEOPLE.get(1), CHILD))
                        .without(PEOPLE.get(0));
        assertThat(headless.isHeadless()).isTrue();
        assertThatThrownBy(() -> headless.join(PEOPLE.get(2), CHILD))
                .hasFieldOrPropertyWithValue("code", "household_headless");
        assertThat(headless.headedBy(PEOPLE.get(1), Map.of()).isHeadless()).isFalse();
    }

    @Test
    void otherRelationshipIsSaidInWords() {
        Household one = Household.form(UUID.randomUUID(), PEOPLE.get(0), Map.of());
        assertThatThrownBy(() -> one.join(PEOPLE.get(1), new Relationship("99", null)))
                .hasFieldOrPropertyWithValue("code", "relationship_text_missing");
        assertThatThrownBy(() -> one.join(PEOPLE.get(1), Relationship.HEAD))
                .hasFieldOrPropertyWithValue("code", "one_head");
    }
}
