package vn.dancu.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.kernel.VietnameseText;
import vn.dancu.synthetic.Population;

/**
 * Fills a register with people by COPY, past the import: searches are measured on many more people
 * than an import would bring in the time of a measurement. Names, places, dates and relatives are
 * those of synthetic cards, mixed anew; numbers are well formed and never repeat.
 */
final class SyntheticRegister {
    private static final int POOL = 120_000;
    private static final int SAMPLE = 20_000;
    private static final long BATCH = 50_000;
    private static final List<String> RELATIVES =
            List.of("father", "mother", "spouse", "householdHead", "relationshipToHead");

    private final Platform platform;
    private final JsonMapper json = new JsonMapper();
    private final SplittableRandom random = new SplittableRandom(20210226);
    private final List<Card> men = new ArrayList<>();
    private final List<Card> women = new ArrayList<>();
    private final Map<Integer, Integer> buckets = new HashMap<>();
    private final TreeSet<String> syllables = new TreeSet<>();
    private final List<Known> sample = new ArrayList<>();
    private long people;

    SyntheticRegister(Platform platform) {
        this.platform = platform;
    }

    private record Card(
            String family,
            String given,
            int sex,
            int year,
            String permanent,
            String origin,
            String ethnicity,
            String relatives) {}

    /** What an officer might know of somebody who is on record. */
    record Known(String name, String number, int year, int month, int day, String permanent) {}

    /** People on record, drawn evenly. */
    List<Known> sample() {
        return sample;
    }

    void readCards(Path folder) throws IOException {
        Path file = folder.resolve("pool.ndjson");
        try (var out = Files.newOutputStream(file)) {
            new Population(20210226).writeTo(out, POOL);
        }
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                readCard(line);
            }
        }
        Files.delete(file);
    }

    private void readCard(String line) {
        JsonNode card;
        try {
            card = json.readTree(line);
        } catch (JacksonException broken) {
            return; // some cards are faulty
        }
        String name = card.path("name").asString("").strip();
        String born = card.path("dateOfBirth").asString("");
        String sex = card.path("sex").asString("");
        String permanent = units(card.path("permanentResidence"));
        int space = name.indexOf(' ');
        if (space < 1
                || !born.matches("(19|20)[0-9]{2}.*")
                || permanent.length() != 10
                || !sex.matches("MALE|FEMALE")) {
            return;
        }
        ObjectNode relatives = json.createObjectNode();
        for (String field : RELATIVES) {
            if (card.has(field)) {
                relatives.set(field, card.get(field));
            }
        }
        var read =
                new Card(
                        name.substring(0, space),
                        name.substring(space),
                        sex.equals("MALE") ? 1 : 2,
                        Integer.parseInt(born, 0, 4, 10),
                        permanent,
                        units(card.path("origin")),
                        card.path("ethnicity").asString("1"),
                        relatives.toString().replace("\\", "\\\\"));
        (read.sex() == 1 ? men : women).add(read);
    }

    private static String units(JsonNode place) {
        return place.path("province").asString("")
                + place.path("district").asString("")
                + place.path("commune").asString("");
    }

    /** Adds people until there are so many; indexes on names and residences are made afterwards. */
    void fill(long upTo) throws SQLException, IOException {
        try (Connection database = platform.database();
                Statement statement = database.createStatement()) {
            statement.execute("set synchronous_commit = off");
            statement.execute("set maintenance_work_mem = '512MB'");
            Map<String, String> indexes = searchIndexes(statement);
            for (String index : indexes.keySet()) {
                statement.execute("drop index " + index);
            }
            while (people < upTo) {
                copy(database, Math.min(BATCH, upTo - people));
            }
            for (String definition : indexes.values()) {
                statement.execute(definition);
            }
            for (String syllable : syllables) {
                statement.execute(
                        "insert into name_syllable values ('%s') on conflict do nothing"
                                .formatted(syllable.replace("'", "''")));
            }
            statement.execute("analyze person");
            statement.execute("analyze person_by_number");
            statement.execute("checkpoint");
        }
    }

    /** Definitions of the indexes that are no keys, by their names. */
    private static Map<String, String> searchIndexes(Statement statement) throws SQLException {
        Map<String, String> definitions = new HashMap<>();
        try (var rows =
                statement.executeQuery(
                        """
                        select c.relname, replace(pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ')
                        from pg_index i join pg_class c on c.oid = i.indexrelid
                        where i.indrelid = 'person'::regclass and not i.indisunique
                        """)) {
            while (rows.next()) {
                definitions.put(rows.getString(1), rows.getString(2));
            }
        }
        return definitions;
    }

    private void copy(Connection database, long count) throws SQLException, IOException {
        StringBuilder rows = new StringBuilder();
        StringBuilder keys = new StringBuilder();
        for (long i = 0; i < count; i++) {
            append(rows, keys);
        }
        var copies = database.unwrap(PGConnection.class).getCopyAPI();
        send(
                copies.copyIn(
                        "copy person (person_id, version, status, number, number_status, name,"
                                + " name_key, birth_year, birth_month, birth_day, sex,"
                                + " birth_registration, origin, ethnicity, nationality,"
                                + " marital_status, permanent, residing, relatives, registered_at,"
                                + " updated_at) from stdin"),
                rows);
        send(copies.copyIn("copy person_by_number (number, person_id) from stdin"), keys);
    }

    private static void send(CopyIn copy, StringBuilder rows) throws SQLException, IOException {
        byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        copy.endCopy();
    }

    private void append(StringBuilder rows, StringBuilder keys) {
        List<Card> sexes = random.nextBoolean() ? men : women;
        Card card = sexes.get(random.nextInt(sexes.size()));
        String name = card.family() + sexes.get(random.nextInt(sexes.size())).given();
        String key = VietnameseText.unaccentedKey(name);
        String number = number(card);
        UUID id = new UUID(((1_700_000_000_000L + people) << 16) | 0x7000, Long.MIN_VALUE | people);
        int month = 1 + random.nextInt(12);
        int day = 1 + random.nextInt(28);
        rows.append(id).append("\t1\tALIVE\t").append(number).append("\tASSIGNED\t");
        rows.append(name).append('\t').append(key).append('\t').append(card.year()).append('\t');
        rows.append(month).append('\t').append(day).append('\t').append(card.sex()).append('\t');
        rows.append(card.permanent(), 0, 2).append('\t').append(card.origin()).append('\t');
        rows.append(card.ethnicity()).append("\tVN\t1\t").append(card.permanent()).append('\t');
        rows.append(card.permanent()).append('\t').append(card.relatives());
        rows.append("\t2021-01-31\t2021-01-31\n");
        keys.append(number).append('\t').append(id).append('\n');
        var known = new Known(name, number, card.year(), month, day, card.permanent());
        if (sample.size() < SAMPLE) {
            sample.add(known);
        } else if (random.nextLong(people) < SAMPLE) {
            sample.set(random.nextInt(SAMPLE), known);
        }
        if (people < POOL) {
            syllables.addAll(List.of(key.split(" ", -1)));
        }
        people++;
    }

    /** The next number of its bucket: province, century and sex, year (Decree 137/2015 Art 13). */
    private String number(Card card) {
        int century = (card.year() - 1900) / 100 * 2 + card.sex() - 1;
        int province = Integer.parseInt(card.permanent(), 0, 2, 10);
        int bucket = (province * 10 + century) * 100 + card.year() % 100;
        int serial = buckets.merge(bucket, 1, Integer::sum) - 1;
        // A step that is coprime to the size of a bucket walks through all of it.
        return "%06d%06d".formatted(bucket, serial * 483_611L % 1_000_000);
    }
}
