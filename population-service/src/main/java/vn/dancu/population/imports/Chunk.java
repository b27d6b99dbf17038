package vn.dancu.population.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A chunk that was decided: it is never decided again.
 *
 * @param index counted from 0
 * @param fates of the counted lines of {@code parsed}, in their order
 * @param settled counts of the lines that ended with the decision
 * @param others by line, the person that a card in review met
 */
record Chunk(
        UUID importId,
        int index,
        ParsedChunk parsed,
        List<LineFate> fates,
        Tally settled,
        Map<Long, UUID> others) {
    Chunk {
        if (fates.size() != parsed.lines().size()) {
            throw new DamagedFileException("manifest_mismatch");
        }
    }

    /** Calls back for each stored line. */
    void forEachStored(StoredLine action) {
        for (int i = 0; i < fates.size(); i++) {
            LineFate fate = fates.get(i);
            if (!fate.isStored()) {
                continue;
            }
            if (!(parsed.lines().get(i) instanceof CardLine.Sound card)) {
                throw new DamagedFileException("manifest_mismatch");
            }
            action.accept(card, fate, TimeOrderedIds.person(importId, card.line()));
        }
    }

    /** What is done with a stored line. */
    interface StoredLine {
        void accept(CardLine.Sound card, LineFate fate, UUID personId);
    }

    byte[] manifest() {
        byte[] signs = new byte[fates.size()];
        for (int i = 0; i < signs.length; i++) {
            signs[i] = fates.get(i).sign();
        }
        return signs;
    }

    static List<LineFate> fates(byte[] manifest) {
        List<LineFate> fates = new ArrayList<>(manifest.length);
        for (byte sign : manifest) {
            fates.add(LineFate.ofSign(sign));
        }
        return fates;
    }
}
