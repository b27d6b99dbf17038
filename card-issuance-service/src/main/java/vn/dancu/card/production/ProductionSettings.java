package vn.dancu.card.production;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import vn.dancu.card.chip.ChipCurve;

/**
 * @param curve of the keys in chips: the chips bought must know it
 * @param segment how many cards are made and stored in one transaction, under one key
 * @param readers how many records are read at once
 * @param pollInterval how often runs are looked for that another instance has begun
 * @param longestRun how many cards one run may have
 * @param blanksAtOnce how many chip serials one delivery note may name
 * @param nationalItems what stands in the items 14 to 16 of data group 13: sources disagree
 */
@ConfigurationProperties("dancu.card.production")
record ProductionSettings(
        @DefaultValue("SECP256R1") ChipCurve curve,
        @DefaultValue("50") int segment,
        @DefaultValue("4") int readers,
        @DefaultValue("1s") Duration pollInterval,
        @DefaultValue("50000") int longestRun,
        @DefaultValue("10000") int blanksAtOnce,
        Map<Integer, NationalItem> nationalItems) {
    private static final int LONGEST = 50_000;

    ProductionSettings {
        nationalItems =
                nationalItems == null
                        ? Map.of(16, NationalItem.OLD_NUMBER)
                        : Map.copyOf(nationalItems);
        boolean items = nationalItems.keySet().stream().allMatch(n -> n >= 14 && n <= 16);
        if (!items || segment < 1 || segment > 1000 || longestRun < 1 || longestRun > LONGEST) {
            throw new IllegalArgumentException(
                    "national items are 14 to 16, a segment has up to 1000 cards, a run 50000");
        }
    }

    /** What can stand in an item whose use is not confirmed. */
    enum NationalItem {
        SPOUSE,
        OLD_NUMBER,
        CARD_SERIAL
    }
}
