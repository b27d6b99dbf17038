package vn.dancu.population.referencedata;

import java.util.EnumMap;
import java.util.Map;
import vn.dancu.reference.CodeListHistory;
import vn.dancu.reference.Standing;
import vn.dancu.reference.UnitHistory;

/**
 * All reference data as it was read at one moment. Whoever works for long, such as an import, keeps
 * one and is not surprised by an edition that is applied meanwhile.
 *
 * @param version rises with each edition and each decision on a territory
 */
public record ReferenceSnapshot(
        long version,
        UnitHistory units,
        Standing standing,
        Map<ReferenceList, CodeListHistory> lists) {
    public ReferenceSnapshot {
        lists = Map.copyOf(lists);
    }

    /** What the reference-data module has, without a database: for rules that stand alone. */
    public static ReferenceSnapshot launchEra() {
        Map<ReferenceList, CodeListHistory> lists = new EnumMap<>(ReferenceList.class);
        for (ReferenceList list : ReferenceList.values()) {
            if (list.isCodeList()) {
                lists.put(list, CodeListHistory.of(list.launchEra()));
            }
        }
        UnitHistory units = UnitHistory.launchEra();
        return new ReferenceSnapshot(0, units, new Standing(units, Map.of()), lists);
    }

    /** The code list with this name. */
    public CodeListHistory list(ReferenceList list) {
        CodeListHistory items = lists.get(list);
        if (items == null) {
            throw new IllegalArgumentException(list + " is not a code list");
        }
        return items;
    }
}
