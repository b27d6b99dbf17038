package vn.dancu.population;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Holds what is really sent against the files in {@code contracts}. */
public final class Contracts {
    private static final Path FOLDER = Path.of("..", "contracts");

    private Contracts() {}

    /** Fails unless the JSON text is what the schema says. */
    public static void assertMatches(String json, String schemaFile) {
        try {
            Schema schema =
                    SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(Files.readString(FOLDER.resolve(schemaFile)));
            assertThat(
                            schema.validate(
                                    json,
                                    InputFormat.JSON,
                                    context ->
                                            context.executionConfig(
                                                    config ->
                                                            config.formatAssertionsEnabled(true))))
                    .isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String example(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
