package vn.dancu.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.benchmarks.SyntheticRegister.Known;
import vn.dancu.kernel.VietnameseText;

/**
 * People found through the gateway, with everything on, against the same rows read by a prepared
 * statement on the database in the same run, as the register grows.
 */
final class SearchBenchmark {
    private static final String SEARCH = "/population/v1/persons/search";
    private static final String CLIENT = "officer-hanoi";
    private static final int MOST_ASKED = Integer.getInteger("dancu.bench.searches", 1_500);
    private static final int CALLERS = 4;

    private static final String BY_NUMBER =
            """
            select p.* from person_by_number n join person p using (person_id) where n.number = ?
            """;
    private static final String BY_NAME_AND_YEAR =
            """
            select * from person where name_key = ? and closed is null and birth_year = ?
            order by birth_year, person_id limit 20
            """;

    private final Platform platform;
    private final JsonMapper json = new JsonMapper();
    private final SplittableRandom random = new SplittableRandom(7);

    SearchBenchmark(Platform platform) {
        this.platform = platform;
    }

    /** What is asked of somebody who is on record. */
    private enum Question {
        NUMBER("number", 1),
        OLD_NUMBER("oldNumber", 1),
        NAME_YEAR("nameAndYear", 1),
        NAME("name", 3),
        MISTYPED_YEAR("mistypedNameAndYear", 3),
        HOME_DATE("communeAndDate", 3),
        COMBINED("nameDateProvinceMother", 3);

        private final String label;
        private final int share;

        Question(String label, int share) {
            this.label = label;
            this.share = share;
        }
    }

    Result run() throws Exception {
        Map<String, Object> details = new LinkedHashMap<>();
        var register = new SyntheticRegister(platform);
        Percentiles numbers = new Percentiles();
        double rate = 0;
        double limit = 0;
        register.readCards();
        for (String size :
                System.getProperty("dancu.bench.people", "1000000,10000000").split(",", -1)) {
            long people = Long.parseLong(size);
            long start = System.nanoTime();
            register.fill(people);
            progress(
                    "%,d people on record after %.0f s"
                            .formatted(people, (System.nanoTime() - start) / 1e9));
            if (Boolean.getBoolean("dancu.bench.load-only")) {
                continue;
            }
            String at = people / 1_000_000.0 + "M";
            warmUp(register);
            numbers = measure(register, at, details);
            rate = together(register, true);
            limit = together(register, false);
            details.put(at + " number look-ups/s", Math.round(rate));
            details.put(at + " prepared statements/s", Math.round(limit));
            sizes(at, details);
        }
        return new Result(
                "search",
                "number look-ups/s by %d callers".formatted(CALLERS),
                rate,
                limit,
                numbers.at(0.50),
                numbers.at(0.99),
                "a number look-up through the gateway, one caller, the largest register",
                details);
    }

    /** Until the services run compiled code and the indexes are in memory as far as they fit. */
    private void warmUp(SyntheticRegister register) throws Exception {
        for (Question question : Question.values()) {
            ask(register, question, MOST_ASKED / question.share, new Percentiles());
        }
        together(register, true);
        together(register, true);
    }

    /** Latencies of one caller; gives those of numbers. */
    private Percentiles measure(SyntheticRegister register, String at, Map<String, Object> details)
            throws Exception {
        Percentiles numbers = new Percentiles();
        for (Question question : Question.values()) {
            Percentiles took = new Percentiles();
            int asked = MOST_ASKED / question.share;
            int missed = ask(register, question, asked / 5, new Percentiles());
            missed += ask(register, question, asked, took);
            details.put(at + " " + question.label, shown(took) + ", missed " + missed);
            progress(at + " " + question.label + ": " + details.get(at + " " + question.label));
            if (question == Question.NUMBER) {
                numbers = took;
            }
        }
        try (Connection database = platform.database()) {
            Percentiles took = new Percentiles();
            direct(database, register, BY_NUMBER, MOST_ASKED, took);
            details.put(at + " number, prepared statement", shown(took));
            took = new Percentiles();
            direct(database, register, BY_NAME_AND_YEAR, MOST_ASKED, took);
            details.put(at + " nameAndYear, prepared statement", shown(took));
        }
        return numbers;
    }

    private static String shown(Percentiles took) {
        return "p50 %.2f ms, p99 %.2f ms".formatted(took.at(0.50), took.at(0.99));
    }

    /** Says how many questions did not lead to the person who was meant. */
    private int ask(SyntheticRegister register, Question question, int times, Percentiles took)
            throws IOException, InterruptedException {
        String token = platform.token(CLIENT);
        int missed = 0;
        for (int i = 0; i < times; i++) {
            Known known = whoFits(question, register);
            String body = body(question, known);
            long start = System.nanoTime();
            JsonNode answer = platform.post(SEARCH, token, body);
            took.add((System.nanoTime() - start) / 1e6);
            boolean found = false;
            for (JsonNode item : answer.path("items")) {
                found |= item.path("number").asString("").equals(known.number());
            }
            // A page of one name need not have the one who was meant.
            missed += found || answer.has("next") ? 0 : 1;
        }
        return missed;
    }

