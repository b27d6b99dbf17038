package vn.dancu.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Holds what is really sent and understood against the files in {@code contracts/sharing}. */
public final class Contracts {
    private static final Path FOLDER = Path.of("..", "contracts", "sharing");
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private Contracts() {}

    /** Fails unless the text is what {@code <name>.schema.json} says. */
    public static void assertMatches(String name, String json) {
        assertThat(faults(name, json)).as(name).isEmpty();
    }

    public static List<String> faults(String name, String json) {
        return REGISTRY
                .getSchema(read(name + ".schema.json"))
                .validate(
                        json,
                        InputFormat.JSON,
                        context ->
                                context.executionConfig(
                                        config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Object::toString)
                .toList();
    }

    public static String example(String name) {
        return read("examples/" + name + ".json");
    }

    private static String read(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
