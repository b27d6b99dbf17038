package vn.dancu.sharing.subscriptions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.platform.inbox.IncomingEvent;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.Topic;

/** The examples of the contracts, as this consumer understands them. */
class ChangeHandlerTest {
    private static final Path CONTRACTS = Path.of("..", "contracts");

    private static IncomingEvent example(String type) throws IOException {
        String folder = type.substring(0, type.indexOf('.'));
        JsonNode event =
                JsonMapper.shared()
                        .readTree(
                                Files.readString(
                                        CONTRACTS.resolve(folder + "/examples/" + type + ".json")));
        return new IncomingEvent(
                UUID.fromString(event.get("id").asString()),
                "topic",
                type,
                event.get("subject").asString(),
                event.get("aggregateversion").asLong(),
                Instant.parse(event.get("time").asString()),
                event.get("correlationid").asString(),
                event.get("data"));
    }

    @ParameterizedTest
    @CsvSource({
        "population.person-numbered.v1, NUMBER, ",
        "population.person-died.v1, DEATH, registered",
        "population.person-death-annulled.v1, DEATH, annulled",
        "population.person-merged.v1, IDENTITY, ",
        "population.person-merge-undone.v1, IDENTITY, ",
        "population.person-renumbered.v1, IDENTITY, ",
        "population.person-changed.v1, LINES, ",
        "card.card-activated.v1, CARD, ",
        "card.card-revoked.v1, CARD, ",
        "card.card-state-changed.v1, CARD, ",
    })
    void eachKindOfEventIsATopic(String type, Topic topic, String what) throws IOException {
        List<Fact> facts = ChangeHandler.facts(example(type));
        assertThat(facts).hasSize(1);
        assertThat(facts.getFirst().topic()).isEqualTo(topic);
        assertThat(facts.getFirst().what().orElse(null)).isEqualTo(what);
        // The version of a card says nothing of the person.
        assertThat(facts.getFirst().version().isPresent()).isEqualTo(topic != Topic.CARD);
    }

    @ParameterizedTest
    @CsvSource({
        "population.person-registered.v1, 0",
        "card.card-expiry-near.v1, 0",
    })
    void aRegistrationIsToldToNobody(String type, int facts) throws IOException {
        assertThat(ChangeHandler.facts(example(type))).hasSize(facts);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "name, IDENTITY LINES, NAME",
                "maritalStatus spouse, LINES, MARITAL_STATUS SPOUSE",
                "closed, IDENTITY, -",
                "phone occupation, -, -",
                "dateOfBirth phone, IDENTITY LINES, DATE_OF_BIRTH",
            })
    void changedLinesAreOneTopicAndTheSetIsAnother(String changed, String topics, String lines)
            throws IOException {
        IncomingEvent event = example("population.person-changed.v1");
        var names = ((ObjectNode) event.data()).putArray("changed");
        for (String name : changed.split(" ", -1)) {
            names.add(name);
        }
        List<Fact> facts = ChangeHandler.facts(event);
        assertThat(facts.stream().map(Fact::topic).map(Topic::name))
                .containsExactly(topics == null ? new String[0] : topics.split(" ", -1));
        assertThat(facts.stream().flatMap(fact -> fact.lines().stream()).map(PersonField::name))
                .containsExactly(lines == null ? new String[0] : lines.split(" ", -1));
    }
}
