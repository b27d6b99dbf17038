package vn.dancu.acceptance.demo;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * What a run leaves for the next one, beside the platform's data and gone with it: ids and the day
 * of the first run, no personal data.
 */
final class Memory {
    private final Path file;
    private final Properties values = new Properties();

    private Memory(Path file) {
        this.file = file;
    }

    static Memory of(Path folder, String jobKey) {
        Memory memory = new Memory(folder.resolve(jobKey + ".properties"));
        try {
            Files.createDirectories(folder);
            if (Files.exists(memory.file)) {
                try (Reader reader = Files.newBufferedReader(memory.file)) {
                    memory.values.load(reader);
                }
            }
        } catch (IOException e) {
            throw new DemoFailure("cannot read " + memory.file);
        }
        return memory;
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.getProperty(name));
    }

    /** What was kept under the name; if nothing was, the value, kept from now on. */
    String keep(String name, Supplier<String> value) {
        Optional<String> before = get(name);
        return before.orElseGet(() -> put(name, value.get()));
    }

    private String put(String name, String value) {
        values.setProperty(name, value);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (Writer writer = Files.newBufferedWriter(part)) {
            values.store(writer, null);
        } catch (IOException e) {
            throw new DemoFailure("cannot write " + file);
        }
        try {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new DemoFailure("cannot write " + file);
        }
        return value;
    }
}
