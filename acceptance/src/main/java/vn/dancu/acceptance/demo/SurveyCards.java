package vn.dancu.acceptance.demo;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.synthetic.Population;
import vn.dancu.synthetic.Truth;

/** The file of survey cards that the demo imports, and some of the people in it. */
record SurveyCards(Path file, Truth truth) implements AutoCloseable {

    /** Written anew each time: it is repeatable, and what a killed run left is overwritten. */
    static SurveyCards make(Path folder, long people, long seed) {
        Path file = folder.resolve("cards-" + seed + "-" + people + ".ndjson");
        try (OutputStream out = Files.newOutputStream(file)) {
            return new SurveyCards(file, new Population(seed).writeTo(out, people));
        } catch (IOException e) {
            throw new DemoFailure(file + " cannot be written: is there room?");
        }
    }

    /** The first cards that meet a wish; faulty ones are passed over. */
    List<JsonNode> first(int wanted, Predicate<JsonNode> wish) {
        JsonMapper json = JsonMapper.builder().build();
        List<JsonNode> found = new ArrayList<>();
        // Read as bytes: some of the faulty lines are not UTF-8.
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                new BufferedInputStream(Files.newInputStream(file)),
                                StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine();
                    line != null && found.size() < wanted;
                    line = lines.readLine()) {
                try {
                    JsonNode card = json.readTree(line.getBytes(StandardCharsets.ISO_8859_1));
                    if (wish.test(card)) {
                        found.add(card);
                    }
                } catch (JacksonException e) {
                    // One of the faulty cards; the import will say so.
                }
            }
        } catch (IOException e) {
            throw new DemoFailure("the file of cards is gone");
        }
        return found;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new DemoFailure("cannot delete " + file);
        }
    }
}
