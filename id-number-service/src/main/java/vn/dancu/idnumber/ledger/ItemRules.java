package vn.dancu.idnumber.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;

/**
 * Reads the items of a batch into typed values, and refuses the batch with all that is wrong with
 * it: a batch is stored as a whole or not at all.
 */
public final class ItemRules {
    /** Enough to see what is wrong; an answer has a bound too. */
    private static final int VIOLATIONS_AT_MOST = 100;

    private ItemRules() {}

    /**
     * @param reader makes the typed item; what it throws names the field that is wrong
     * @throws ProblemException 422 {@code invalid_fields}
     */
    public static <R, T> List<T> read(
            @Nullable UUID requestId,
            @Nullable List<@Nullable R> raw,
            int maxItems,
            Reader<R, T> reader) {
        List<Violation> violations = new ArrayList<>();
        if (requestId == null) {
            violations.add(missing("/requestId"));
        }
        if (raw == null) {
            violations.add(missing("/items"));
            throw ProblemException.invalid(violations);
        }
        if (raw.size() > maxItems) {
            violations.add(
                    new Violation("too_many_items", "/items", "At most " + maxItems + " items."));
            throw ProblemException.invalid(violations);
        }
        List<T> items = new ArrayList<>(raw.size());
        Set<UUID> seen = HashSet.newHashSet(raw.size());
        for (int i = 0; i < raw.size() && violations.size() < VIOLATIONS_AT_MOST; i++) {
            Fields fields = new Fields("/items/" + i, seen, violations);
            R item = raw.get(i);
            if (item == null) {
                violations.add(missing("/items/" + i));
                continue;
            }
            T typed = reader.read(item, fields);
            if (typed != null) {
                items.add(typed);
            }
        }
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
        return items;
    }

    private static Violation missing(String pointer) {
        return new Violation("missing_field", pointer, "This field is needed.");
    }

    /** Makes a typed item, or null after it has noted a violation. */
    @FunctionalInterface
    public interface Reader<R, T> {
        @Nullable T read(R raw, Fields fields);
    }

    /** The place of one item, and what is wrong there. */
    public static final class Fields {
        private final String pointer;
        private final Set<UUID> seen;
        private final List<Violation> violations;

        private Fields(String pointer, Set<UUID> seen, List<Violation> violations) {
            this.pointer = pointer;
            this.seen = seen;
            this.violations = violations;
        }

        /** Notes each of the fields that is absent. */
        public boolean present(String name, @Nullable Object value) {
            if (value == null) {
                violations.add(missing(pointer + "/" + name));
            }
            return value != null;
        }

        /** Notes an item that was named before in the batch: it would have two outcomes. */
        public boolean first(UUID itemId) {
            boolean first = seen.add(itemId);
            if (!first) {
                violations.add(
                        new Violation(
                                "duplicate_item",
                                pointer + "/itemId",
                                "Each item stands in a batch once."));
            }
            return first;
        }

        public void broken(InvalidValueException rule) {
            violations.add(
                    new Violation(
                            rule.code(),
                            pointer + "/" + fieldOf(rule.code()),
                            String.valueOf(rule.getMessage())));
        }

        private static String fieldOf(String code) {
            return switch (code) {
                case "prefix_malformed" -> "prefix";
                case "sex_unknown" -> "sex";
                case "birth_year_out_of_range" -> "birthYear";
                default -> "number";
            };
        }
    }
}
