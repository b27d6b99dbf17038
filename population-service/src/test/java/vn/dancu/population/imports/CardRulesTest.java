package vn.dancu.population.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.population.referencedata.ReferenceSnapshot;

class CardRulesTest {
    private static final CardRules RULES = new CardRules(ReferenceSnapshot.launchEra());
    private static final LocalDate TODAY = LocalDate.of(2021, 2, 26);
    private final CardReader reader = new CardReader();

    private Card read(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return read(bytes);
    }

    private Card read(byte[] bytes) {
        Card card = reader.read(bytes, 0, bytes.length);
        RULES.check(card, TODAY);
        return card;
    }

    private static Arguments faulty(String code, String pointer, Consumer<ObjectNode> change) {
        return arguments(code, pointer, change);
    }

    private static ObjectNode at(ObjectNode card, String field) {
        return (ObjectNode) card.get(field);
    }

    private static ObjectNode father(ObjectNode card) {
        return card.putObject("father").put("name", "Nguyễn Văn Bình");
    }

    static Stream<Arguments> faults() {
        List<Arguments> all = new ArrayList<>();
        all.add(faulty("unknown_field", "/height", c -> c.put("height", 170)));
        all.add(faulty("unknown_field", "/origin/hamlet", c -> at(c, "origin").put("hamlet", "x")));
        all.add(faulty("unknown_field", "/father/age", c -> father(c).put("age", 9)));
        all.add(faulty("unknown_field", "", c -> c.put("a \u0000 key", 1)));
        all.add(faulty("wrong_type", "/name", c -> c.put("name", 5)));
        all.add(faulty("wrong_type", "/origin", c -> c.put("origin", "Hà Nội")));
        all.add(faulty("wrong_type", "/maritalStatus", c -> c.put("maritalStatus", "2")));
        all.add(faulty("wrong_type", "/birthOrder", c -> c.put("birthOrder", 1.5)));
        all.add(faulty("wrong_type", "/father", c -> c.putArray("father")));
        all.add(faulty("wrong_type", "/origin/province", c -> at(c, "origin").put("province", 1)));
        all.add(faulty("wrong_type", "/sex", c -> c.put("sex", true)));
        all.add(faulty("control_character", "/name", c -> c.put("name", "Nguyễn\u0007 An")));
        all.add(faulty("control_character", "/name", c -> c.put("name", "Nguyễn\u200b An")));
        all.add(
                faulty(
                        "control_character",
                        "/permanentResidence/detail",
                        c -> at(c, "permanentResidence").put("detail", "a\tb")));
        all.add(faulty("control_character", "/sex", c -> c.put("sex", "MALE\u0000")));
        for (String mandatory :
                List.of(
                        "formBarcode",
                        "collectedAt",
                        "collectedBy",
                        "name",
                        "dateOfBirth",
                        "sex",
                        "birthRegistrationPlace",
                        "origin",
                        "ethnicity",
                        "religion",
                        "nationality",
                        "maritalStatus",
                        "permanentResidence",
                        "currentResidence")) {
            all.add(faulty("missing_field", "/" + mandatory, c -> c.remove(mandatory)));
            all.add(faulty("missing_field", "/" + mandatory, c -> c.putNull(mandatory)));
        }
        all.add(faulty("missing_field", "/name", c -> c.put("name", "")));
        all.add(faulty("missing_field", "/name", c -> c.put("name", " \u00a0 ")));
        all.add(faulty("missing_field", "/origin/province", c -> c.putObject("origin")));
        all.add(
                faulty(
                        "missing_field",
                        "/origin/district",
                        c -> at(c, "origin").remove("district")));
        all.add(
                faulty(
                        "missing_field",
                        "/temporaryResidence/province",
                        c -> c.putObject("temporaryResidence").put("detail", "Số 1")));
        all.add(faulty("missing_field", "/mother/name", c -> c.putObject("mother")));
        all.add(
                faulty(
                        "missing_field",
                        "/householdHead",
                        c -> c.put("relationshipToHead", "Chủ hộ")));
        all.add(
                faulty(
                        "missing_field",
                        "/relationshipToHead",
                        c -> c.putObject("householdHead").put("name", "Nguyễn Văn An")));
        all.add(faulty("barcode_malformed", "/formBarcode", c -> c.put("formBarcode", "DC01-1")));
        all.add(
                faulty(
                        "barcode_malformed",
                        "/formBarcode",
                        c -> c.put("formBarcode", "DC02-010000000017")));
        all.add(faulty("name_too_long", "/name", c -> c.put("name", "ă".repeat(101))));
        all.add(faulty("name_has_digit", "/name", c -> c.put("name", "Nguyễn Văn An 2")));
        all.add(faulty("name_has_digit", "/father/name", c -> father(c).put("name", "An ٣")));
        all.add(faulty("name_empty", "/name", c -> c.put("name", "- . -")));
        all.add(
                faulty(
                        "text_too_long",
                        "/currentResidence/detail",
                        c -> at(c, "currentResidence").put("detail", "x".repeat(201))));
        all.add(
                faulty(
                        "text_too_long",
                        "/relationshipToHead",
                        c -> {
                            c.putObject("householdHead").put("name", "Nguyễn Văn An");
                            c.put("relationshipToHead", "x".repeat(51));
                        }));
        for (String malformed :
                List.of("15/03/1985", "1985-3-15", "85", "1985-03-15T00:00", "1985-", "19850315")) {
            all.add(faulty("date_malformed", "/dateOfBirth", c -> c.put("dateOfBirth", malformed)));
        }
        all.add(faulty("date_malformed", "/collectedAt", c -> c.put("collectedAt", "2019-05")));
        for (String impossible :
                List.of(
                        "1985-02-30",
                        "1985-13",
                        "1985-00",
                        "1985-04-31",
                        "1799",
                        "1900-02-29",
                        "1985-04-00",
                        "0000")) {
            all.add(
                    faulty(
                            "date_impossible",
                            "/dateOfBirth",
                            c -> c.put("dateOfBirth", impossible)));
        }
        all.add(faulty("date_impossible", "/collectedAt", c -> c.put("collectedAt", "2019-02-29")));
        all.add(faulty("date_in_future", "/collectedAt", c -> c.put("collectedAt", "2021-02-27")));
        all.add(faulty("date_in_future", "/dateOfBirth", c -> c.put("dateOfBirth", "2019-05-15")));
        all.add(faulty("date_in_future", "/dateOfBirth", c -> c.put("dateOfBirth", "2019-06")));
        all.add(faulty("date_in_future", "/dateOfBirth", c -> c.put("dateOfBirth", "9999")));
        all.add(faulty("birth_order_out_of_range", "/birthOrder", c -> c.put("birthOrder", 0)));
        all.add(faulty("birth_order_out_of_range", "/birthOrder", c -> c.put("birthOrder", 10)));
        all.add(
                faulty(
                        "birth_order_out_of_range",
                        "/birthOrder",
                        c -> c.put("birthOrder", 99_999_999_999L)));
        all.add(faulty("unknown_sex", "/sex", c -> c.put("sex", "male")));
        all.add(faulty("unknown_ethnicity", "/ethnicity", c -> c.put("ethnicity", "77")));
        all.add(faulty("unknown_ethnicity", "/ethnicity", c -> c.put("ethnicity", "00")));
        all.add(faulty("unknown_religion", "/religion", c -> c.put("religion", "15")));
        all.add(faulty("unknown_nationality", "/nationality", c -> c.put("nationality", "XQ")));
        all.add(
                faulty(
                        "unknown_nationality",
                        "/father/nationality",
                        c -> father(c).put("nationality", "vn")));
        all.add(faulty("unknown_marital_status", "/maritalStatus", c -> c.put("maritalStatus", 4)));
        all.add(
                faulty(
                        "unknown_marital_status",
                        "/maritalStatus",
                        c -> c.put("maritalStatus", -1)));
        all.add(faulty("unknown_blood_group", "/bloodGroup", c -> c.put("bloodGroup", "A")));
        all.add(faulty("number_malformed", "/number", c -> c.put("number", "00108501234")));
        all.add(faulty("number_malformed", "/number", c -> c.put("number", "")));
        all.add(faulty("number_malformed", "/father/number", c -> father(c).put("number", "x")));
        all.add(faulty("old_number_malformed", "/oldNumber", c -> c.put("oldNumber", "B12345678")));
        all.add(
                faulty(
                        "old_number_malformed",
                        "/father/oldNumber",
                        c -> father(c).put("oldNumber", "0123456789")));
        all.add(faulty("unit_malformed", "/collectedBy", c -> c.put("collectedBy", "01")));
        all.add(
                faulty(
                        "unit_malformed",
                        "/origin/province",
                        c -> at(c, "origin").put("province", "1")));
        all.add(
                faulty(
                        "unit_malformed",
                        "/origin/commune",
                        c -> at(c, "origin").put("commune", "001")));
        all.add(faulty("unknown_unit", "/collectedBy", c -> c.put("collectedBy", "99999")));
        all.add(
                faulty(
                        "unknown_unit",
                        "/origin/commune",
                        c -> at(c, "origin").put("commune", "99999")));
        all.add(
                faulty(
                        "correction_malformed",
                        "/corrects/importId",
                        c -> c.putObject("corrects").put("importId", "x").put("line", 1)));
        all.add(
                faulty(
                        "correction_malformed",
                        "/corrects/line",
                        c ->
                                c.putObject("corrects")
                                        .put("importId", UUID.randomUUID().toString())
                                        .put("line", 0)));
        all.add(faulty("wrong_type", "/corrects", c -> c.put("corrects", 7)));
        all.add(
                faulty(
                        "wrong_type",
                        "/corrects/line",
                        c -> c.putObject("corrects").put("line", "7")));
        all.add(
                faulty(
                        "unknown_field",
                        "/corrects/file",
                        c -> c.putObject("corrects").put("file", "7")));
        all.add(
                faulty(
                        "unknown_unit",
                        "/origin/province",
                        c -> at(c, "origin").put("province", "99")));
        all.add(
                faulty(
                        "unit_not_in_parent",
                        "/birthRegistrationPlace/commune",
                        c ->
                                at(c, "birthRegistrationPlace")
                                        .put("province", "96")
                                        .put("district", "964")));
        all.add(
                faulty(
                        "unit_not_in_parent",
                        "/origin/district",
                        c -> at(c, "origin").put("province", "96")));
        return all.stream();
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("faults")
    void eachFaultHasItsCodeAndPlace(String code, String pointer, Consumer<ObjectNode> change) {
        Card card = read(Cards.card("DC01-010000000017", change).toString());
        assertThat(card.reject()).isEqualTo(RejectCode.ofCode(code));
        assertThat(card.pointer()).isEqualTo(pointer);
    }

    @ParameterizedTest
    @CsvSource({
        "30/02/1957,1957-03-02",
        "30/2/1956,1956-03-01",
        "29-02-1957,1957-03-01",
        "29.02.1956,1956-02-29",
        "15/03/1957,1957-03-15",
        "03/1957,1957-03",
        "1957,1957",
        "1957-03-15,1957-03-15",
    })
    void dateOfAnOldPaperIsReadAndWhereItIsImpossibleTheLegalDayIsMeant(String text, String date) {
        Card card =
                read(
                        Cards.card(
                                        "DC01-010000000017",
                                        c -> {
                                            c.remove("dateOfBirth");
                                            c.put("dateOfBirthText", text);
                                        })
                                .toString());
        assertThat(card.reject()).isNull();
        assertThat(card.text(CardField.DATE_OF_BIRTH)).isEqualTo(date);
    }

    @ParameterizedTest
    @CsvSource({
        "31/04/1957,date_impossible",
        "00/02/1957,date_impossible",
        "31/02/1957,date_impossible",
        "01/13/1957,date_impossible",
        "30/02/1757,date_impossible",
        "năm Mậu Tuất,date_malformed",
        "30/02/57,date_malformed",
        "30/02/2019,date_in_future",
    })
    void dateOfAnOldPaperThatNoRuleReadsIsRejected(String text, String code) {
        Card card =
                read(
                        Cards.card(
                                        "DC01-010000000017",
                                        c -> {
                                            c.remove("dateOfBirth");
                                            c.put("dateOfBirthText", text);
                                            c.put("collectedAt", "2019-01-14");
                                        })
                                .toString());
        assertThat(card.reject()).isEqualTo(RejectCode.ofCode(code));
        assertThat(card.pointer()).isEqualTo("/dateOfBirthText");
    }

    @Test
    void textOfAnOldPaperMayStandBesideWhatIsKnownOfTheDate() {
        Card card =
                read(
                        Cards.card(
                                        "DC01-010000000017",
                                        c -> {
                                            c.put("dateOfBirth", "1957-04");
                                            c.put("dateOfBirthText", "31/04/1957");
                                        })
                                .toString());
        assertThat(card.reject()).isNull();
        assertThat(card.text(CardField.DATE_OF_BIRTH)).isEqualTo("1957-04");
        assertThat(card.text(CardField.DATE_OF_BIRTH_TEXT)).isEqualTo("31/04/1957");
    }

    @Test
    void everyRuleOfOneCardIsTested() {
        Set<RejectCode> tested = EnumSet.noneOf(RejectCode.class);
        faults().forEach(fault -> tested.add(RejectCode.ofCode((String) fault.get()[0])));
        assertThat(tested)
                .containsExactlyInAnyOrderElementsOf(
                        EnumSet.range(RejectCode.UNKNOWN_FIELD, RejectCode.UNIT_NOT_IN_PARENT));
    }

    /** Every pair of faults that can stand in one card together: the earlier rule is reported. */
    @Test
    void ofTwoFaultsTheEarlierRuleIsReported() {
        List<Arguments> all = faults().toList();
        int pairs = 0;
        for (Arguments one : all) {
            for (Arguments other : all) {
                if (topField(one).equals(topField(other))) {
                    continue;
                }
                ObjectNode card = Cards.plain();
                apply(one, card);
                apply(other, card);
                RejectCode first = RejectCode.ofCode((String) one.get()[0]);
                RejectCode second = RejectCode.ofCode((String) other.get()[0]);
                assertThat(read(card.toString()).reject())
                        .as("%s and %s", Arrays.toString(one.get()), Arrays.toString(other.get()))
                        .isEqualTo(first.compareTo(second) < 0 ? first : second);
                pairs++;
            }
        }
        assertThat(pairs).isGreaterThan(4_000);
    }

    private static String topField(Arguments fault) {
        String pointer = (String) fault.get()[1];
        int end = pointer.indexOf('/', 1);
        String field = end < 0 ? pointer : pointer.substring(0, end);
        return switch (field) {
            // These stand or fall together: a date is judged beside the day of its collection.
            case "/collectedAt", "/dateOfBirth" -> "/dates";
            case "/householdHead", "/relationshipToHead" -> "/head";
            default -> field;
        };
    }

    @SuppressWarnings("unchecked") // as faults() made it
    private static void apply(Arguments fault, ObjectNode card) {
        ((Consumer<ObjectNode>) fault.get()[2]).accept(card);
    }

    static Stream<String> malformed() {
        String plain = Cards.plain().toString();
        return Stream.of(
                plain.substring(0, plain.length() - 10),
                plain + "}",
                plain + plain,
                "[" + plain + "]",
                "null",
                "\"text\"",
                "{",
                "{]",
                plain.replace("\"sex\":", "\"sex\" "),
                plain.replace("\"MALE\"", "'MALE'"),
                plain.replace("\"MALE\"", "MALE"),
                plain.replace("\"sex\":", "\"sex\":\"MALE\",\"sex\":"),
                plain.replace("\"province\":\"01\"", "\"province\":\"01\",\"province\":\"01\""),
                plain.replace("{\"formBarcode\"", "{\"x\":{\"y\":1,\"y\":2},\"formBarcode\""),
                plain.replace("{\"formBarcode\"", "{\"x\":1,\"x\":2,\"formBarcode\""),
                plain.replace("\"maritalStatus\":2", "\"maritalStatus\":[{\"a\":1,\"a\":1}]"),
                plain.replace("Nguyễn", "Nguyễn\n"),
                plain.replace("Nguyễn", "Nguyễn\\x"),
                "\ufeff" + plain);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void whatIsNotOneJsonObjectIsMalformed(String line) {
        assertThat(read(line).reject()).isEqualTo(RejectCode.MALFORMED_JSON);
    }

    @Test
    void otherEncodingsAreMalformed() {
        String plain = Cards.plain().toString();
        assertThat(read(plain.getBytes(StandardCharsets.UTF_16LE)).reject())
                .isEqualTo(RejectCode.MALFORMED_JSON);
        assertThat(read(plain.getBytes(StandardCharsets.UTF_16)).reject())
                .isEqualTo(RejectCode.MALFORMED_JSON);
        assertThat(read(plain.getBytes(StandardCharsets.ISO_8859_1)).reject())
                .as("without its marks it is plain ASCII but for the question marks")
                .isEqualTo(RejectCode.MALFORMED_JSON);
    }

    @Test
    void halfACharacterIsInvisible() {
        String line = Cards.plain().toString().replace("Nguyễn", "Nguy\\ud800n");
        assertThat(read(line).reject()).isEqualTo(RejectCode.CONTROL_CHARACTER);
    }

    @Test
    void malformedComesBeforeWhatStandsEarlierInTheLine() {
        String line = Cards.plain().put("height", 5).toString();
        assertThat(read(line.substring(0, line.length() - 1)).reject())
                .isEqualTo(RejectCode.MALFORMED_JSON);
    }

    @Test
    void deepAndLongValuesAreUnknownNotMalformed() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        String plain = Cards.plain().toString();
        assertThat(
                        read(plain.replace(
                                        "{\"formBarcode\"", "{\"x\":" + deep + ",\"formBarcode\""))
                                .reject())
                .isEqualTo(RejectCode.UNKNOWN_FIELD);
        assertThat(
                        read(plain.replace(
                                        "\"maritalStatus\":2",
                                        "\"maritalStatus\":" + "1".repeat(5_000)))
                                .reject())
                .isEqualTo(RejectCode.UNKNOWN_MARITAL_STATUS);
    }

    @Test
    void soundCardIsNotRefused() {
        ObjectNode full =
                Cards.plain()
                        .put("number", "001085012345")
                        .put("oldNumber", "010123456")
                        .put("birthOrder", 2)
                        .put("bloodGroup", "04")
                        .put("relationshipToHead", "Chủ hộ");
        full.putObject("householdHead").put("name", "Nguyễn Văn An").put("number", "001085012345");
        father(full).put("nationality", "VN").put("oldNumber", "010123457");
        full.putObject("temporaryResidence").put("province", "96").putNull("district");
        Card card = read(full.toString());
        assertThat(card.reject()).isNull();
        assertThat(card.isNormalised()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1985", "1985-03", "1985-03-15", "1800", "2019-05-14", "2000-02-29"})
    void datesOfEachPrecisionAreAccepted(String date) {
        assertThat(read(Cards.plain().put("dateOfBirth", date).toString()).reject()).isNull();
    }

    @Test
    void placeMayStopAtAnyLevel() {
        assertThat(
                        read(Cards.card(
                                                "DC01-010000000017",
                                                c -> c.putObject("origin").put("province", "01"))
                                        .toString())
                                .reject())
                .isNull();
    }

    @Test
    void twoDigitEthnicGroupIsStoredAsOneAndNotCounted() {
        Card card = read(Cards.plain().put("ethnicity", "01").toString());
        assertThat(card.text(CardField.ETHNICITY)).isEqualTo("1");
        assertThat(card.isNormalised()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {" Nguyễn Văn An", "Nguyễn  Văn An", "Nguyễn\u00a0Văn An"})
    void spacesAreMadeSingle(String name) {
        Card card = read(Cards.plain().put("name", name).toString());
        assertThat(card.text(CardField.NAME)).isEqualTo("Nguyễn Văn An");
        assertThat(card.isNormalised()).isTrue();
    }

    @Test
    void decomposedTextAndEthAreNormalised() {
        String decomposed = Normalizer.normalize("Nguyễn Văn An", Normalizer.Form.NFD);
        Card card = read(Cards.plain().put("name", decomposed).toString());
        assertThat(card.text(CardField.NAME)).isEqualTo("Nguyễn Văn An");
        assertThat(card.isNormalised()).isTrue();
        card = read(Cards.plain().put("name", "\u00d0ỗ Mười").toString());
        assertThat(card.text(CardField.NAME)).isEqualTo("\u0110ỗ Mười");
        assertThat(card.isNormalised()).isTrue();
    }

    @Test
    void rulesApplyToNormalisedText() {
        Card card = read(Cards.plain().put("number", " 001085012345 ").toString());
        assertThat(card.reject()).isNull();
        assertThat(card.text(CardField.NUMBER)).isEqualTo("001085012345");
        String decomposed = Normalizer.normalize("Ễ".repeat(100), Normalizer.Form.NFD);
        assertThat(read(Cards.plain().put("name", decomposed).toString()).reject()).isNull();
    }
}
