package vn.dancu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The contract files agree with each other; that they agree with the services is for those. */
class ContractsTest {
    private static final Path CONTRACTS = Path.of("..", "contracts");

    private static JsonNode asyncApi() throws IOException {
        Object yaml = new Yaml().load(Files.readString(CONTRACTS.resolve("asyncapi.yaml")));
        return new JsonMapper().valueToTree(yaml);
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> all = Files.walk(CONTRACTS)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    @Test
    void eachEventSchemaIsAMessageAndEachMessageHasItsSchema() throws IOException {
        TreeSet<String> named = new TreeSet<>();
        for (JsonNode message : asyncApi().path("components").path("messages")) {
            String schema = message.path("payload").path("$ref").asString();
            assertThat(CONTRACTS.resolve(schema)).isRegularFile();
            assertThat(schema).endsWith(message.path("name").asString() + ".schema.json");
            named.add(CONTRACTS.resolve(schema).normalize().toString());
        }
        List<String> events =
                files(".v1.schema.json").stream().map(file -> file.normalize().toString()).toList();
        assertThat(named).containsExactlyElementsOf(events);
    }

    @Test
    void eachChannelIsInTheConventionsAndEachMessageOnAChannel() throws IOException {
        String conventions = Files.readString(Path.of("..", "docs", "conventions.md"));
        JsonNode api = asyncApi();
        TreeSet<String> carried = new TreeSet<>();
        for (JsonNode channel : api.path("channels")) {
            assertThat(conventions).contains("`" + channel.path("address").asString() + "`");
            carried.addAll(channel.path("messages").propertyNames());
        }
        assertThat(carried)
                .containsExactlyInAnyOrderElementsOf(
                        api.path("components").path("messages").propertyNames());
        for (JsonNode operation : api.path("operations")) {
            String channel = operation.path("channel").path("$ref").asString();
            assertThat(api.path("channels").propertyNames())
                    .contains(channel.substring(channel.lastIndexOf('/') + 1));
        }
    }

    static List<Path> examplesOfEvents() throws IOException {
        return files(".v1.json");
    }

    @ParameterizedTest
    @MethodSource("examplesOfEvents")
    void eachExampleIsWhatItsSchemaSays(Path example) throws IOException {
        String name = example.getFileName().toString().replace(".json", ".schema.json");
        Path schema = CONTRACTS.resolve(example.subpath(2, 3)).resolve(name);
        var errors =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(schema))
                        .validate(
                                Files.readString(example),
                                InputFormat.JSON,
                                context ->
                                        context.executionConfig(
                                                config -> config.formatAssertionsEnabled(true)));
        assertThat(errors).isEmpty();
    }
}
