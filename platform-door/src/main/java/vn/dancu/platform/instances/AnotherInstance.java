package vn.dancu.platform.instances;

import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Another instance than the one that has just failed, if there is one. */
public final class AnotherInstance {
    private static final int MOST_CHOICES = 4;

    private AnotherInstance() {}

    /**
     * The registry mixes its list each second, so that taking turns may meet the same one again:
     * then it is chosen anew, a few times.
     *
     * @param choice whose turn it is
     * @param failed whether that is the one that failed
     */
    public static <T extends @Nullable Object> T of(Supplier<T> choice, Predicate<T> failed) {
        T chosen = choice.get();
        for (int choices = 1; choices < MOST_CHOICES && failed.test(chosen); choices++) {
            chosen = choice.get();
        }
        return chosen;
    }
}
