package vn.dancu.card.chip;

import java.util.Locale;

/**
 * The curves that chips may use, with the numbers that PACE gives them (ICAO 9303-11 table 6).
 * Which one is a matter of configuration: the chips bought must know it.
 */
public enum ChipCurve {
    SECP256R1(12, false),
    BRAINPOOLP256R1(13, true),
    SECP384R1(15, false),
    BRAINPOOLP384R1(16, true);

    private final int paceParameterId;
    private final boolean brainpool;

    ChipCurve(int paceParameterId, boolean brainpool) {
        this.paceParameterId = paceParameterId;
        this.brainpool = brainpool;
    }

    int paceParameterId() {
        return paceParameterId;
    }

    /** Whether signatures go with SHA-384 (TR-03111 section 4.1.2), else with SHA-256. */
    boolean isLarge() {
        return this == SECP384R1 || this == BRAINPOOLP384R1;
    }

    /** The JDK has no Brainpool curves; Bouncy Castle has. */
    public boolean isBrainpool() {
        return brainpool;
    }

    public String curveName() {
        return name().toLowerCase(Locale.ROOT).replace("brainpoolp", "brainpoolP");
    }
}
