package vn.dancu.reference;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The administrative units of one day. Those of the launch era (2021) come with this module: 63
 * provinces, 705 districts, 10,599 communes. Immutable; loading takes some tens of milliseconds, so
 * it is done once and shared.
 */
public final class AdministrativeUnits {
    private final Map<String, AdministrativeUnit> byCode;
    private final Map<String, List<AdministrativeUnit>> children;
    private final List<AdministrativeUnit> provinces;

    private AdministrativeUnits(List<AdministrativeUnit> all) {
        Map<String, AdministrativeUnit> codes = HashMap.newHashMap(all.size());
        Map<String, List<AdministrativeUnit>> below = new HashMap<>();
        List<AdministrativeUnit> top = new ArrayList<>();
        for (AdministrativeUnit unit : all) {
            codes.put(unit.code(), unit);
            String parent = unit.parentCode();
            if (parent == null) {
                top.add(unit);
            } else {
                below.computeIfAbsent(parent, code -> new ArrayList<>()).add(unit);
            }
        }
        below.replaceAll((code, units) -> List.copyOf(units));
        byCode = codes;
        children = below;
        provinces = List.copyOf(top);
    }

    /** Reads the units of the launch era from this module's resource. */
    public static AdministrativeUnits launchEra() {
        List<AdministrativeUnit> all = new ArrayList<>(11_367);
        Map<String, String> shared = new HashMap<>();
        ResourceLines.forEach(
                "administrative-units.tsv",
                line -> {
                    // Types and parents repeat thousands of times; each is kept in memory once.
                    String type = shared.computeIfAbsent(line[1], text -> text);
                    String parent =
                            line[3].isEmpty()
                                    ? null
                                    : shared.computeIfAbsent(line[3], text -> text);
                    all.add(new AdministrativeUnit(line[0], type, line[2], parent));
                });
        return new AdministrativeUnits(all);
    }

    /** These units, each with a code of its own. */
    public static AdministrativeUnits of(List<AdministrativeUnit> units) {
        return new AdministrativeUnits(units);
    }

    public Collection<AdministrativeUnit> all() {
        return Collections.unmodifiableCollection(byCode.values());
    }

    /** The unit with this code; nothing for a code that does not exist or is malformed. */
    public Optional<AdministrativeUnit> byCode(String code) {
        return Optional.ofNullable(byCode.get(code));
    }

    public boolean contains(String code) {
        return byCode.containsKey(code);
    }

    public List<AdministrativeUnit> provinces() {
        return provinces;
    }

    /** The districts of a province or the communes of a district, by code; else none. */
    public List<AdministrativeUnit> childrenOf(String code) {
        return children.getOrDefault(code, List.of());
    }

    /** The codes of the province, district and commune that a unit lies in, itself the last. */
    public List<String> pathOf(String code) {
        AdministrativeUnit unit = byCode.get(code);
        if (unit == null) {
            return List.of();
        }
        String parent = unit.parentCode();
        if (parent == null) {
            return List.of(code);
        }
        List<String> path = new ArrayList<>(pathOf(parent));
        path.add(code);
        return List.copyOf(path);
    }

    /**
     * Whether the codes of a place name existing units, each within the one before. A place may
     * stop at any level: five island districts have no communes. It has no district where communes
     * lie directly in a province.
     */
    public PathCheck check(String province, @Nullable String district, @Nullable String commune) {
        AdministrativeUnit top = byCode.get(province);
        if (top == null || !top.isProvince()) {
            return PathCheck.UNKNOWN_PROVINCE;
        }
        if (district == null) {
            return commune == null ? PathCheck.FITS : checkDirectly(province, commune);
        }
        AdministrativeUnit middle = byCode.get(district);
        if (middle == null || !middle.isDistrict()) {
            return PathCheck.UNKNOWN_DISTRICT;
        }
        if (!province.equals(middle.parentCode())) {
            return PathCheck.DISTRICT_NOT_IN_PROVINCE;
        }
        if (commune == null) {
            return PathCheck.FITS;
        }
        AdministrativeUnit bottom = byCode.get(commune);
        if (bottom == null || !bottom.isCommune()) {
            return PathCheck.UNKNOWN_COMMUNE;
        }
        return district.equals(bottom.parentCode())
                ? PathCheck.FITS
                : PathCheck.COMMUNE_NOT_IN_DISTRICT;
    }

    private PathCheck checkDirectly(String province, String commune) {
        AdministrativeUnit unit = byCode.get(commune);
        if (unit == null || !unit.isCommune()) {
            return PathCheck.UNKNOWN_COMMUNE;
        }
        if (province.equals(unit.parentCode())) {
            return PathCheck.FITS;
        }
        return unit.parent().orElse("").length() == 3
                ? PathCheck.DISTRICT_MISSING
                : PathCheck.COMMUNE_NOT_IN_DISTRICT;
    }

    /** What {@link #check} finds. */
    public enum PathCheck {
        FITS,
        UNKNOWN_PROVINCE,
        UNKNOWN_DISTRICT,
        UNKNOWN_COMMUNE,
        /** A commune was given and its district was not. */
        DISTRICT_MISSING,
        DISTRICT_NOT_IN_PROVINCE,
        COMMUNE_NOT_IN_DISTRICT
    }
}
