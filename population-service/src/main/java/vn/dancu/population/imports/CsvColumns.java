package vn.dancu.population.imports;

import java.io.Serial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a CSV file as its header names them, in any order. A member of a place or of a
 * relative is named with a dot: {@code origin.province}.
 */
record CsvColumns(List<Column> columns) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]{1,60}");
    static final List<String> PLACE = List.of("province", "district", "commune", "detail");
    static final List<String> RELATIVE = List.of("name", "number", "oldNumber", "nationality");
    private static final List<String> CORRECTION = List.of("importId", "line");
    private static final Map<String, Column> KNOWN = known();

    CsvColumns {
        columns = List.copyOf(columns);
    }

    /** A text, a number, or a member of what has members. */
    record Column(CardField field, @Nullable String member) {
        String name() {
            return member == null ? field.json() : field.json() + "." + member;
        }
    }

    /** The file as a whole is refused: its header cannot be used. */
    static final class HeaderException extends RuntimeException {
        @Serial private static final long serialVersionUID = 1L;
        private final String code;
        private final String detail;

        HeaderException(String code, String detail) {
            super(code);
            this.code = code;
            this.detail = detail;
        }

        String code() {
            return code;
        }

        String detail() {
            return detail;
        }
    }

    private static Map<String, Column> known() {
        Map<String, Column> known = new HashMap<>();
        for (CardField field : CardField.values()) {
            List<String> members = members(field);
            if (members.isEmpty()) {
                known.put(field.json(), new Column(field, null));
            }
            for (String member : members) {
                known.put(field.json() + "." + member, new Column(field, member));
            }
        }
        return Map.copyOf(known);
    }

    private static List<String> members(CardField field) {
        return switch (field.kind()) {
            case TEXT, INTEGER -> List.of();
            case PLACE -> PLACE;
            case RELATIVE -> RELATIVE;
            case CORRECTION -> CORRECTION;
        };
    }

    /**
     * @throws HeaderException {@code unknown_column}, {@code duplicate_column}, {@code
     *     missing_column}
     */
    static CsvColumns of(List<String> header) {
        List<Column> columns = new ArrayList<>(header.size());
        Set<Column> seen = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i).strip();
            Column column = KNOWN.get(name);
            if (column == null) {
                throw new HeaderException(
                        "unknown_column",
                        "Column %d%s is none of a survey card."
                                .formatted(
                                        i + 1,
                                        PLAIN.matcher(name).matches() ? " (" + name + ")" : ""));
            }
            if (!seen.add(column)) {
                throw new HeaderException(
                        "duplicate_column", "The column " + name + " is there twice.");
            }
            columns.add(column);
        }
        for (CardField field : CardField.values()) {
            requireColumn(field, seen);
        }
        return new CsvColumns(columns);
    }

    private static void requireColumn(CardField field, Set<Column> seen) {
        if (!field.isMandatory()) {
            return;
        }
        var column =
                new Column(field, field.kind() == CardField.Kind.PLACE ? PLACE.getFirst() : null);
        boolean replaced =
                field == CardField.DATE_OF_BIRTH
                        && seen.contains(new Column(CardField.DATE_OF_BIRTH_TEXT, null));
        if (!seen.contains(column) && !replaced) {
            throw new HeaderException(
                    "missing_column", "The column " + column.name() + " is missing.");
        }
    }
}
