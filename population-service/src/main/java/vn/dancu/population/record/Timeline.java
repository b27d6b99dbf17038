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

    private static final String STATUS = "status";

    /** What a death decides. */
    static final Set<String> LIFE = Set.of(STATUS, "death", "missing");

    /**
     * Lines that make sense only together: a change of one of them tells all, so that none is left
     * behind when another change is taken back.
     */
    private static final List<Set<String>> UNITS =
            List.of(LIFE, Set.of("number", "numberStatus", "numberReason"));

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
     * @param replaces the version whose change it takes back to bring what is right instead
     * @param protection why only a named scope may learn what it changed, if so
     */
    public record Fact(
            long version,
            Instant known,
            @Nullable Long annuls,
            @Nullable Long replaces,
            @Nullable Protection protection,
            List<FieldChange> changes) {
        public Fact {
            changes = List.copyOf(changes);
        }

        public Fact(
                long version,
                Instant known,
                @Nullable Long annuls,
                @Nullable Protection protection,
                List<FieldChange> changes) {
            this(version, known, annuls, null, protection, changes);
        }

        /** The version whose change is not in force as long as this one is. */
        @Nullable Long takesBack() {
            return annuls == null ? replaces : annuls;
        }

        boolean isProtected() {
            return protection != null;
        }
    }

    private record Entry(long version, FieldChange change) {
        boolean isDeath() {
            JsonNode after = change.after();
            return change.field().equals(STATUS)
                    && after != null
                    && after.asString().equals(LifeStatus.DEAD.name());
        }
    }

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
        Map<String, JsonNode> state = new TreeMap<>(first);
        counted(entries).forEach(entry -> apply(state, entry.change()));
        return state;
    }

    /**
     * The changes in the order in which they count. Whoever is found to have died is not alive,
     * missing or dying on a later day, as the register had thought before it learned of the death.
     */
    private static List<Entry> counted(List<Entry> entries) {
        List<Entry> counted = new ArrayList<>(entries.size());
        long deathBy = 0;
        for (Entry entry : entries.stream().sorted(ORDER).toList()) {
            if (entry.isDeath()) {
                deathBy = Math.max(deathBy, entry.version());
            }
            boolean outlived = entry.version() < deathBy && LIFE.contains(entry.change().field());
            if (!outlived) {
                counted.add(entry);
            }
        }
        return counted;
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
            Long taken = fact.takesBack();
            if (taken != null) {
                annulled.add(taken);
            }
        }
        return inForce;
    }

    /** Whether the change that made a version is in force now. */
    public boolean isInForce(long version) {
        return inForce(Instant.MAX).contains(version);
    }

    /** The versions whose changes are in force now. */
    Set<Long> inForce() {
        return inForce(Instant.MAX);
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
            return fact.changes().stream().filter(FieldChange::isDifference).toList();
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
                .filter(FieldChange::isDifference)
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
        return sourceOf(Set.of(field));
    }

    /** The same for a line and those that it makes sense with. */
    Optional<Source> sourceOfUnit(String field) {
        return sourceOf(unit(field));
    }

    private Optional<Source> sourceOf(Set<String> fields) {
        Set<Long> inForce = inForce(Instant.MAX);
        List<Entry> entries =
                facts.stream()
                        .filter(fact -> fact.annuls() == null && inForce.contains(fact.version()))
                        .flatMap(
                                fact ->
                                        fact.changes().stream()
                                                .map(c -> new Entry(fact.version(), c)))
                        .toList();
        return counted(entries).stream()
                .filter(entry -> fields.contains(entry.change().field()))
                .max(ORDER)
                .map(entry -> new Source(entry.version(), entry.change().validFrom()));
    }

    private static Set<String> unit(String field) {
        return UNITS.stream()
                .filter(unit -> unit.contains(field))
                .findFirst()
                .orElse(Set.of(field));
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

    /**
     * What differs between two states, each line with the day from which the new value holds, and
     * the lines that make sense only with one that differs.
     */
    static List<FieldChange> changes(
            Map<String, JsonNode> before,
            Map<String, JsonNode> after,
            Function<String, @Nullable LocalDate> validFrom) {
        Set<String> fields = new LinkedHashSet<>(before.keySet());
        fields.addAll(after.keySet());
        return fields.stream()
                .filter(field -> !Objects.equals(before.get(field), after.get(field)))
                .flatMap(field -> unit(field).stream())
                .distinct()
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
