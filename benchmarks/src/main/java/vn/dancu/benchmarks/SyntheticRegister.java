package vn.dancu.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
import org.jspecify.annotations.Nullable;
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
 *
 * <p>How many people are in stands in a table of its own, in the transaction that brings them: a
 * load that was stopped goes on, and a register that is full is measured again without a load.
 */
final class SyntheticRegister {
    private static final int POOL = 120_000;
    private static final int SAMPLE = 20_000;
    private static final long BATCH = 50_000;

    /** Two names are mixed: together they are no longer than a name may be. */
    private static final int LONGEST = 45;

    private static final int LONGEST_SYLLABLE = 30;

    /** Who was born later had no card of nine digits, which were issued from the age of 14. */
    private static final int NINE_DIGITS_UNTIL = 2002;

    private static final List<String> RELATIVES =
            List.of("father", "mother", "spouse", "householdHead", "relationshipToHead");

    private final Platform platform;
    private final JsonMapper json = new JsonMapper();
    private final SplittableRandom random = new SplittableRandom(20210226);
    private final List<Card> men = new ArrayList<>();
    private final List<Card> women = new ArrayList<>();
    private final Map<Integer, Integer> buckets = new HashMap<>();
    private final TreeSet<String> syllables = new TreeSet<>();
    private List<Known> sample = List.of();
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

    /**
     * What an officer might know of somebody who is on record.
     *
     * @param oldNumber of nine digits; null where the person had none
     * @param mother her name; null where it is not on record
     */
    record Known(
            String name,
            String number,
            @Nullable String oldNumber,
            int year,
            int month,
            int day,
            String permanent,
            @Nullable String mother) {
        String dateOfBirth() {
            return "%04d-%02d-%02d".formatted(year, month, day);
        }
    }

    /** People on record, drawn evenly. */
    List<Known> sample() {
        return sample;
    }

