package vn.dancu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The contract files agree with each other; that they agree with the services is for those. */
class ContractsTest {
    private static final Path CONTRACTS = Path.of("..", "contracts");

    private static Map<String, Object> asyncApi() throws IOException {
        return new Yaml().load(Files.readString(CONTRACTS.resolve("asyncapi.yaml")));
    }

    @SuppressWarnings("unchecked") // YAML has no types; a wrong shape fails the test.
    private static Map<String, Map<String, Object>> map(Object node, String... path) {
        Object current = node;
        for (String step : path) {
            current = ((Map<String, Object>) current).get(step);
        }
        return (Map<String, Map<String, Object>>) current;
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> all = Files.walk(CONTRACTS)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    @Test
    void eachEventSchemaIsAMessageAndEachMessageHasItsSchema() throws IOException {
        var messages = map(asyncApi(), "components", "messages");
        TreeSet<String> named = new TreeSet<>();
        for (Map<String, Object> message : messages.values()) {
            String schema = map(message).get("payload").get("$ref").toString();
            assertThat(CONTRACTS.resolve(schema)).isRegularFile();
            assertThat(schema).endsWith(message.get("name") + ".schema.json");
            named.add(CONTRACTS.resolve(schema).normalize().toString());
        }
        List<String> events =
                files(".v1.schema.json").stream().map(file -> file.normalize().toString()).toList();
        assertThat(named).containsExactlyElementsOf(events);
    }

    @Test
    void eachChannelIsInTheConventionsAndEachMessageOnAChannel() throws IOException {
        String conventions = Files.readString(Path.of("..", "docs", "conventions.md"));
        Map<String, Object> api = asyncApi();
        TreeSet<String> carried = new TreeSet<>();
        for (Map<String, Object> channel : map(api, "channels").values()) {
            assertThat(conventions).contains("`" + channel.get("address") + "`");
            carried.addAll(map(channel, "messages").keySet());
        }
        assertThat(carried).isEqualTo(map(api, "components", "messages").keySet());
        for (Map<String, Object> operation : map(api, "operations").values()) {
            String channel = map(operation).get("channel").toString();
            assertThat(map(api, "channels").keySet())
                    .anyMatch(name -> channel.contains("/" + name + "}"));
        }
    }

    static List<Path> examplesOfEvents() throws IOException {
        return files(".v1.json");
    }

    @ParameterizedTest
    @MethodSource("examplesOfEvents")
    void eachExampleIsWhatItsSchemaSays(Path example) throws IOException {
        String name = example.getFileName().toString().replace(".json", ".schema.json");
        Path schema = example.getParent().resolveSibling(name);
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
