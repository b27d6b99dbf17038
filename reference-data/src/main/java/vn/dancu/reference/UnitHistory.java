package vn.dancu.reference;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vn.dancu.reference.AdministrativeUnits.PathCheck;

/**
 * The administrative units of all times that are known, with what followed what. A code may come
 * again for another unit once it is free. Immutable, shared by all threads.
 */
public final class UnitHistory {
    private static final Comparator<String> BY_LEVEL_AND_CODE =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private final Map<String, List<UnitVersion>> versions;
    private final Map<String, List<String>> children = new HashMap<>();
    private final Map<String, List<Succession>> leaving = new HashMap<>();
    private final Map<String, List<Succession>> arriving = new HashMap<>();
    private final List<String> codes;

    private UnitHistory(Collection<UnitVersion> all, Collection<Succession> successions) {
        versions = HashMap.newHashMap(all.size());
        for (UnitVersion version : all) {
            versions.computeIfAbsent(version.code(), code -> new ArrayList<>(1)).add(version);
        }
        versions.replaceAll((code, known) -> inOrder(code, known));
        codes = versions.keySet().stream().sorted(BY_LEVEL_AND_CODE).toList();
        Map<String, TreeSet<String>> below = new HashMap<>();
        for (UnitVersion version : all) {
            version.unit()
                    .parent()
                    .ifPresent(
                            parent ->
                                    below.computeIfAbsent(
                                                    parent, p -> new TreeSet<>(BY_LEVEL_AND_CODE))
                                            .add(version.code()));
        }
        below.forEach((parent, units) -> children.put(parent, List.copyOf(units)));
        for (Succession succession : successions) {
            leaving.computeIfAbsent(succession.from(), c -> new ArrayList<>(1)).add(succession);
            arriving.computeIfAbsent(succession.to(), c -> new ArrayList<>(1)).add(succession);
        }
    }

