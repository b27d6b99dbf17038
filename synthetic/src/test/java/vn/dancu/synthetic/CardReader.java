package vn.dancu.synthetic;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.kernel.VietnameseText;
import vn.dancu.reference.AdministrativeUnits;
import vn.dancu.reference.CodeList;

/**
 * Reads a card file by {@code contracts/population/survey-card.md}, knowing nothing of how it was
 * made: the second opinion on the generator's truth.
 */
final class CardReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final AdministrativeUnits UNITS = AdministrativeUnits.launchEra();
    private static final CodeList ETHNIC_GROUPS = CodeList.ethnicGroups();
    private static final CodeList NATIONALITIES = CodeList.nationalities();
    private static final Set<String> FIELDS =
            Set.of(
                    "formBarcode",
                    "collectedAt",
                    "collectedBy",
                    "number",
                    "oldNumber",
                    "name",
                    "dateOfBirth",
                    "birthOrder",
                    "sex",
                    "birthRegistrationPlace",
                    "origin",
                    "ethnicity",
                    "religion",
                    "nationality",
                    "maritalStatus",
                    "permanentResidence",
                    "temporaryResidence",
                    "currentResidence",
                    "bloodGroup",
                    "father",
                    "mother",
                    "spouse",
                    "representative",
                    "relationshipToHead",
                    "householdHead");
    private static final List<String> MANDATORY =
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
                    "currentResidence");
    private static final List<String> PLACES =
            List.of(
                    "birthRegistrationPlace",
                    "origin",
                    "permanentResidence",
                    "temporaryResidence",
                    "currentResidence");

    /** How one line ends: an outcome and, unless accepted, its code. */
    record Verdict(Outcome outcome, String code) {}

    private final Set<String> barcodes = new HashSet<>();
    private final Map<String, JsonNode> byNumber = new HashMap<>();
    private final Set<List<String>> byOldNumber = new HashSet<>();
    private final Map<List<String>, List<JsonNode>> alike = new HashMap<>();
    final Map<Verdict, Long> verdicts = new HashMap<>();
    long normalised;

    Verdict read(byte[] line) {
        Verdict verdict = judge(line);
        verdicts.merge(verdict, 1L, Long::sum);
        return verdict;
    }

    long count(Outcome outcome) {
        return verdicts.entrySet().stream()
                .filter(entry -> entry.getKey().outcome() == outcome)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    Map<String, Long> codes(Outcome outcome) {
        Map<String, Long> codes = new TreeMap<>();
        verdicts.forEach(
                (verdict, count) -> {
                    if (verdict.outcome() == outcome) {
                        codes.put(verdict.code(), count);
                    }
                });
        return codes;
    }

    private Verdict judge(byte[] line) {
        if (line.length > 16_384) {
            return rejected("line_too_long");
        }
        Optional<JsonNode> parsed = parse(line);
        if (parsed.isEmpty()) {
            return rejected("malformed_json");
        }
        JsonNode card = parsed.get();
        try {
            Optional<String> fault = shape(card).or(() -> values(card)).or(() -> places(card));
            if (fault.isPresent()) {
                return rejected(fault.get());
            }
        } catch (InvalidValueException e) {
            return rejected(e.code());
        }
        Verdict verdict = among(card);
        if (verdict.outcome() != Outcome.REJECTED) {
            String name = card.get("name").asString();
            if (!VietnameseText.normalise(name).equals(name)) {
                normalised++;
            }
        }
        return verdict;
    }

    private static Optional<JsonNode> parse(byte[] line) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
            return Optional.of(JSON.readTree(text));
        } catch (CharacterCodingException | JacksonException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> shape(JsonNode card) {
        if (!FIELDS.containsAll(card.propertyNames())) {
            return Optional.of("unknown_field");
        }
        for (String place : PLACES) {
            if (card.has(place) && !card.get(place).isObject()) {
                return Optional.of("wrong_type");
            }
        }
        if (card.has("maritalStatus") && !card.get("maritalStatus").isInt()) {
            return Optional.of("wrong_type");
        }
        for (String field : MANDATORY) {
            JsonNode value = card.path(field);
            boolean empty = value.isString() && value.asString().isEmpty();
            if (value.isMissingNode() || value.isNull() || empty) {
                return Optional.of("missing_field");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> values(JsonNode card) {
        new PersonName(card.get("name").asString());
        PartialDate birth = PartialDate.parse(card.get("dateOfBirth").asString());
        PartialDate collected = PartialDate.parse(card.get("collectedAt").asString());
        if (birth.earliest().isAfter(collected.latest())) {
            return Optional.of("date_in_future");
        }
        if (ETHNIC_GROUPS.canonical(card.get("ethnicity").asString()).isEmpty()) {
            return Optional.of("unknown_ethnicity");
        }
        if (!NATIONALITIES.contains(card.get("nationality").asString())) {
            return Optional.of("unknown_nationality");
        }
        if (card.has("number") && !PersonalIdNumber.isWellFormed(card.get("number").asString())) {
            return Optional.of("number_malformed");
        }
        if (card.has("oldNumber") && !card.get("oldNumber").asString().matches("[0-9]{9}")) {
            return Optional.of("old_number_malformed");
        }
        return Optional.empty();
    }

    private static Optional<String> places(JsonNode card) {
        for (String field : PLACES) {
            JsonNode place = card.path(field);
            if (place.isMissingNode()) {
                continue;
            }
            if (place.path("detail").asString("").length() > 200) {
                return Optional.of("text_too_long");
            }
            AdministrativeUnits.PathCheck check =
                    UNITS.check(
                            place.get("province").asString(),
                            place.has("district") ? place.get("district").asString() : null,
                            place.has("commune") ? place.get("commune").asString() : null);
            switch (check) {
                case FITS -> {}
                case DISTRICT_NOT_IN_PROVINCE, COMMUNE_NOT_IN_DISTRICT -> {
                    return Optional.of("unit_not_in_parent");
                }
                default -> {
                    return Optional.of("unknown_unit");
                }
            }
        }
        return UNITS.contains(card.get("collectedBy").asString())
                ? Optional.empty()
                : Optional.of("unknown_unit");
    }

    /** What only the other cards can say. */
    private Verdict among(JsonNode card) {
        if (barcodes.contains(card.get("formBarcode").asString())) {
            return rejected("duplicate_barcode");
        }
        Sex sex = Sex.valueOf(card.get("sex").asString());
        int year = PartialDate.parse(card.get("dateOfBirth").asString()).year();
        Verdict verdict = new Verdict(Outcome.ACCEPTED, "");
        List<String> old = oldIdentity(card);
        if (!old.isEmpty() && byOldNumber.contains(old) && !hasHolder(card)) {
            return rejected("duplicate_person");
        }
        if (card.has("number")) {
            PersonalIdNumber number = new PersonalIdNumber(card.get("number").asString());
            JsonNode holder = byNumber.get(number.digits());
            if (holder != null) {
                boolean same =
                        holder.get("name").equals(card.get("name"))
                                && holder.get("dateOfBirth").equals(card.get("dateOfBirth"));
                if (same) {
                    return rejected("duplicate_person");
                }
                verdict = new Verdict(Outcome.IN_REVIEW, "number_conflict");
            } else if (number.agreesWith(sex, Optional.of(year))) {
                byNumber.put(number.digits(), card);
            } else {
                verdict = new Verdict(Outcome.IN_REVIEW, "number_disagrees");
            }
        } else if (sex == Sex.UNKNOWN) {
            verdict = new Verdict(Outcome.AWAITING_NUMBER, "sex_unknown");
        }
        if (sex != Sex.UNKNOWN && hasFullDate(card)) {
            List<JsonNode> others = alike.computeIfAbsent(likeness(card), key -> new ArrayList<>());
            if (verdict.outcome() == Outcome.ACCEPTED
                    && others.stream().anyMatch(other -> isAlike(card, other))) {
                verdict = new Verdict(Outcome.IN_REVIEW, "probable_duplicate");
            }
            others.add(card);
        }
        byOldNumber.add(old);
        barcodes.add(card.get("formBarcode").asString());
        return verdict;
    }

    private boolean hasHolder(JsonNode card) {
        return card.has("number") && byNumber.containsKey(card.get("number").asString());
    }

    private static boolean hasFullDate(JsonNode card) {
        return card.get("dateOfBirth").asString().length() == 10;
    }

    /** Old number, name and full date, which are certainly one person's; empty without them. */
    private static List<String> oldIdentity(JsonNode card) {
        return card.has("oldNumber") && hasFullDate(card)
                ? List.of(
                        card.get("oldNumber").asString(),
                        VietnameseText.toneKey(
                                VietnameseText.normalise(card.get("name").asString())),
                        card.get("dateOfBirth").asString())
                : List.of();
    }

    private static List<String> likeness(JsonNode card) {
        return List.of(
                VietnameseText.unaccentedKey(VietnameseText.normalise(card.get("name").asString())),
                card.get("dateOfBirth").asString(),
                card.get("sex").asString());
    }

    private static boolean isAlike(JsonNode card, JsonNode other) {
        int order = card.path("birthOrder").asInt(0);
        int otherOrder = other.path("birthOrder").asInt(0);
        boolean twins = order > 0 && otherOrder > 0 && order != otherOrder;
        String mother = mother(card);
        return !twins
                && (origin(card).equals(origin(other))
                        || (!mother.isEmpty() && mother.equals(mother(other))));
    }

    private static List<String> origin(JsonNode card) {
        JsonNode origin = card.get("origin");
        return List.of(
                origin.path("province").asString(""),
                origin.path("district").asString(""),
                origin.path("commune").asString(""));
    }

    private static String mother(JsonNode card) {
        return VietnameseText.unaccentedKey(card.path("mother").path("name").asString(""));
    }

    private static Verdict rejected(String code) {
        return new Verdict(Outcome.REJECTED, code);
    }
}
