package vn.dancu.population.civilstatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.Sex;
import vn.dancu.population.Api;
import vn.dancu.population.PeopleOnRecord;
import vn.dancu.population.record.Disclosure;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Relative;
import vn.dancu.population.record.Versions;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

/**
 * Laws of acts, for whatever order they and their annulments come in: the history of each record
 * folds into its row, and an annulled act leaves the records as if it had never been: as those of
 * other people to whom only the acts in force have happened.
 */
@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class AnnulledActsIT {
    private static final String EVENTS = "/population/v1/civil-status-events";
    private static final int STEPS = 14;
    private static final LocalDate FIRST_DAY = LocalDate.of(2016, 1, 1);
    private static final String EVIDENCE =
            "{\"kind\": \"%s\", \"number\": \"%d/QĐ\", \"office\": \"Toà án nhân dân Hà Nội\"}";

    private static final Pattern LINK = Pattern.compile("\"personId\":\"[^\"]*\"");

    @Autowired private TestTokens tokens;
    @Autowired private Persons persons;
    @Autowired private Versions versions;
    @Autowired private TransactionTemplate transaction;
    @LocalServerPort private int port;

    private Api api;
    private PeopleOnRecord people;

    @BeforeEach
    void openTheDoor() {
        api = new Api(tokens, port);
        people = new PeopleOnRecord(persons, transaction);
    }

    private HttpHeaders officer(String name) {
        return tokens.bearer(
                name,
                Map.of(
                        "scope",
                        "population.write population.approve " + Disclosure.SCOPE,
                        "agency",
                        "G01",
                        "officer",
                        name,
                        "territory",
                        "01"));
    }

    /** The people that acts happen to. */
    private record Family(UUID he, UUID she, UUID child, UUID adopter) {
        List<UUID> all() {
            return List.of(he, she, child, adopter);
        }

        /** The same text for every family. */
        String anonymous(String text) {
            return text.replace(he.toString(), "he")
                    .replace(she.toString(), "she")
                    .replace(child.toString(), "child")
                    .replace(adopter.toString(), "adopter");
        }
    }

    private Family family() {
        UUID he = people.add("Vi Văn Anh", Sex.MALE, "1985-03-01", d -> d.maritalStatus = 1);
        UUID she = people.add("Vi Thị Chị", Sex.FEMALE, "1987-04-01", d -> d.maritalStatus = 1);
        UUID child =
                people.add(
                        "Vi Thị Em",
                        Sex.FEMALE,
                        "2014-05-01",
                        d ->
                                d.father =
                                        new Relative(
                                                new PersonName("Vi Văn Anh"),
                                                null,
                                                null,
                                                null,
                                                he));
        UUID adopter = people.add("Nùng Thị Cô", Sex.FEMALE, "1970-06-01", d -> {});
        return new Family(he, she, child, adopter);
    }

    /** An act that may happen to any family. */
    private record Happening(int step, int kind) {
        private String day() {
            return FIRST_DAY.plusDays(30L * step).toString();
        }

        String body(Family family) {
            return switch (kind) {
                case 0 ->
                        of(
                                family.he(),
                                "ADMINISTRATIVE_DECISION",
                                "{\"kind\": \"NAME_CHANGE\", \"name\": \"Vi Văn "
                                        + (char) ('A' + step)
                                        + "\", \"registeredOn\": \"%s\"}");
                case 1 ->
                        of(
                                family.he(),
                                "CIVIL_STATUS_ENTRY",
                                "{\"kind\": \"MARRIAGE\", \"spouseId\": \""
                                        + family.she()
                                        + "\", \"registeredOn\": \"%s\"}");
                case 2 ->
                        of(
                                step % 2 == 0 ? family.he() : family.she(),
                                "COURT_DECISION",
                                "{\"kind\": \"DIVORCE\", \"effectiveOn\": \"%s\"}");
                case 3 ->
                        of(
                                family.he(),
                                "COURT_DECISION",
                                "{\"kind\": \"DEATH\", \"date\": \"%s\"}");
                case 4 ->
                        of(
                                family.he(),
                                "COURT_DECISION",
                                "{\"kind\": \"MISSING\", \"since\": \"2010\", \"effectiveOn\": \"%s\"}");
                case 5 ->
                        of(
                                family.he(),
                                "COURT_DECISION",
                                "{\"kind\": \"RETURN\", \"effectiveOn\": \"%s\"}");
                case 6 ->
                        of(
                                family.she(),
                                "PRESIDENTIAL_DECISION",
                                "{\"kind\": \"NATIONALITY_LOSS\", \"nationality\": \"FR\", \"effectiveOn\": \"%s\"}");
                case 7 ->
                        of(
                                family.she(),
                                "PRESIDENTIAL_DECISION",
                                "{\"kind\": \"NATIONALITY_REGAIN\", \"effectiveOn\": \"%s\"}");
                case 8 ->
                        of(
                                family.he(),
                                "UPDATE_FORM",
                                "{\"kind\": \"CORRECTION\", \"name\": \"Vi Đúng "
                                        + (char) ('A' + step)
                                        + "\", \"religion\": \""
                                        + step
                                        + "\"}");
                case 9 ->
                        of(
                                family.he(),
                                "VERIFICATION_RECORD",
                                "{\"kind\": \"CORRECTION\", \"dateOfDeath\": \"%s\"}");
                case 10 ->
                        of(
                                family.child(),
                                "ADMINISTRATIVE_DECISION",
                                "{\"kind\": \"ADOPTION\", \"adopter\": \"STRANGER\", \"mother\":"
                                        + " {\"name\": \"Nùng Thị Cô\", \"personId\": \""
                                        + family.adopter()
                                        + "\"}, \"name\": \"Nùng Thị "
                                        + (char) ('A' + step)
                                        + "\", \"registeredOn\": \"%s\"}");
                default ->
                        of(
                                family.child(),
                                "UPDATE_FORM",
                                "{\"kind\": \"CORRECTION\", \"dateOfBirth\": \"2014-05-"
                                        + (10 + step)
                                        + "\"}");
            };
        }

        private String of(UUID person, String proof, String event) {
            String entry =
                    kind == 1
                            ? ", \"entry\": {\"office\": \"00001\", \"book\": \"KH\", \"number\": \""
                                    + UUID.randomUUID().toString().substring(0, 18)
                                    + "\"}"
                            : "";
            return "{\"personId\": \"%s\", \"evidence\": %s, \"event\": %s%s}"
                    .formatted(
                            person, EVIDENCE.formatted(proof, step), event.formatted(day()), entry);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void annulledActsAreAsIfTheyHadNeverBeen(int seed) {
        Random random = new Random(seed);
        Family family = family();
        Map<String, Happening> inForce = new LinkedHashMap<>();
        List<String> told = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            List<String> ids = List.copyOf(inForce.keySet());
            if (!ids.isEmpty() && random.nextInt(3) == 0) {
                String id = ids.get(random.nextInt(ids.size()));
                if (annulled(id)) {
                    told.add("annulled " + inForce.remove(id));
                }
            } else {
                // Deaths are rarer: little happens to the dead.
                int kind = random.nextInt(12);
                var happening = new Happening(step, kind == 3 && step < STEPS / 2 ? 1 : kind);
                String id = recorded(happening, family);
                if (id != null) {
                    inForce.put(id, happening);
                    told.add("recorded " + happening);
                }
            }
            assertFolds(family);
        }
        assertThat(told).as("something happened").hasSizeGreaterThan(4);

        Family others = family();
        for (Happening happening : inForce.values()) {
            // Only who is not missing changes a name: with the return annulled that act stays, and
            // could not be recorded anew. There is nothing to compare with then.
            assumeTrue(
                    recorded(happening, others) != null,
                    () -> happening + " was possible by what was annulled: " + told);
        }
        assertThat(state(family)).as(told.toString()).isEqualTo(state(others));
    }

    /**
     * @return the id of the act, or null where it is refused as things stand
     */
    private @org.jspecify.annotations.Nullable String recorded(Happening happening, Family family) {
        Api.Answer answer = api.post(EVENTS, officer("first"), happening.body(family));
        if (answer.status() != 201) {
            assertThat(answer.status()).as(answer.body().toString()).isIn(409, 422);
            return null;
        }
        String id = answer.body().path("id").asString();
        if (answer.body().path("state").asString().equals("PROPOSED")) {
            Api.Answer approved = api.post(EVENTS + "/" + id + "/approval", officer("second"), "");
            assertThat(approved.status()).as(approved.body().toString()).isEqualTo(200);
        }
        return id;
    }

    private boolean annulled(String id) {
        Api.Answer proposed =
                api.post(
                        EVENTS + "/" + id + "/annulment",
                        officer("first"),
                        "{\"reason\": \"Sai\", \"evidence\": "
                                + EVIDENCE.formatted("COURT_DECISION", 99)
                                + "}");
        if (proposed.status() != 200) {
            assertThat(proposed.code()).isEqualTo("later_acts_exist");
            return false;
        }
        Api.Answer approved = api.post(EVENTS + "/" + id + "/approval", officer("second"), "");
        assertThat(approved.body().path("state").asString())
                .as(approved.body().toString())
                .isEqualTo("ANNULLED");
        return true;
    }

    private void assertFolds(Family family) {
        for (UUID id : family.all()) {
            PersonRecord row = people.read(id);
            assertThat(folded(row)).isEqualTo(folded(row.ofVersion(1)));
        }
    }

    /** The lines that the history leads to; of a first version, those of the row. */
    private Map<String, JsonNode> folded(PersonRecord person) {
        return Objects.requireNonNull(transaction.execute(s -> versions.timeline(person).now()));
    }

    private List<Map<String, String>> state(Family family) {
        return family.all().stream()
                .map(people::read)
                .map(
                        person -> {
                            Map<String, String> lines = new TreeMap<>();
                            folded(person.ofVersion(1))
                                    .forEach((line, value) -> lines.put(line, value.toString()));
                            return lines;
                        })
                .map(
                        lines -> {
                            lines.replaceAll((line, value) -> family.anonymous(linked(value)));
                            return lines;
                        })
                .toList();
    }

    /** A link without the name beside it, which is as the paper of that day wrote it. */
    private static String linked(String value) {
        Matcher link = LINK.matcher(value);
        return link.find() ? link.group() : value;
    }
}
