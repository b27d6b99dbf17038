package vn.dancu.card.osia;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The interface of OSIA as it is published, where it lies beside the project. Its schemas are read
 * from the document itself, so nothing here repeats them.
 */
final class OsiaDocument {
    private static final Path FILE = Path.of("..", "..", "shared", "osia", "cms.yaml");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode document;

    private OsiaDocument(JsonNode document) {
        this.document = document;
    }

    /** The document, unless it is not here. */
    static Optional<OsiaDocument> find() {
        if (!Files.exists(FILE)) {
            return Optional.empty();
        }
        try {
            Object read = new Yaml().load(Files.readString(FILE));
            return Optional.of(new OsiaDocument(JSON.valueToTree(read)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each operation, under its id. */
    Map<String, Operation> operations() {
        Map<String, Operation> found = new TreeMap<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                String id = method.getValue().path("operationId").asString();
                found.put(
                        id,
                        new Operation(
                                id,
                                method.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                method.getValue()));
            }
        }
        return found;
    }

    /** One of them. */
    record Operation(String id, String method, String path, JsonNode node) {
        String at(String value) {
            return "/osia/cms" + path.replaceAll("\\{[^}]+}", value);
        }

        String anywhere() {
            return at(UUID.randomUUID().toString());
        }
    }

    /** What is sent is what the interface takes. */
    void assertTakes(Operation operation, String body) {
        JsonNode schema = operation.node().at("/requestBody/content/application~1json/schema");
        assertThat(errors(schema, body)).as(operation.id() + " " + body).isEmpty();
    }

    /**
     * A status of the interface with the body that it says; or one that the platform adds, with an
     * error of the interface.
     */
    void assertAnswers(Operation operation, int status, @Nullable String body) {
        JsonNode response = operation.node().path("responses").path(Integer.toString(status));
        JsonNode schema = response.at("/content/application~1json/schema");
        if (response.isMissingNode()) {
            assertThat(status).as(operation.id()).isIn(202, 404, 409, 501);
        }
        if (schema.isMissingNode() && status < 400) {
            assertThat(body).as(operation.id()).isNullOrEmpty();
            return;
        }
        JsonNode expected =
                schema.isMissingNode()
                        ? JSON.readTree("{\"$ref\":\"#/components/schemas/Error\"}")
                        : schema;
        assertThat(errors(expected, String.valueOf(body)))
                .as(operation.id() + " " + status + " " + body)
                .isEmpty();
    }

    private List<Error> errors(JsonNode schema, String body) {
        ObjectNode whole = (ObjectNode) schema.deepCopy();
        whole.set("components", document.path("components"));
        Schema checked = REGISTRY.getSchema(whole.toString(), InputFormat.JSON);
        return checked.validate(
                body,
                InputFormat.JSON,
                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    }
}
