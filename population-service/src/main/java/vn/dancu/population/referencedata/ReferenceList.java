package vn.dancu.population.referencedata;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.dancu.reference.CodeList;

/** The lists that the register keeps, by their names on the wire. */
public enum ReferenceList {
    ADMINISTRATIVE_UNITS("administrative-units", true),
    ETHNIC_GROUPS("ethnic-groups", true),
    RELIGIONS("religions", true),
    NATIONALITIES("nationalities", true),
    /** Beside it a free text is allowed: no official list is published. */
    RELATIONSHIPS("relationships", true),
    /** The codes of these mean something to the rules of the register: no edition changes them. */
    SEXES("sexes", false),
    MARITAL_STATUSES("marital-statuses", false),
    BLOOD_GROUPS("blood-groups", false);

    private final String wireName;
    private final boolean open;

    ReferenceList(String wireName, boolean open) {
        this.wireName = wireName;
        this.open = open;
    }

    public String wireName() {
        return wireName;
    }

    /** Whether an edition may change it. */
    boolean isOpen() {
        return open;
    }

    boolean isCodeList() {
        return this != ADMINISTRATIVE_UNITS;
    }

    /** Official forms write two digits, systems in use one. */
    boolean hasTwoDigitForms() {
        return this == ETHNIC_GROUPS || this == RELIGIONS;
    }

    /** What the launch era has of a code list. */
    CodeList launchEra() {
        return switch (this) {
            case ETHNIC_GROUPS -> CodeList.ethnicGroups();
            case RELIGIONS -> CodeList.religions();
            case NATIONALITIES -> CodeList.nationalities();
            case RELATIONSHIPS -> CodeList.relationships();
            case SEXES -> CodeList.sexes();
            case MARITAL_STATUSES -> CodeList.maritalStatuses();
            case BLOOD_GROUPS -> CodeList.bloodGroups();
            case ADMINISTRATIVE_UNITS -> throw new IllegalStateException("not a code list");
        };
    }

    static Optional<ReferenceList> named(@Nullable String name) {
        return Arrays.stream(values()).filter(list -> list.wireName.equals(name)).findFirst();
    }
}