    private static Known anybody(SyntheticRegister register, SplittableRandom random) {
        return register.sample().get(random.nextInt(register.sample().size()));
    }

    /** Somebody of whom all is on record that is asked. */
    private Known whoFits(Question question, SyntheticRegister register) {
        Known known = anybody(register, random);
        while ((question == Question.OLD_NUMBER && known.oldNumber() == null)
                || (question == Question.COMBINED && known.mother() == null)) {
            known = anybody(register, random);
        }
        return known;
    }

    private String body(Question question, Known known) {
        ObjectNode body = json.createObjectNode();
        switch (question) {
            case NUMBER -> body.put("number", known.number());
            case OLD_NUMBER -> body.put("oldNumber", known.oldNumber());
            case NAME -> body.put("name", known.name());
            case NAME_YEAR ->
                    body.put("name", known.name())
                            .put("dateOfBirth", Integer.toString(known.year()));
            case MISTYPED_YEAR ->
                    body.put("name", mistyped(known.name()))
                            .put("nameMatch", "SIMILAR")
                            .put("dateOfBirth", Integer.toString(known.year()));
            case COMBINED -> {
                body.put("name", known.name()).put("dateOfBirth", date(known));
                body.put("province", known.permanent().substring(0, 2));
                body.putObject("mother").put("name", known.mother());
            }
            case HOME_DATE -> {
                body.putObject("residence")
                        .put("province", known.permanent().substring(0, 2))
                        .put("district", known.permanent().substring(2, 5))
                        .put("commune", known.permanent().substring(5));
                body.put("dateOfBirth", date(known));
            }
        }
        return body.toString();
    }

    private static String date(Known known) {
        return "%04d-%02d-%02d".formatted(known.year(), known.month(), known.day());
    }

    /** Without the last letter but one. */
    private static String mistyped(String name) {
        return name.length() < 4
                ? name
                : name.substring(0, name.length() - 2) + name.substring(name.length() - 1);
    }

    private void direct(
            Connection database,
            SyntheticRegister register,
            String sql,
            int times,
            Percentiles took)
            throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            for (int i = 0; i < times + times / 5; i++) {
                Known known = anybody(register, random);
                if (sql.equals(BY_NUMBER)) {
                    statement.setString(1, known.number());
                } else {
                    statement.setString(1, VietnameseText.unaccentedKey(known.name()));
                    statement.setInt(2, known.year());
                }
                long start = System.nanoTime();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        rows.getString("name");
                    }
                }
                if (i >= times / 5) {
                    took.add((System.nanoTime() - start) / 1e6);
                }
            }
        }
    }

    /** Number look-ups a second by several callers, through the gateway or on the database. */
    private double together(SyntheticRegister register, boolean throughGateway) throws Exception {
        String token = platform.token(CLIENT);
        try (var pool = Executors.newFixedThreadPool(CALLERS)) {
            List<Callable<Void>> callers = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                SplittableRandom own = random.split();
                callers.add(
                        throughGateway
                                ? () -> lookUp(register, token, own)
                                : () -> select(register, own));
            }
            long start = System.nanoTime();
            for (Future<Void> done : pool.invokeAll(callers)) {
                done.get();
            }
            return CALLERS * MOST_ASKED / ((System.nanoTime() - start) / 1e9);
        }
    }

    private Void lookUp(SyntheticRegister register, String token, SplittableRandom own)
            throws IOException, InterruptedException {
        for (int i = 0; i < MOST_ASKED; i++) {
            platform.post(SEARCH, token, body(Question.NUMBER, anybody(register, own)));
        }
        return null;
    }

    private Void select(SyntheticRegister register, SplittableRandom own)
            throws SQLException, IOException {
        try (Connection database = platform.database();
                PreparedStatement statement = database.prepareStatement(BY_NUMBER)) {
            for (int i = 0; i < MOST_ASKED; i++) {
                statement.setString(1, anybody(register, own).number());
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        rows.getString("name");
                    }
                }
            }
        }
        return null;
    }

    private void sizes(String at, Map<String, Object> details) throws SQLException, IOException {
        try (Connection database = platform.database();
                Statement statement = database.createStatement()) {
            for (String index :
                    Arrays.asList(
                            "person_pkey",
                            "person_name",
                            "person_residence",
                            "person_by_number_pkey",
                            "person_by_old_number_pkey",
                            "person")) {
                try (ResultSet rows =
                        statement.executeQuery(
                                "select sum(pg_relation_size(relid)) / 1048576"
                                        + " from pg_partition_tree('"
                                        + index
                                        + "') where isleaf")) {
                    rows.next();
                    details.put(at + " " + index + " MB", rows.getLong(1));
                }
            }
            try (ResultSet rows = statement.executeQuery("show shared_buffers")) {
                rows.next();
                details.put("shared_buffers", rows.getString(1));
            }
        }
    }

    private static void progress(String said) {
        System.err.println("  " + said);
    }
}
