package vn.dancu.population.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How lines that are lists are kept: an empty list is a line that nothing is known of. */
final class Lines {
    private Lines() {}

    static <T> @Nullable List<T> listed(@Nullable List<T> list) {
        return list == null || list.isEmpty() ? null : List.copyOf(list);
    }
}
