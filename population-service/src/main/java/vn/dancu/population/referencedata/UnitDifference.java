package vn.dancu.population.referencedata;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vn.dancu.population.referencedata.Difference.Change;
import vn.dancu.population.referencedata.Difference.Facts;
import vn.dancu.population.referencedata.Difference.Finding;
import vn.dancu.population.referencedata.Difference.Kind;
import vn.dancu.population.referencedata.Difference.Severity;
import vn.dancu.reference.AdministrativeUnit;
import vn.dancu.reference.Succession;
import vn.dancu.reference.Succession.Share;
import vn.dancu.reference.UnitHistory;

/**
 * Compares an edition of administrative units with the units of its day. A level that the edition
 * does not list stays as it is; where the unit above was merged, its units go with it.
 */
final class UnitDifference {
    private final UnitHistory base;
    private final EditionContent edition;
    private final LocalDate at;

    private final Map<String, AdministrativeUnit> before = new TreeMap<>();
    private final Map<String, AdministrativeUnit> after = new TreeMap<>();
    private final Map<String, Set<String>> successors = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();

    private UnitDifference(UnitHistory base, EditionContent edition, LocalDate at) {
        this.base = base;
        this.edition = edition;
        this.at = at;
    }

    static Difference of(UnitHistory base, EditionContent edition, LocalDate at) {
        return new UnitDifference(base, edition, at).compare();
    }

    private Difference compare() {
        base.at(at).all().forEach(unit -> before.put(unit.code(), unit));
        takeUnits();
        takeSuccessions();
        carryTheRest();
        checkParents();
        checkTheRemoved();
        describe();
        return new Difference(changes, findings, plan());
    }

    private void find(
            Severity severity, String code, String pointer, @Nullable String unit, String detail) {
        if (findings.size() < Difference.MAX_FINDINGS) {
            findings.add(new Finding(severity, code, pointer, unit, detail));
        }
    }

    private void error(String code, String pointer, String unit, String detail) {
        find(Severity.ERROR, code, pointer, unit, detail);
    }

    private void takeUnits() {
        for (int i = 0; i < edition.units().size(); i++) {
            AdministrativeUnit unit = edition.units().get(i);
            String pointer = "/units/" + i;
            if (!edition.levels().contains(Level.of(unit.code()))) {
                error(
                        "level_not_listed",
                        pointer + "/code",
                        unit.code(),
                        "The edition does not say that it lists this level.");
            } else if (after.putIfAbsent(unit.code(), unit) != null) {
                error("duplicate_code", pointer + "/code", unit.code(), "A code is one unit.");
            }
        }
    }

    private void takeSuccessions() {
        Set<String> wholes = new HashSet<>();
        for (int i = 0; i < edition.successions().size(); i++) {
            Succession line = edition.successions().get(i);
            String pointer = "/successions/" + i;
            if (!before.containsKey(line.from())) {
                error(
                        "unknown_predecessor",
                        pointer + "/from",
                        line.from(),
                        "No such unit on the day before.");
            }
            boolean listed = edition.levels().contains(Level.of(line.to()));
            if (!(listed ? after : before).containsKey(line.to())) {
                error("unknown_successor", pointer + "/to", line.to(), "No such unit that day.");
            }
            Set<String> known =
                    successors.computeIfAbsent(line.from(), from -> new LinkedHashSet<>());
            if (!known.add(line.to())) {
                error("duplicate_succession", pointer, line.from(), "This line came before.");
            } else if (line.share() == Share.WHOLE) {
                wholes.add(line.from());
            }
        }
        successors.forEach(
                (from, parts) -> {
                    if (wholes.contains(from) != (parts.size() == 1)) {
                        error(
                                "share_contradicts",
                                "",
                                from,
                                "The whole of a unit goes to one unit, parts to several.");
                    }
                    if (after.containsKey(from) && !parts.contains(from)) {
                        find(
                                Severity.WARNING,
                                "code_reused",
                                "",
                                from,
                                "The code goes on for a unit that is none of its successors.");
                    }
                });
    }

    /** The only unit that a unit goes on in, itself if it stays; none after a split or an end. */
    private @Nullable String heirOf(String code) {
        Set<String> stated = successors.getOrDefault(code, Set.of());
        if (stated.contains(code) || (stated.isEmpty() && after.containsKey(code))) {
            return after.containsKey(code) ? code : null;
        }
        return stated.size() == 1 ? stated.iterator().next() : null;
    }

    private void carryTheRest() {
        List<AdministrativeUnit> carried =
                before.values().stream()
                        .filter(unit -> !edition.levels().contains(Level.of(unit.code())))
                        .sorted(Comparator.comparingInt(unit -> unit.code().length()))
                        .toList();
        for (AdministrativeUnit unit : carried) {
            String parent = unit.parentCode();
            String heir = parent == null ? null : heirOf(parent);
            if (parent != null && heir == null) {
                error(
                        "parent_missing",
                        "",
                        unit.code(),
                        "Its unit ends or is split, and the edition does not list its level.");
            }
            after.put(
                    unit.code(),
                    new AdministrativeUnit(
                            unit.code(), unit.type(), unit.name(), heir == null ? parent : heir));
        }
    }

