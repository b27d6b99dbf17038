package vn.dancu.population.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.dancu.population.search.SearchCriteria.Units;
import vn.dancu.reference.Succession;
import vn.dancu.reference.UnitHistory;
import vn.dancu.reference.UnitVersion;

/**
 * How an asked unit may stand on record: places keep the codes with which they were written, so who
 * asks for a unit of today means those that it followed too. More rather than fewer people are
 * found: of what was split, any part finds the whole.
 *
 * @param prefixes the codes run together; a place inside begins with one of them
 */
record UnitWritings(List<String> prefixes) {
    /** Digits of a province and a district. */
    static final int DISTRICT = 5;

    /** Digits of a province and a commune directly in it; they may begin like a district's. */
    static final int WITHOUT_DISTRICT = 7;

    /** No unit followed nearly as many. */
    static final int MOST = 64;

    static UnitWritings of(Units asked, UnitHistory history) {
        Set<String> found = new LinkedHashSet<>();
        found.add(asked.place().units());
        String commune = asked.commune();
        String district = asked.district();
        String lowest = commune != null ? commune : district != null ? district : asked.province();
        Set<String> seen = new LinkedHashSet<>(Set.of(lowest));
        Deque<String> next = new ArrayDeque<>(seen);
        while (!next.isEmpty() && found.size() < MOST) {
            String code = next.removeFirst();
            found.addAll(paths(code, history));
            for (Succession succession : history.predecessors(code)) {
                // A unit that gave away a part and goes on keeps what was written in it.
                boolean goesOn = history.versionAt(succession.from(), succession.at()) != null;
                if (!goesOn && seen.add(succession.from())) {
                    next.add(succession.from());
                }
            }
        }
        return new UnitWritings(found.stream().limit(MOST).toList());
    }

    /** A unit within each of the units that it was ever in. */
    private static List<String> paths(String code, UnitHistory history) {
        List<String> paths = new ArrayList<>();
        for (UnitVersion version : history.versions(code)) {
            String parent = version.unit().parentCode();
            if (parent == null) {
                paths.add(code);
            } else {
                paths(parent, history).forEach(path -> paths.add(path + code));
            }
        }
        return paths;
    }

    boolean hold(@Nullable String units) {
        return units != null && prefixes.stream().anyMatch(prefix -> isWithin(units, prefix));
    }

    private static boolean isWithin(String units, String prefix) {
        boolean otherLevel = prefix.length() == DISTRICT && units.length() == WITHOUT_DISTRICT;
        return !otherLevel && units.startsWith(prefix);
    }
}
