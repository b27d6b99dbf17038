package vn.dancu.card.chip;

import java.util.Arrays;
import java.util.List;

/**
 * The files of the chip (ICAO 9303-10 section 3.11): what Vietnamese cards list in EF.COM, EF.COM
 * itself, EF.SOD and EF.CardAccess, which is read before the chip is opened.
 */
public enum ChipFile {
    /** PACE parameters, readable without a key; cards are seen that refuse a selected MF. */
    CARD_ACCESS(0x011C, 0, 0),
    /** Which data groups there are. */
    COM(0x011E, 0x60, 0),
    /** The machine readable zone. */
    DG1(0x0101, 0x61, 1),
    /** The portrait. */
    DG2(0x0102, 0x75, 2),
    /** Fingerprints: the chip gives them to terminals with a right to them (EAC) alone. */
    DG3(0x0103, 0x63, 3),
    /** The national data group. */
    DG13(0x010D, 0x6D, 13),
    /** How the chip proves itself: chip authentication, active authentication, PACE. */
    DG14(0x010E, 0x6E, 14),
    /** The public key of active authentication. */
    DG15(0x010F, 0x6F, 15),
    /** The document signer's signature over the hashes of all data groups. */
    SOD(0x011D, 0x77, 0);

    private static final List<ChipFile> DATA_GROUPS =
            Arrays.stream(values()).filter(file -> file.dataGroup > 0).toList();

    private final int id;
    private final String hexId;
    private final int tag;
    private final int dataGroup;

    ChipFile(int id, int tag, int dataGroup) {
        this.id = id;
        this.hexId = "%04X".formatted(id);
        this.tag = tag;
        this.dataGroup = dataGroup;
    }

    /** The file identifier: two bytes. */
    public int id() {
        return id;
    }

    /** Four hexadecimal digits, as job files name it. */
    public String hexId() {
        return hexId;
    }

    int tag() {
        return tag;
    }

    int dataGroup() {
        return dataGroup;
    }

    static List<ChipFile> dataGroups() {
        return DATA_GROUPS;
    }
}