    private void checkParents() {
        for (int i = 0; i < edition.units().size(); i++) {
            AdministrativeUnit unit = edition.units().get(i);
            String parent = unit.parentCode();
            String pointer = "/units/" + i + "/parent";
            if (unit.isProvince()) {
                if (parent != null) {
                    error("parent_not_allowed", pointer, unit.code(), "Nothing is above it.");
                }
            } else if (parent == null) {
                error("parent_missing", pointer, unit.code(), "It lies in another unit.");
            } else if (!after.containsKey(parent)) {
                error("unknown_parent", pointer, unit.code(), "No such unit that day.");
            } else if (parent.length() >= unit.code().length()) {
                error(
                        "parent_of_wrong_level",
                        pointer,
                        unit.code(),
                        "A district lies in a province, a commune in a district or a province.");
            }
        }
    }

    /** A district may end without a word where each of its communes goes somewhere. */
    private void checkTheRemoved() {
        for (String code : before.keySet()) {
            if (after.containsKey(code) || successors.containsKey(code)) {
                continue;
            }
            boolean told =
                    Level.of(code) == Level.DISTRICT
                            && base.childrenEver(code).stream()
                                    .filter(child -> isBelow(child, code))
                                    .allMatch(
                                            child ->
                                                    after.containsKey(child)
                                                            || successors.containsKey(child))
                            && base.childrenEver(code).stream()
                                    .anyMatch(child -> isBelow(child, code));
            if (!told) {
                error("successor_missing", "", code, "It ends, and nothing says what it becomes.");
            }
        }
    }

    private boolean isBelow(String child, String parent) {
        AdministrativeUnit unit = before.get(child);
        return unit != null && parent.equals(unit.parentCode());
    }

    private void describe() {
        Set<String> all =
                new TreeSet<>(
                        Comparator.comparingInt(String::length)
                                .thenComparing(Comparator.naturalOrder()));
        all.addAll(before.keySet());
        all.addAll(after.keySet());
        Map<String, Set<String>> sources = sources();
        for (String code : all) {
            AdministrativeUnit was = before.get(code);
            AdministrativeUnit is = after.get(code);
            if (was == null) {
                add(Kind.ADDED, code, null, is, List.of());
            } else if (is == null) {
                add(Kind.REMOVED, code, was, null, List.of());
            } else {
                if (!was.nameWithType().equals(is.nameWithType())) {
                    add(Kind.RENAMED, code, was, is, List.of());
                }
                if (!was.parent().equals(is.parent())) {
                    add(Kind.MOVED, code, was, is, List.of());
                }
            }
            List<String> parts = List.copyOf(successors.getOrDefault(code, Set.of()));
            if (parts.size() > 1) {
                add(Kind.SPLIT, code, was, is, parts);
            } else if (parts.size() == 1
                    && !parts.contains(code)
                    && sources.getOrDefault(parts.getFirst(), Set.of()).size() == 1) {
                add(Kind.RECODED, code, was, after.get(parts.getFirst()), parts);
            }
            Set<String> madeOf = sources.getOrDefault(code, Set.of());
            if (madeOf.size() > 1) {
                add(Kind.MERGED, code, was, is, List.copyOf(madeOf));
            }
        }
    }

    /** What each unit is made of: a unit that goes on is made of itself too. */
    private Map<String, Set<String>> sources() {
        Map<String, Set<String>> sources = new TreeMap<>();
        successors.forEach(
                (from, parts) ->
                        parts.forEach(
                                to -> sources.computeIfAbsent(to, t -> new TreeSet<>()).add(from)));
        sources.forEach(
                (to, from) -> {
                    if (before.containsKey(to) && !successors.containsKey(to)) {
                        from.add(to);
                    }
                });
        return sources;
    }

    private void add(
            Kind kind,
            String code,
            @Nullable AdministrativeUnit was,
            @Nullable AdministrativeUnit is,
            List<String> others) {
        changes.add(new Change(kind, code, facts(was), facts(is), others));
    }

    private static @Nullable Facts facts(@Nullable AdministrativeUnit unit) {
        return unit == null ? null : new Facts(unit.type(), unit.name(), unit.parentCode());
    }

    private Difference.Plan plan() {
        Set<String> ended = new LinkedHashSet<>();
        List<Difference.Row> begun = new ArrayList<>();
        List<Difference.Split> split = new ArrayList<>();
        before.forEach(
                (code, was) -> {
                    Set<String> parts = successors.getOrDefault(code, Set.of());
                    boolean goesOn =
                            after.containsKey(code) && (parts.isEmpty() || parts.contains(code));
                    if (!goesOn || !was.equals(after.get(code))) {
                        ended.add(code);
                    }
                    if (!goesOn && parts.size() > 1) {
                        split.add(
                                new Difference.Split(code, was.nameWithType(), List.copyOf(parts)));
                    }
                });
        after.forEach(
                (code, is) -> {
                    if (!before.containsKey(code) || ended.contains(code)) {
                        begun.add(new Difference.Row(code, is.type(), is.name(), is.parentCode()));
                    }
                });
        List<Succession> successions =
                edition.successions().stream()
                        .map(s -> new Succession(s.from(), s.to(), at, s.share()))
                        .toList();
        return new Difference.Plan(ended, begun, successions, split);
    }
}
