package vn.dancu.sharing.rest;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.sharing.disclosure.Answer;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.Refusal;

/** The core's answers in the words of REST: data is 200, everything else a problem detail. */
final class Told {
    private Told() {}

    /**
     * The answer, if it tells something of the kind that was asked for.
     *
     * @param pointer where in the body the n-th field of the question stands
     * @throws ProblemException 403 with the code of the refusal; 404 {@code person_not_found},
     *     {@code superseded}, {@code date_precision_differs}; 429 {@code quota_exceeded}, {@code
     *     agency_busy}; 503 {@code unavailable}
     */
    static <T extends Answer.Told> T in(Answer answer, Class<T> kind, IntFunction<String> pointer) {
        return switch (answer) {
            case Answer.Told told -> kind.cast(told);
            case Answer.NothingFound nothing -> throw notFound(nothing.kind());
            case Answer.Refused refused ->
                    throw refused.fieldIndex()
                            .map(i -> AccessRefused.because(refused.refusal(), pointer.apply(i)))
                            .orElseGet(() -> AccessRefused.inBody(refused.refusal()));
            case Answer.TryLater later -> throw notNow(later);
        };
    }

    private static ProblemException notFound(Answer.NothingFound.Kind kind) {
        return switch (kind) {
            // Whether the number exists is not told: the record keeps the difference.
            case NOT_FOUND ->
                    ProblemException.notFound(
                            "person_not_found",
                            "No person has this number, name and date of birth.");
            case SUPERSEDED ->
                    ProblemException.notFound(
                            "superseded",
                            "Number, name and date of birth agreed at one time and were replaced.");
            case DATE_PRECISION_DIFFERS ->
                    ProblemException.notFound(
                            "date_precision_differs",
                            "The date of birth is on record to another precision.");
        };
    }

    private static ProblemException notNow(Answer.TryLater later) {
        return switch (later.reason()) {
            case QUOTA_EXCEEDED ->
                    ProblemException.tooMany(
                            Refusal.QUOTA_EXCEEDED.code(),
                            "The quota of the agreement is used up for now.",
                            later.after());
            case AGENCY_BUSY ->
                    ProblemException.tooMany(
                            "agency_busy",
                            "The agency has too many questions under way at once.",
                            later.after());
            case NOT_REACHED, UNAVAILABLE ->
                    ProblemException.unavailable(
                            "unavailable", "The register does not answer now.", later.after());
        };
    }

    /**
     * @throws ProblemException 422 {@code invalid_fields} with {@code field_twice}
     */
    static void refuseTwice(List<PersonField> fields) {
        Set<PersonField> seen = EnumSet.noneOf(PersonField.class);
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            if (!seen.add(fields.get(i))) {
                violations.add(
                        new Violation("field_twice", "/fields/" + i, "A field is named once."));
            }
        }
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
    }
}
