package vn.dancu.population.imports;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Survey cards for tests. */
final class Cards {
    static final JsonMapper JSON = new JsonMapper();
    private static final String PLAIN =
            """
            {"formBarcode":"DC01-000000000000","collectedAt":"2019-05-14","collectedBy":"00001",
             "name":"Nguyễn Văn An","dateOfBirth":"1985-03-15","sex":"MALE",
             "birthRegistrationPlace":{"province":"01","district":"001","commune":"00001"},
             "origin":{"province":"01","district":"001","commune":"00001"},
             "ethnicity":"1","religion":"0","nationality":"VN","maritalStatus":2,
             "permanentResidence":{"province":"01","district":"001","commune":"00001",
               "detail":"Số 12 ngõ 4"},
             "currentResidence":{"province":"01","district":"001","commune":"00001"}}
            """;

    private Cards() {}

    /** A card that is accepted, without a number. */
    static ObjectNode card(String barcode) {
        return ((ObjectNode) JSON.readTree(PLAIN)).put("formBarcode", barcode);
    }

    static ObjectNode card(String barcode, Consumer<ObjectNode> change) {
        ObjectNode card = card(barcode);
        change.accept(card);
        return card;
    }

    static ObjectNode plain() {
        return card("DC01-010000000017");
    }

    static byte[] bytes(Object line) {
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }
}
