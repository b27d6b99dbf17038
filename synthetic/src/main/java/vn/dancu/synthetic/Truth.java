package vn.dancu.synthetic;

import java.util.Map;
import java.util.SortedMap;

/**
 * How an import of the generated file into an empty register must end, line for line. A rare
 * exception: a number that a card claims may have been given to somebody else before, or strangers
 * may share name, date, sex and their mother's name; such a card is in review rather than accepted.
 *
 * @param normalised stored cards in which normalisation changed a text
 * @param awaitingByCode, reviewsByCode, rejectsByCode lines by the code that the import must give
 * @param faults lines by kind of fault
 * @param oddities cards by kind of oddity
 */
public record Truth(
        long lines,
        long bytes,
        long accepted,
        long awaitingNumber,
        long inReview,
        long rejected,
        long normalised,
        SortedMap<String, Long> awaitingByCode,
        SortedMap<String, Long> reviewsByCode,
        SortedMap<String, Long> rejectsByCode,
        SortedMap<String, Long> faults,
        SortedMap<String, Long> oddities) {

    public Truth {
        if (accepted + awaitingNumber + inReview + rejected != lines) {
            throw new IllegalArgumentException("every line has one outcome");
        }
    }

    public String json() {
        StringBuilder out = new StringBuilder("{");
        number(out, "lines", lines);
        number(out, "bytes", bytes);
        number(out, "accepted", accepted);
        number(out, "awaitingNumber", awaitingNumber);
        number(out, "inReview", inReview);
        number(out, "rejected", rejected);
        number(out, "normalised", normalised);
        counts(out, "awaitingByCode", awaitingByCode);
        counts(out, "reviewsByCode", reviewsByCode);
        counts(out, "rejectsByCode", rejectsByCode);
        counts(out, "faults", faults);
        counts(out, "oddities", oddities);
        return out.append("\n}\n").toString();
    }

    private static void number(StringBuilder out, String name, long value) {
        out.append(out.length() > 1 ? ",\n  \"" : "\n  \"").append(name).append("\": ");
        out.append(value);
    }

    private static void counts(StringBuilder out, String name, Map<String, Long> counts) {
        out.append(",\n  \"").append(name).append("\": {");
        String separator = "";
        for (Map.Entry<String, Long> entry : counts.entrySet()) {
            out.append(separator).append('"').append(entry.getKey()).append("\": ");
            out.append(entry.getValue());
            separator = ", ";
        }
        out.append('}');
    }
}
