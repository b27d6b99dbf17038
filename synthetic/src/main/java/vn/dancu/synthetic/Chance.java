package vn.dancu.synthetic;

import java.util.List;
import java.util.SplittableRandom;

/** Repeatable randomness: the same seed and stream always give the same draws. */
final class Chance {
    private final SplittableRandom random;

    /** Each stream of a seed is independent of the others, so that streams may be skipped. */
    Chance(long seed, long stream) {
        random = new SplittableRandom(mix(seed) ^ mix(stream + 0x5DEECE66DL));
    }

    /** Spreads near-by values far apart (the finaliser of MurmurHash3, as in SplitMix64). */
    static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    boolean in100(double percent) {
        return random.nextDouble() * 100 < percent;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** From {@code least} to {@code most}, both included. */
    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    double fraction() {
        return random.nextDouble();
    }

    <T> T of(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