    private static List<UnitVersion> inOrder(String code, List<UnitVersion> known) {
        List<UnitVersion> sorted =
                known.stream().sorted(Comparator.comparing(UnitVersion::from)).toList();
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).from().isBefore(sorted.get(i - 1).to())) {
                throw new IllegalArgumentException("unit " + code + " is two at a time");
            }
        }
        return sorted;
    }

    /**
     * @throws IllegalArgumentException if two versions of a code overlap
     */
    public static UnitHistory of(
            Collection<UnitVersion> versions, Collection<Succession> successions) {
        return new UnitHistory(versions, successions);
    }

    /** These units at all times. */
    public static UnitHistory of(AdministrativeUnits units) {
        return of(
                units.all().stream()
                        .map(unit -> new UnitVersion(unit, UnitVersion.ALWAYS, UnitVersion.STILL))
                        .toList(),
                List.of());
    }

    /** The units of the launch era, at all times: no list of another era is in this module. */
    public static UnitHistory launchEra() {
        return of(AdministrativeUnits.launchEra());
    }

    /** The versions of a code, the oldest first. */
    public List<UnitVersion> versions(String code) {
        return versions.getOrDefault(code, List.of());
    }

    /** All codes that ever were: provinces, districts, communes, by code. */
    public List<String> codes() {
        return codes;
    }

    /** The codes that were ever directly below this one. */
    public List<String> childrenEver(String code) {
        return children.getOrDefault(code, List.of());
    }

    public @Nullable UnitVersion versionAt(String code, LocalDate day) {
        List<UnitVersion> known = versions.get(code);
        if (known == null) {
            return null;
        }
        for (UnitVersion version : known) {
            if (version.holdsAt(day)) {
                return version;
            }
        }
        return null;
    }

    public Optional<AdministrativeUnit> byCode(String code, LocalDate day) {
        return Optional.ofNullable(versionAt(code, day)).map(UnitVersion::unit);
    }

    /** Whether there was such a unit on any day from the first to the last. */
    public boolean existed(String code, LocalDate first, LocalDate last) {
        return versions(code).stream().anyMatch(v -> overlaps(v, first, last));
    }

    /** What followed this unit, at whatever time. */
    public List<Succession> successors(String code) {
        return leaving.getOrDefault(code, List.of());
    }

    /** What followed this unit on this day. */
    public List<Succession> successors(String code, LocalDate at) {
        return successors(code).stream().filter(s -> s.at().equals(at)).toList();
    }

    /** What this unit followed, at whatever time. */
    public List<Succession> predecessors(String code) {
        return arriving.getOrDefault(code, List.of());
    }

    /** All units of one day. */
    public AdministrativeUnits at(LocalDate day) {
        List<AdministrativeUnit> valid = new ArrayList<>(codes.size());
        for (String code : codes) {
            byCode(code, day).ifPresent(valid::add);
        }
        return AdministrativeUnits.of(valid);
    }

    private static boolean overlaps(UnitVersion version, LocalDate first, LocalDate last) {
        return !version.from().isAfter(last) && version.to().isAfter(first);
    }

    private record Days(LocalDate first, LocalDate last) {}

    /** The part of each span of days on which a version held. */
    private static List<Days> within(List<Days> spans, List<UnitVersion> held) {
        List<Days> common = new ArrayList<>(1);
        for (Days span : spans) {
            for (UnitVersion version : held) {
                if (overlaps(version, span.first(), span.last())) {
                    common.add(
                            new Days(
                                    later(version.from(), span.first()),
                                    earlier(version.to(), span.last())));
                }
            }
        }
        return common;
    }

    private static LocalDate later(LocalDate a, LocalDate b) {
        return a.isAfter(b) ? a : b;
    }

    /** The last day of a period that ends before {@code to}, at most {@code last}. */
    private static LocalDate earlier(LocalDate to, LocalDate last) {
        return to.isAfter(last) ? last : to.minusDays(1);
    }

    /**
     * Whether the codes of a place named existing units, each within the one before, on one day at
     * least. A place may stop at any level, and has no district where communes lie directly in a
     * province.
     */
    public PathCheck check(
            String province,
            @Nullable String district,
            @Nullable String commune,
            LocalDate first,
            LocalDate last) {
        return walk(province, district, commune, first, last).check();
    }

    /** The last day up to {@code until} on which a place was written rightly like this. */
    public Optional<LocalDate> lastFit(
            String province, @Nullable String district, @Nullable String commune, LocalDate until) {
        return walk(province, district, commune, UnitVersion.ALWAYS, until).days().stream()
                .map(Days::last)
                .max(Comparator.naturalOrder());
    }

    private record Walk(PathCheck check, List<Days> days) {
        static Walk broken(PathCheck why) {
            return new Walk(why, List.of());
        }
    }

    private Walk walk(
            String province,
            @Nullable String district,
            @Nullable String commune,
            LocalDate first,
            LocalDate last) {
        List<Days> days = List.of(new Days(first, last));
        days = within(days, province.length() == 2 ? versions(province) : List.of());
        if (days.isEmpty()) {
            return Walk.broken(PathCheck.UNKNOWN_PROVINCE);
        }
        if (district != null) {
            if (district.length() != 3 || within(days, versions(district)).isEmpty()) {
                return Walk.broken(PathCheck.UNKNOWN_DISTRICT);
            }
            days = within(days, below(province, district));
            if (days.isEmpty()) {
                return Walk.broken(PathCheck.DISTRICT_NOT_IN_PROVINCE);
            }
        }
        if (commune == null) {
            return new Walk(PathCheck.FITS, days);
        }
        if (commune.length() != 5 || within(days, versions(commune)).isEmpty()) {
            return Walk.broken(PathCheck.UNKNOWN_COMMUNE);
        }
        List<Days> inside = within(days, below(district == null ? province : district, commune));
        if (!inside.isEmpty()) {
            return new Walk(PathCheck.FITS, inside);
        }
        return Walk.broken(
                district == null && hasDistrict(commune, days)
                        ? PathCheck.DISTRICT_MISSING
                        : PathCheck.COMMUNE_NOT_IN_DISTRICT);
    }

    private List<UnitVersion> below(String parent, String code) {
        return versions(code).stream().filter(v -> parent.equals(v.unit().parentCode())).toList();
    }

    private boolean hasDistrict(String commune, List<Days> days) {
        return !within(
                        days,
                        versions(commune).stream()
                                .filter(v -> v.unit().parent().orElse("").length() == 3)
                                .toList())
                .isEmpty();
    }
}
