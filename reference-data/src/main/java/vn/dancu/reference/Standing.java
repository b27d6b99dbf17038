package vn.dancu.reference;

import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the units of a territory, or of an address written long ago, stand today.
 *
 * <p>A unit that ended is followed into what it became. A merger is certain. A split is not: the
 * territory of its officers is empty until somebody has decided, and an address that was written in
 * it belongs to whoever has all of the parts. A unit that gave away a part and goes on keeps what
 * was written in it.
 */
public final class Standing {
    private final UnitHistory history;
    private final Map<Ended, Set<String>> decisions;

    /** A unit that ended before this day. */
    public record Ended(String code, LocalDate at) {}

    /**
     * @param decisions which of its parts take over from a unit that was split
     */
    public Standing(UnitHistory history, Map<Ended, Set<String>> decisions) {
        this.history = history;
        this.decisions = Map.copyOf(decisions);
    }

    /** The units of a territory today; none where it was split and nothing is decided. */
    public Set<String> of(String territory, LocalDate today) {
        return of(territory, today, false);
    }

    private Set<String> of(String territory, LocalDate today, boolean allParts) {
        if (history.versionAt(territory, today) != null) {
            return Set.of(territory);
        }
        List<UnitVersion> known = history.versions(territory);
        for (UnitVersion version : known.reversed()) {
            if (!version.to().isAfter(today)) {
                return follow(territory, version.to().minusDays(1), today, allParts);
            }
        }
        return Set.of();
    }

    /**
     * Whether a place lies in a territory today, by its codes as they were written on a day that
     * nobody kept. A place whose codes never fitted is compared by its codes alone.
     */
    public boolean covers(
            String territory,
            @Nullable String province,
            @Nullable String district,
            @Nullable String commune,
            LocalDate today) {
        if (province == null) {
            return false;
        }
        LocalDate written = history.lastFit(province, district, commune, today).orElse(null);
        boolean named = Stream.of(province, district, commune).anyMatch(territory::equals);
        if (written == null) {
            return named;
        }
        Set<String> inside = of(territory, today);
        if (named && history.versionAt(territory, today) == null) {
            // Who had the place before the unit ended has it until all is decided.
            boolean decided = !inside.isEmpty() && inside.equals(of(territory, today, true));
            if (!decided) {
                return true;
            }
        }
        Set<String> stands = place(province, district, commune, written, today);
        return !stands.isEmpty() && stands.stream().allMatch(unit -> within(unit, inside, today));
    }

    /** The lowest unit of the place that leads to a unit of today. */
    private Set<String> place(
            String province,
            @Nullable String district,
            @Nullable String commune,
            LocalDate written,
            LocalDate today) {
        Set<String> stands = commune == null ? Set.of() : follow(commune, written, today, true);
        if (stands.isEmpty() && district != null) {
            stands = follow(district, written, today, true);
        }
        return stands.isEmpty() ? follow(province, written, today, true) : stands;
    }

    private boolean within(String code, Set<String> inside, LocalDate today) {
        for (String unit = code; unit != null; ) {
            if (inside.contains(unit)) {
                return true;
            }
            UnitVersion version = history.versionAt(unit, today);
            unit = version == null ? null : version.unit().parentCode();
        }
        return false;
    }

    /**
     * What a unit became from a day on which it was there. Each step leads to a later day or to a
     * lower level, so it ends.
     *
     * @param allParts whether an undecided split leads to all of its parts, or to nothing
     */
    private Set<String> follow(String code, LocalDate day, LocalDate today, boolean allParts) {
        UnitVersion version = history.versionAt(code, day);
        if (version == null) {
            return Set.of();
        }
        if (version.holdsAt(today)) {
            return Set.of(code);
        }
        LocalDate end = version.to();
        Set<String> next = next(code, end);
        Set<String> stands = new LinkedHashSet<>();
        if (next.isEmpty()) {
            LocalDate lastDay = end.minusDays(1);
            for (String child : history.childrenEver(code)) {
                UnitVersion below = history.versionAt(child, lastDay);
                if (below != null && code.equals(below.unit().parentCode())) {
                    stands.addAll(follow(child, lastDay, today, allParts));
                }
            }
        } else if (next.size() == 1 || allParts || decisions.containsKey(new Ended(code, end))) {
            next.forEach(unit -> stands.addAll(follow(unit, end, today, allParts)));
        }
        return stands;
    }

    private Set<String> next(String code, LocalDate end) {
        Set<String> decided = decisions.get(new Ended(code, end));
        if (decided != null) {
            return decided;
        }
        Set<String> stated = new LinkedHashSet<>();
        history.successors(code, end).forEach(s -> stated.add(s.to()));
        boolean goesOn = history.versionAt(code, end) != null;
        if (stated.contains(code) || (stated.isEmpty() && goesOn)) {
            return Set.of(code);
        }
        return stated;
    }
}
