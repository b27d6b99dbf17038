package vn.dancu.acceptance.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An officer of Hà Nội finds people of the imported cards by name and date of birth. */
final class SearchStep {
    private static final String CLIENT = "officer-hanoi";
    private static final String HANOI = "01";

    /** Cards looked at for each person that is wanted: some names are not unique. */
    private static final int CARDS_FOR_EACH = 6;

    private final GatewayClient gateway;
    private final Report report;
    private final JsonMapper json = JsonMapper.builder().build();
    private final Set<String> taken = new HashSet<>();
    private int searches;
    private long nanos;

    SearchStep(GatewayClient gateway, Report report) {
        this.gateway = gateway;
        this.report = report;
    }

    /** People of full age in Hà Nội. */
    List<Citizen> adults(SurveyCards cards, int wanted) {
        return find(cards, wanted, card -> bornBetween(card, 1955, 2000));
    }

    /** Married women in Hà Nội of an age to bear children. */
    List<Citizen> mothers(SurveyCards cards, int wanted) {
        return find(
                cards,
                wanted,
                card ->
                        bornBetween(card, 1983, 2000)
                                && card.path("sex").asString("").equals("FEMALE")
                                && card.path("spouse").has("name"));
    }

    void finish() {
        report.row(
                "People found by an officer",
                "%,d in %,d searches".formatted(taken.size(), searches),
                Duration.ofNanos(searches == 0 ? 0 : nanos / searches));
    }

    private List<Citizen> find(SurveyCards cards, int wanted, Predicate<JsonNode> wish) {
        List<Citizen> found = new ArrayList<>();
        int looked = taken.size() + wanted * CARDS_FOR_EACH;
        for (JsonNode card : cards.first(looked, c -> inHanoi(c) && wish.test(c))) {
            if (found.size() == wanted) {
                break;
            }
            report.progress("Search", found.size(), wanted, "");
            lookFor(card, found);
        }
        return found;
    }

    private void lookFor(JsonNode card, List<Citizen> found) {
        ObjectNode wanted = json.createObjectNode();
        wanted.put("name", card.path("name").asString(""));
        wanted.put("dateOfBirth", card.path("dateOfBirth").asString(""));
        wanted.put("province", HANOI);
        long start = System.nanoTime();
        Answer answer = gateway.query(CLIENT, "/population/v1/persons/search", wanted);
        nanos += System.nanoTime() - start;
        searches++;
        JsonNode items = answer.required("search").body().path("items");
        if (items.size() != 1) {
            return;
        }
        JsonNode person = items.get(0);
        boolean usable = person.has("number") && person.path("permanentResidence").has("commune");
        if (usable && taken.add(person.path("personId").asString(""))) {
            found.add(new Citizen(person, card));
        }
    }

    private static boolean inHanoi(JsonNode card) {
        return card.path("permanentResidence").path("province").asString("").equals(HANOI)
                && card.path("origin").has("commune")
                && !card.path("sex").asString("UNKNOWN").equals("UNKNOWN");
    }

    private static boolean bornBetween(JsonNode card, int first, int last) {
        String date = card.path("dateOfBirth").asString("");
        if (!date.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            return false;
        }
        int year = Integer.parseInt(date, 0, 4, 10);
        return year >= first && year <= last;
    }
}
