package vn.dancu.population.referencedata;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.dancu.reference.Succession;

/**
 * What an edition would do to the list in force on its day, and what is wrong with it.
 *
 * @param findings what is wrong; with an error among them the edition cannot be approved
 */
record Difference(List<Change> changes, List<Finding> findings, Plan plan) {
    /** More are of no use to a reader; the first ones come first. */
    static final int MAX_FINDINGS = 500;

    Difference {
        changes = List.copyOf(changes);
        findings = List.copyOf(findings);
    }

    enum Kind {
        ADDED,
        REMOVED,
        RENAMED,
        /** It lies in another unit. */
        MOVED,
        /** Several became one: {@code others} are what it is made of. */
        MERGED,
        /** One gave to several: {@code others} are what it became. */
        SPLIT,
        /** The same unit under another code. */
        RECODED
    }

    /** What is said of a unit or of a code. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Facts(@Nullable String type, String name, @Nullable String parent) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Change(
            Kind kind,
            String code,
            @Nullable Facts before,
            @Nullable Facts after,
            List<String> others) {}

    enum Severity {
        ERROR,
        WARNING
    }

    /**
     * @param pointer into the file, empty where a unit that is not in it is meant
     * @param unit the code of the unit
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Finding(
            Severity severity, String code, String pointer, @Nullable String unit, String detail) {}

    /** A row that begins to hold. */
    record Row(String code, @Nullable String type, String name, @Nullable String parent) {}

    /**
     * What is written when the edition is applied.
     *
     * @param ended codes whose rows end
     * @param begun rows that begin
     * @param split units that ended and became several
     */
    record Plan(
            Set<String> ended, List<Row> begun, List<Succession> successions, List<Split> split) {}

    record Split(String code, String name, List<String> parts) {}

    boolean isSound() {
        return findings.stream().noneMatch(f -> f.severity() == Severity.ERROR);
    }

    Map<Kind, Integer> counts() {
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            counts.put(kind, 0);
        }
        changes.forEach(change -> counts.merge(change.kind(), 1, Integer::sum));
        return counts;
    }
}
