package vn.dancu.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.reference.AdministrativeUnits;

/** Proportions are those of the census of 1 April 2019, and families hold together. */
class CensusTest {
    private static final List<JsonNode> CARDS = accepted(CardFile.of(4, 40_000));

    private static List<JsonNode> accepted(CardFile file) {
        JsonMapper json = JsonMapper.builder().build();
        CardReader reader = new CardReader();
        List<JsonNode> cards = new ArrayList<>();
        for (byte[] line : file.lines()) {
            if (reader.read(line).outcome() == Outcome.ACCEPTED) {
                cards.add(json.readTree(line));
            }
        }
        return cards;
    }

    @Test
    void provincesHaveTheirSharesOfThePeople() {
        List<Province> provinces = Province.all(AdministrativeUnits.launchEra());
        long nation = provinces.stream().mapToLong(Province::population).sum();
        assertThat(nation).isEqualTo(96_208_984);
        for (Province province : provinces) {
            double expected = (double) province.population() / nation;
            double actual = percent(card -> province.code().equals(home(card))) / 100;
            // People come in households, so shares scatter as if each person counted five times.
            double scatter = Math.sqrt(expected * 5 / CARDS.size());
            assertThat(actual)
                    .as("province %s", province.code())
                    .isCloseTo(expected, within(4 * scatter));
        }
    }

    @Test
    void agesAndSexesAreThoseOfTheCensus() {
        assertThat(percent(card -> age(card) < 15)).isCloseTo(24.3, within(2.0));
        assertThat(percent(card -> age(card) >= 60)).isCloseTo(11.9, within(1.5));
        double men = percent(card -> text(card, "sex").equals("MALE"));
        double women = percent(card -> text(card, "sex").equals("FEMALE"));
        assertThat(men / women).isCloseTo(0.991, within(0.03));
    }

    @Test
    void ethnicGroupsAndSurnamesAreAsCommonAsInLife() {
        assertThat(percent(card -> group(card).equals("1"))).isCloseTo(85.3, within(1.5));
        assertThat(percent(card -> group(card).equals("2"))).isCloseTo(1.9, within(0.5));
        assertThat(percent(card -> group(card).equals("5"))).isCloseTo(1.4, within(0.5));
        assertThat(percent(card -> surname(card).equals("Nguyễn"))).isBetween(31.0, 38.0);
        assertThat(percent(card -> surname(card).equals("Trần"))).isBetween(9.0, 12.5);
        assertThat(percent(card -> surname(card).equals("Lê"))).isBetween(7.0, 9.8);
    }

    @Test
    void aFifthOfTheAdultsHasANumberAndMostHaveAnOldOne() {
        List<JsonNode> adults = CARDS.stream().filter(card -> age(card) >= 15).toList();
        long numbered = adults.stream().filter(card -> card.has("number")).count();
        long old = adults.stream().filter(card -> card.has("oldNumber")).count();
        assertThat(100.0 * numbered / adults.size()).isCloseTo(20, within(1.5));
        assertThat(100.0 * old / adults.size()).isCloseTo(88, within(1.5));
    }

    @Test
    void everyNumberIsOfOnePersonAndReadsAsTheCardSays() {
        Set<String> numbers = new HashSet<>();
        Set<String> oldNumbers = new HashSet<>();
        for (JsonNode card : CARDS) {
            if (card.has("number")) {
                PersonalIdNumber number = new PersonalIdNumber(text(card, "number"));
                assertThat(numbers.add(number.digits())).isTrue();
                Sex sex = Sex.valueOf(text(card, "sex"));
                int year = Integer.parseInt(text(card, "dateOfBirth").substring(0, 4));
                assertThat(number.agreesWith(sex, Optional.of(year))).isTrue();
                String registered = card.get("birthRegistrationPlace").get("province").asString();
                assertThat(number.reading().prefix()).isEqualTo("0" + registered);
            }
            if (card.has("oldNumber")) {
                assertThat(oldNumbers.add(text(card, "oldNumber"))).isTrue();
            }
        }
        assertThat(numbers).hasSizeGreaterThan(4_000);
    }

    @Test
    void parentsOfAHouseholdAreNamedAsOnTheirOwnCards() {
        Map<String, JsonNode> members = new HashMap<>();
        Set<String> namesakes = new HashSet<>();
        for (JsonNode card : CARDS) {
            String key = household(card) + "/" + plainName(card);
            if (members.put(key, card) != null) {
                namesakes.add(key);
            }
        }
        // A child may be named as a grandparent is; such a name leads to nobody here.
        namesakes.forEach(members::remove);
        int found = 0;
        for (JsonNode card : CARDS) {
            // Whoever is married may have a dead parent of whose name somebody here is.
            boolean child = Set.of("Con", "Cháu").contains(text(card, "relationshipToHead"));
            if (!child || card.has("spouse")) {
                continue;
            }
            for (String side : List.of("father", "mother")) {
                JsonNode named = card.path(side);
                JsonNode parent =
                        members.get(household(card) + "/" + named.path("name").asString(""));
                if (parent == null) {
                    continue;
                }
                found++;
                assertThat(birthYear(card) - birthYear(parent)).isBetween(14, 75);
                assertThat(text(named, "number")).isEqualTo(text(parent, "number"));
                assertThat(text(named, "oldNumber")).isEqualTo(text(parent, "oldNumber"));
                assertThat(text(parent, "sex"))
                        .isEqualTo(side.equals("father") ? "MALE" : "FEMALE");
            }
        }
        assertThat(found).isGreaterThan(14_000);
    }

    @Test
    void childrenBearTheNameOfTheirFatherOrOfTheirMotherAmongTheMatrilineal() {
        for (JsonNode card : CARDS) {
            boolean child = text(card, "relationshipToHead").equals("Con") && card.has("father");
            if (!child || !"1".equals(group(card))) {
                continue;
            }
            String fathers = firstWord(card.get("father").get("name").asString());
            assertThat(firstWord(plainName(card))).isEqualTo(fathers);
        }
    }

    @Test
    void everyHouseholdHasOneHeadWhomAllItsCardsName() {
        Map<String, String> heads = new HashMap<>();
        for (JsonNode card : CARDS) {
            String head = card.get("householdHead").get("name").asString();
            if (text(card, "relationshipToHead").equals("Chủ hộ")) {
                assertThat(head).isEqualTo(plainName(card));
                heads.put(household(card), head);
            }
        }
        double size = (double) CARDS.size() / heads.size();
        assertThat(size).isCloseTo(3.5, within(0.4));
    }

    private static String household(JsonNode card) {
        return card.get("permanentResidence")
                + text(card, "collectedAt")
                + card.get("householdHead");
    }

    private static double percent(Predicate<JsonNode> matches) {
        return 100.0 * CARDS.stream().filter(matches).count() / CARDS.size();
    }

    private static String home(JsonNode card) {
        return card.get("permanentResidence").get("province").asString();
    }

    private static String text(JsonNode card, String field) {
        return card.path(field).asString("");
    }

    private static String group(JsonNode card) {
        String code = text(card, "ethnicity");
        return code.startsWith("0") ? code.substring(1) : code;
    }

    private static String surname(JsonNode card) {
        return firstWord(plainName(card));
    }

    private static String plainName(JsonNode card) {
        return vn.dancu.kernel.VietnameseText.normalise(text(card, "name"));
    }

    private static String firstWord(String name) {
        return name.split(" ", 2)[0];
    }

    private static int birthYear(JsonNode card) {
        return Integer.parseInt(text(card, "dateOfBirth").substring(0, 4));
    }

    private static int age(JsonNode card) {
        return 2020 - birthYear(card);
    }
}