    void readCards() throws IOException {
        Path file = Files.createTempFile("dancu-bench-", ".ndjson");
        try {
            try (var out = Files.newOutputStream(file)) {
                new Population(20210226).writeTo(out, POOL);
            }
            // Some cards are no UTF-8, as in real files: what is broken is replaced, and skipped.
            try (var lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    Files.newInputStream(file), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    readCard(line);
                }
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void readCard(String line) {
        JsonNode card;
        try {
            card = json.readTree(line);
        } catch (JacksonException broken) {
            return; // some cards are faulty
        }
        String name = card.path("name").asString("").strip().replaceAll(" +", " ");
        String born = card.path("dateOfBirth").asString("");
        String sex = card.path("sex").asString("");
        String permanent = units(card.path("permanentResidence"));
        int space = name.indexOf(' ');
        String origin = units(card.path("origin"));
        String ethnicity = card.path("ethnicity").asString("1");
        if (space < 1
                || name.length() > LONGEST
                || !name.matches("[\\p{L}\\p{M} ]+")
                || !origin.matches("[0-9]{2,10}")
                || !ethnicity.matches("[0-9]{1,2}")
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
        String family = relatives.toString();
        if (family.contains("\\u") || family.indexOf('\uFFFD') >= 0) {
            return; // control characters, which the database refuses
        }
        var read =
                new Card(
                        name.substring(0, space),
                        name.substring(space),
                        sex.equals("MALE") ? 1 : 2,
                        Integer.parseInt(born, 0, 4, 10),
                        permanent,
                        origin,
                        ethnicity,
                        family.replace("\\", "\\\\"));
        (read.sex() == 1 ? men : women).add(read);
        for (String syllable : VietnameseText.unaccentedKey(name).split(" ", -1)) {
            if (!syllable.isEmpty() && syllable.length() <= LONGEST_SYLLABLE) {
                syllables.add(syllable);
            }
        }
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
            statement.execute(
                    "create table if not exists bench_register (people bigint not null,"
                            + " indexes text[] not null default '{}')");
            long before = loaded(statement);
            if (before < upTo) {
                statement.execute("set synchronous_commit = off");
                statement.execute("set maintenance_work_mem = '512MB'");
                putIndexesOff(statement);
                load(database, statement, before, upTo);
            }
            learn(database);
            buildIndexes(statement);
            sample = drawn(statement);
        }
    }

    private static long loaded(Statement statement) throws SQLException {
        statement.execute(
                "insert into bench_register select 0 where not exists (select from bench_register)");
        try (var row = statement.executeQuery("select people from bench_register")) {
            row.next();
            return row.getLong(1);
        }
    }

    private void load(Connection database, Statement statement, long before, long upTo)
            throws SQLException, IOException {
        // The same people as before, up to where the load was: their numbers are taken.
        while (people < before) {
            append(new Rows());
        }
        database.setAutoCommit(false);
        while (people < upTo) {
            copy(database, Math.min(BATCH, upTo - people));
            statement.execute("update bench_register set people = " + people);
            database.commit();
            if (people % 1_000_000 == 0) {
                System.err.printf("  %,d people%n", people);
            }
        }
        database.setAutoCommit(true);
    }

    /** What names are made of, as an import leaves it for searches that forgive typing errors. */
    private void learn(Connection database) throws SQLException {
        try (var insert =
                database.prepareStatement(
                        "insert into name_syllable select unnest(?) on conflict do nothing")) {
            insert.setArray(1, database.createArrayOf("text", syllables.toArray(String[]::new)));
            insert.executeUpdate();
        }
    }

    /** On record what is put off, so that a load that is stopped leaves none out. */
    private static void putIndexesOff(Statement statement) throws SQLException {
        Map<String, String> indexes = searchIndexes(statement);
        if (indexes.isEmpty()) {
            return;
        }
        try (var keep =
                statement
                        .getConnection()
                        .prepareStatement("update bench_register set indexes = ?")) {
            keep.setArray(
                    1,
                    statement
                            .getConnection()
                            .createArrayOf("text", indexes.values().toArray(String[]::new)));
            keep.executeUpdate();
        }
        for (String index : indexes.keySet()) {
            statement.execute("drop index " + index);
        }
    }

    private static void buildIndexes(Statement statement) throws SQLException {
        String[] definitions;
        try (var row = statement.executeQuery("select indexes from bench_register")) {
            row.next();
            definitions = (String[]) row.getArray(1).getArray();
        }
        if (definitions.length == 0) {
            return;
        }
        statement.execute("set maintenance_work_mem = '512MB'");
        for (String definition : definitions) {
            statement.execute(
                    definition.replaceFirst("INDEX (\\S+) ON", "INDEX IF NOT EXISTS $1 ON"));
        }
        statement.execute("update bench_register set indexes = '{}'");
        statement.execute("vacuum (analyze) person");
        statement.execute("vacuum (analyze) person_by_number");
        statement.execute("vacuum (analyze) person_by_old_number");
    }

    /** People from all over the table: some of each of many pages that lie evenly apart. */
    private static List<Known> drawn(Statement statement) throws SQLException {
        long in = Math.max(1, loaded(statement));
        List<Known> drawn = new ArrayList<>();
        try (var rows =
                statement.executeQuery(
                        """
                        select name, number, old_number, birth_year, birth_month, birth_day,
                               permanent, relatives -> 'mother' ->> 'name' as mother
                          from person tablesample system (%s) repeatable (1)
                         order by md5(number) limit %d
                        """
                                .formatted(Math.min(100, 300.0 * SAMPLE / in), SAMPLE))) {
            while (rows.next()) {
                drawn.add(
                        new Known(
                                rows.getString("name"),
                                rows.getString("number"),
                                rows.getString("old_number"),
                                rows.getInt("birth_year"),
                                rows.getInt("birth_month"),
                                rows.getInt("birth_day"),
                                rows.getString("permanent"),
                                rows.getString("mother")));
            }
        }
        return List.copyOf(drawn);
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

    /** What one batch sends, as text of COPY. */
    private record Rows(StringBuilder people, StringBuilder numbers, StringBuilder oldNumbers) {
        Rows() {
            this(new StringBuilder(), new StringBuilder(), new StringBuilder());
        }
    }

    private void copy(Connection database, long count) throws SQLException, IOException {
        Rows rows = new Rows();
        for (long i = 0; i < count; i++) {
            append(rows);
        }
        var copies = database.unwrap(PGConnection.class).getCopyAPI();
        send(
                copies.copyIn(
                        "copy person (person_id, version, status, number, number_status,"
                                + " old_number, name, name_key, birth_year, birth_month, birth_day,"
                                + " sex, birth_registration, origin, ethnicity, nationality,"
                                + " marital_status, permanent, residing, relatives, registered_at,"
                                + " updated_at) from stdin"),
                rows.people());
        send(copies.copyIn("copy person_by_number (number, person_id) from stdin"), rows.numbers());
        send(
                copies.copyIn("copy person_by_old_number (old_number, person_id) from stdin"),
                rows.oldNumbers());
    }

    private static void send(CopyIn copy, StringBuilder rows) throws SQLException, IOException {
        byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        copy.endCopy();
    }

    private void append(Rows to) {
        List<Card> sexes = random.nextBoolean() ? men : women;
        Card card = sexes.get(random.nextInt(sexes.size()));
        String name = card.family() + sexes.get(random.nextInt(sexes.size())).given();
        String key = VietnameseText.unaccentedKey(name);
        String number = number(card);
        String oldNumber =
                card.year() <= NINE_DIGITS_UNTIL
                        ? "%09d".formatted(people * 7_919 % 999_999_937L)
                        : null;
        UUID id = new UUID(((1_700_000_000_000L + people) << 16) | 0x7000, Long.MIN_VALUE | people);
        int month = 1 + random.nextInt(12);
        int day = 1 + random.nextInt(28);
        StringBuilder rows = to.people();
        rows.append(id).append("\t1\tALIVE\t").append(number).append("\tASSIGNED\t");
        rows.append(oldNumber == null ? "\\N" : oldNumber).append('\t');
        rows.append(name).append('\t').append(key).append('\t').append(card.year()).append('\t');
        rows.append(month).append('\t').append(day).append('\t').append(card.sex()).append('\t');
        rows.append(card.permanent(), 0, 2).append('\t').append(card.origin()).append('\t');
        rows.append(card.ethnicity()).append("\tVN\t1\t").append(card.permanent()).append('\t');
        rows.append(card.permanent()).append('\t').append(card.relatives());
        rows.append("\t2021-01-31\t2021-01-31\n");
        to.numbers().append(number).append('\t').append(id).append('\n');
        if (oldNumber != null) {
            to.oldNumbers().append(oldNumber).append('\t').append(id).append('\n');
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
