package vn.dancu.population.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.problem.Violation;
import vn.dancu.population.Contracts;

class InformationLinesTest {
    /** How a record is kept, which no law lists. */
    private static final Set<String> KEPT =
            Set.of(
                    "personId",
                    "version",
                    "status",
                    "numberStatus",
                    "numberReason",
                    "birthOrder",
                    "closed",
                    "mergedInto",
                    "protectedPerson");

    private static final JsonMapper JSON = new JsonMapper();

    private static InformationLines of(String year) {
        return new InformationLines(new InformationLines.Settings(year));
    }

    private static Set<String> members(PersonRecord person) {
        return new HashSet<>(JSON.<JsonNode>valueToTree(person).propertyNames());
    }

    @Test
    void eachMemberOfARecordIsALineOfLawOrTellsHowItIsKept() {
        Set<String> lines =
                Arrays.stream(InformationLine.values())
                        .map(InformationLine::member)
                        .collect(Collectors.toSet());
        assertThat(lines)
                .hasSize(InformationLine.values().length)
                .doesNotContainAnyElementsOf(KEPT);
        lines.addAll(KEPT);
        assertThat(members(PersonDraftTest.complete())).isEqualTo(lines);
    }

    @Test
    void theItemsOfBothLawsAreComplete() {
        assertThat(of("2014").lines().stream().map(l -> l.item(LegalProfile.LAW_2014)).distinct())
                .contains(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17)
                .hasSize(18);
        assertThat(of("2023").lines().stream().map(l -> l.item(LegalProfile.LAW_2023)).distinct())
                .hasSize(26);
        assertThat(of("2023").lines()).hasSize(InformationLine.values().length);
    }

    @Test
    void whatTheLawInForceDoesNotKnowIsNeitherShownNorAccepted() {
        PersonRecord complete = PersonDraftTest.complete();
        assertThat(of("2023").shown(complete)).isSameAs(complete);
        Set<String> expected =
                of("2014").lines().stream()
                        .map(InformationLine::member)
                        .collect(Collectors.toCollection(HashSet::new));
        expected.addAll(KEPT);
        assertThat(members(of("2014").shown(complete))).isEqualTo(expected);
        PersonRecord little = PersonDraftTest.someone();
        assertThat(of("2014").shown(little)).isSameAs(little);

        List<Violation> violations = new ArrayList<>();
        of("2014").check("phone", "/phone", violations);
        of("2014").check("name", "/name", violations);
        of("2023").check("phone", "/phone", violations);
        assertThat(violations)
                .extracting(Violation::code, Violation::pointer)
                .containsExactly(tuple("line_not_in_profile", "/phone"));
    }

    @Test
    void noOtherProfileIsConfigured() {
        assertThatThrownBy(() -> of("2020")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void boundsAndPatternsAreThoseOfTheContract() {
        JsonNode schema = JSON.readTree(Contracts.example("population/person.schema.json"));
        for (InformationLine line : InformationLine.values()) {
            JsonNode member = schema.path("properties").path(line.member());
            InformationLine.Form form = line.form();
            if (member.path("type").asString("").equals("array")) {
                assertThat(member.path("maxItems").asInt()).isEqualTo(form.maxItems());
                member = member.path("items");
            } else {
                assertThat(form.maxItems()).isEqualTo(1);
            }
            JsonNode value = resolved(schema, member);
            if (form.maxLength() != null) {
                assertThat(value.path("maxLength").asInt())
                        .as(line.member())
                        .isEqualTo(form.maxLength());
            }
            if (form.pattern() != null) {
                assertThat(value.path("pattern").asString()).isEqualTo("^" + form.pattern() + "$");
            }
        }
    }

    private static JsonNode resolved(JsonNode schema, JsonNode member) {
        String ref = member.path("$ref").asString("");
        return ref.isEmpty() ? member : schema.at(ref.substring(1));
    }
}
