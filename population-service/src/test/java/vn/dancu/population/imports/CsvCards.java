package vn.dancu.population.imports;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Survey cards as records of CSV, written here and not by what is tested. */
final class CsvCards {
    static final List<String> COLUMNS = columns();
    static final String HEADER = String.join(",", COLUMNS);

    private CsvCards() {}

    private static List<String> columns() {
        List<String> names =
                new ArrayList<>(
                        List.of(
                                "formBarcode",
                                "collectedAt",
                                "collectedBy",
                                "number",
                                "oldNumber",
                                "name",
                                "dateOfBirth",
                                "dateOfBirthText",
                                "birthOrder",
                                "sex",
                                "ethnicity",
                                "religion",
                                "nationality",
                                "maritalStatus",
                                "bloodGroup",
                                "relationshipToHead",
                                "corrects.importId",
                                "corrects.line"));
        for (String place :
                List.of(
                        "birthRegistrationPlace",
                        "origin",
                        "permanentResidence",
                        "temporaryResidence",
                        "currentResidence")) {
            for (String member : List.of("province", "district", "commune", "detail")) {
                names.add(place + "." + member);
            }
        }
        for (String relative :
                List.of("father", "mother", "spouse", "representative", "householdHead")) {
            for (String member : List.of("name", "number", "oldNumber", "nationality")) {
                names.add(relative + "." + member);
            }
        }
        return names;
    }

    static String record(JsonNode card) {
        return record(card, COLUMNS);
    }

    static String record(JsonNode card, List<String> columns) {
        List<String> cells = new ArrayList<>();
        for (String column : columns) {
            JsonNode value = card.at("/" + column.replace('.', '/'));
            String text = value.isMissingNode() ? "" : value.asString();
            boolean quoted = text.matches("(?s).*[\",\\r\\n].*");
            cells.add(quoted ? '"' + text.replace("\"", "\"\"") + '"' : text);
        }
        return String.join(",", cells);
    }
}
