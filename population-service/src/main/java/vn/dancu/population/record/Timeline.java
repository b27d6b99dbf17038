package vn.dancu.population.record;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Everything that was ever recorded of one person, in two dimensions: when it held in the world and
 * when the register learned it. A state is the first one with the changes upon it that were known
 * and in force, those that always held first, then by the day they began to hold, then as they came
 * in.
 *
 * <p>So a fact that is registered late leaves a later one in force, and the current record is this
 * history with all of it counted.
 */
public final class Timeline {
    /** A day after all others: whatever is on record for later counts too. */
    public static final LocalDate EVER = LocalDate.MAX;

    /** A day before all others: only what always held counts. */
    public static final LocalDate ALWAYS = LocalDate.MIN;

    private static final Comparator<Entry> ORDER =
            Comparator.comparing(
                            (Entry e) -> e.change().validFrom(),
                            Comparator.nullsFirst(Comparator.naturalOrder()))
                    .thenComparingLong(Entry::version);

    private final Map<String, JsonNode> first;
    private final List<Fact> facts;

    /**
     * @param first the state of version 1, by the names of the lines
     * @param facts in the order of their versions
     */
    public Timeline(Map<String, JsonNode> first, List<Fact> facts) {
        this.first = Collections.unmodifiableMap(new TreeMap<>(first));
        this.facts = List.copyOf(facts);
    }

    /**
     * A change as it was recorded.
     *
     * @param version the version that it made
     * @param known when the register learned it
     * @param annuls the version whose change it takes back; its own changes then only tell what
     *     followed from that
     * @param protection why only a named scope may learn what it changed, if so
     */
    public record Fact(
            long version,
            Instant known,
            @Nullable Long annuls,
            @Nullable Protection protection,
            List<FieldChange> changes) {
        public Fact {
            changes = List.copyOf(changes);
        }

        boolean isProtected() {
            return protection != null;
        }
    }

    private record Entry(long version, FieldChange change) {}

    /** Who looks: protected changes are as if they had always held and been known. */
    public enum View {
        ALL,
        WITHOUT_PROTECTED
    }

    /** What held on a day, as the register knew it at an instant. */
    public Map<String, JsonNode> at(LocalDate validAt, Instant knownAt) {
        return at(validAt, knownAt, View.ALL);
    }

    /**
     * What held on a day, as the register knew it at an instant. Seen without the protected
     * changes, a line that such a change touched shows no value from before it.
     */
    public Map<String, JsonNode> at(LocalDate validAt, Instant knownAt, View view) {
        Set<Long> inForce = inForce(knownAt);
        Set<Long> inForceNow = inForce(Instant.MAX);
        List<Entry> entries = new ArrayList<>();
        for (Fact fact : facts) {
            boolean hidden = view == View.WITHOUT_PROTECTED && fact.isProtected();
            if (fact.annuls() != null
                    || !(hidden ? inForceNow : inForce).contains(fact.version())) {
                continue;
            }
            for (FieldChange change : fact.changes()) {
                LocalDate from = change.validFrom();
                if (hidden || from == null || !from.isAfter(validAt)) {
                    entries.add(new Entry(fact.version(), change));
                }
            }
        }
        entries.sort(ORDER);
        Map<String, JsonNode> state = new TreeMap<>(first);
        entries.forEach(entry -> apply(state, entry.change()));
        return state;
    }

    /** The current state. */
    public Map<String, JsonNode> now() {
        return at(EVER, Instant.MAX);
    }

    private static void apply(Map<String, JsonNode> state, FieldChange change) {
        JsonNode after = change.after();
        if (after == null) {
            state.remove(change.field());
        } else {
            state.put(change.field(), after);
        }
    }

    /** The versions whose changes nobody had taken back by then; an annulment may be annulled. */
    private Set<Long> inForce(Instant knownAt) {
        Set<Long> annulled = new HashSet<>();
        Set<Long> inForce = new HashSet<>();
        for (Fact fact : facts.reversed()) {
            if (fact.known().isAfter(knownAt) || annulled.contains(fact.version())) {
                continue;
            }
            inForce.add(fact.version());
            if (fact.annuls() != null) {
                annulled.add(fact.annuls());
            }
        }
        return inForce;
    }

    /** Whether the change that made a version is in force now. */
    public boolean isInForce(long version) {
        return inForce(Instant.MAX).contains(version);
    }

    public Optional<Fact> fact(long version) {
        return facts.stream().filter(fact -> fact.version() == version).findFirst();
    }

    public List<Fact> facts() {
        return facts;
    }

    /**
     * The changes that a version made, as far as they may be seen without the protected ones: these
     * are left out, and so is what other changes tell of the same lines before them.
     */
    public List<FieldChange> visible(Fact fact, View view) {
        if (view == View.ALL) {
            return fact.changes();
        }
        if (fact.isProtected()) {
            return List.of();
        }
        Set<Long> inForce = inForce(Instant.MAX);
        List<Entry> hiding =
                facts.stream()
                        .filter(f -> f.isProtected() && f.annuls() == null)
                        .filter(f -> inForce.contains(f.version()))
                        .flatMap(f -> f.changes().stream().map(c -> new Entry(f.version(), c)))
                        .toList();
        return fact.changes().stream()
                .filter(
                        change -> {
                            Entry entry = new Entry(fact.version(), change);
                            return hiding.stream().noneMatch(h -> isBefore(entry, h));
                        })
                .toList();
    }

    /** Whether one tells of the same line as another, and was valid or recorded before it. */
    private static boolean isBefore(Entry one, Entry other) {
        return one.change().field().equals(other.change().field())
                && (one.version() < other.version() || ORDER.compare(one, other) < 0);
    }

    /** Which change gave a line its current value; none if it is still that of version 1. */
    public Optional<Source> sourceOf(String field) {
        Set<Long> inForce = inForce(Instant.MAX);
        return facts.stream()
                .filter(fact -> fact.annuls() == null && inForce.contains(fact.version()))
                .flatMap(fact -> fact.changes().stream().map(c -> new Entry(fact.version(), c)))
                .filter(entry -> entry.change().field().equals(field))
                .max(ORDER)
                .map(entry -> new Source(entry.version(), entry.change().validFrom()));
    }

    /**
     * @param version the version that the change made
     * @param validFrom since when the value holds; absent for always
     */
    public record Source(long version, @Nullable LocalDate validFrom) {}

    /** The same history with one more fact. */
    Timeline plus(Fact fact) {
        List<Fact> more = new ArrayList<>(facts);
        more.add(fact);
        return new Timeline(first, more);
    }

    /** What differs between two states, each line with the day from which the new value holds. */
    static List<FieldChange> changes(
            Map<String, JsonNode> before,
            Map<String, JsonNode> after,
            Function<String, @Nullable LocalDate> validFrom) {
        Set<String> fields = new LinkedHashSet<>(before.keySet());
        fields.addAll(after.keySet());
        return fields.stream()
                .filter(field -> !Objects.equals(before.get(field), after.get(field)))
                .sorted()
                .map(
                        field ->
                                new FieldChange(
                                        field,
                                        before.get(field),
                                        after.get(field),
                                        validFrom.apply(field)))
                .toList();
    }
}
