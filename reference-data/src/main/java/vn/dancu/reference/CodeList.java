package vn.dancu.reference;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A closed list of codes with their Vietnamese names, in the order of its source. Immutable. */
public final class CodeList {
    /** Không quốc tịch: one of the codes that ISO 3166-1 leaves to its users. */
    public static final String STATELESS = "XA";

    private final Map<String, String> names;
    private final boolean twoDigitForms;

    private CodeList(Map<String, String> names, boolean twoDigitForms) {
        this.names = Collections.unmodifiableMap(names);
        this.twoDigitForms = twoDigitForms;
    }

    /**
     * Dân tộc: 1 to 54 (Decision 121-TCTK/PPCĐ), 55 for foreigners, 99 for not known. Official
     * forms write two digits (01); systems in use write one (1), which is the canonical code here.
     */
    public static CodeList ethnicGroups() {
        return read("ethnic-groups.tsv", true);
    }

    /** Tôn giáo: 0 to 14. */
    public static CodeList religions() {
        return read("religions.tsv", true);
    }

    /** Giới tính: 0 to 2. */
    public static CodeList sexes() {
        return read("sexes.tsv", false);
    }

    /** Tình trạng hôn nhân: 0 to 3. */
    public static CodeList maritalStatuses() {
        return read("marital-statuses.tsv", false);
    }

    /** Nhóm máu: 00 to 04, without Rh factor. */
    public static CodeList bloodGroups() {
        return read("blood-groups.tsv", false);
    }

    /** Quốc tịch: ISO 3166-1 alpha-2, and {@link #STATELESS}. */
    public static CodeList nationalities() {
        return read("nationalities.tsv", false);
    }

    /** Quan hệ với chủ hộ: this register's own list; beside it a free text is allowed. */
    public static CodeList relationships() {
        return read("relationships.tsv", false);
    }

    /**
     * @param names names by code, in order
     * @param twoDigitForms whether 01 is another form of 1
     */
    public static CodeList of(Map<String, String> names, boolean twoDigitForms) {
        return new CodeList(new LinkedHashMap<>(names), twoDigitForms);
    }

    private static CodeList read(String resource, boolean twoDigitForms) {
        Map<String, String> names = new LinkedHashMap<>();
        ResourceLines.forEach(resource, line -> names.put(line[0], line[1]));
        return new CodeList(names, twoDigitForms);
    }

    /** Whether the code stands in the list, in its canonical form. */
    public boolean contains(String code) {
        return names.containsKey(code);
    }

    /** The canonical form of a code, where the list knows it: 1 for 01 in the ethnic groups. */
    public Optional<String> canonical(String code) {
        if (names.containsKey(code)) {
            return Optional.of(code);
        }
        if (twoDigitForms && code.length() == 2 && code.charAt(0) == '0') {
            return Optional.of(code.substring(1)).filter(names::containsKey);
        }
        return Optional.empty();
    }

    public Optional<String> name(String code) {
        return Optional.ofNullable(names.get(code));
    }

    /** Whether 01 is another form of 1. */
    public boolean hasTwoDigitForms() {
        return twoDigitForms;
    }

    public Set<String> codes() {
        return names.keySet();
    }
}
