package vn.dancu.population.imports;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * What reports need of the counted lines of a chunk, beside what the decision needs: the province
 * that collected each, which information lines are complete, and which rejected lines it corrects.
 */
final class LineNotes {
    /** Where the province that collected a card cannot be read. */
    static final String NO_PROVINCE = "";

    private String[] provinces;
    private int[] complete;
    private int size;
    private final List<Correction> corrections = new ArrayList<>();

    LineNotes(int guess) {
        provinces = new String[Math.max(guess, 1)];
        complete = new int[provinces.length];
    }

    /**
     * A card that says which rejected line it corrects.
     *
     * @param line of the card itself
     */
    record Correction(long line, UUID importId, long correctedLine) {}

    void add(String province, int completeLines) {
        if (size == provinces.length) {
            provinces = Arrays.copyOf(provinces, size * 2);
            complete = Arrays.copyOf(complete, size * 2);
        }
        provinces[size] = province;
        complete[size] = completeLines;
        size++;
    }

    void corrects(Correction correction) {
        corrections.add(correction);
    }

    int size() {
        return size;
    }

    String province(int i) {
        return provinces[i];
    }

    /** The bits of {@link InformationLine}. */
    int complete(int i) {
        return complete[i];
    }

    List<Correction> corrections() {
        return List.copyOf(corrections);
    }
}
