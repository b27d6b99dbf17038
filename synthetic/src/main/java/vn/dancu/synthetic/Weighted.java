package vn.dancu.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Values drawn in proportion to their weights. */
final class Weighted<T> {
    private final List<T> values;
    private final double[] upTo;

    Weighted(List<T> values, List<Double> weights) {
        this.values = List.copyOf(values);
        this.upTo = new double[values.size()];
        double sum = 0;
        for (int i = 0; i < upTo.length; i++) {
            sum += weights.get(i);
            upTo[i] = sum;
        }
        if (sum <= 0) {
            throw new IllegalArgumentException("weights must be positive");
        }
    }

    /** Reads {@code word:weight word:weight …}; an underscore stands for a space in a word. */
    static Weighted<String> parse(String text) {
        return parse(text, word -> word);
    }

    static <T> Weighted<T> parse(String text, Function<String, T> value) {
        List<T> values = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        for (String entry : text.split(" ", -1)) {
            int colon = entry.lastIndexOf(':');
            String word = entry.substring(0, colon);
            values.add(value.apply(word.length() > 1 ? word.replace('_', ' ') : word));
            weights.add(Double.valueOf(entry.substring(colon + 1)));
        }
        return new Weighted<>(values, weights);
    }

    T pick(Chance chance) {
        double at = chance.fraction() * upTo[upTo.length - 1];
        int low = 0;
        int high = upTo.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (upTo[middle] <= at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return values.get(low);
    }
}
