package vn.dancu.population.acts;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be recorded.
 *
 * @param personId whose record; absent where the act makes the person
 * @param entryKey where it stands in the books, with its kind before it
 * @param content what makes two reports of one entry the same
 * @param where pointer to the facts in the request
 */
public record Proposal<F>(
        ActKind<F> kind,
        @Nullable UUID personId,
        F facts,
        Evidence evidence,
        @Nullable String entryKey,
        Object content,
        String where) {}
