package vn.dancu.idnumber;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The schemas and examples that other services rely on. */
public final class Contracts {
    private static final Path FOLDER = Path.of("..", "contracts", "id-number");
    private static final SchemaRegistry SCHEMAS =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private Contracts() {}

    /** Fails with the places where the event and the schema of its type differ. */
    public static void assertKept(String type, String event) {
        var errors =
                SCHEMAS.getSchema(read(type + ".schema.json"))
                        .validate(
                                event,
                                InputFormat.JSON,
                                context ->
                                        context.executionConfig(
                                                config -> config.formatAssertionsEnabled(true)));
        assertThat(errors).as("the schema of %s", type).isEmpty();
    }

    public static String example(String type) {
        return read("examples/" + type + ".json");
    }

    private static String read(String name) {
        try {
            return Files.readString(FOLDER.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
