package vn.dancu.sharing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;

/**
 * Plays population-service over HTTP, as docs/conventions.md describes its look-ups: it answers for
 * the people it was given, and can be told to fail or to wait.
 */
public final class FakeRegister {
    private static final JsonMapper JSON = JsonMapper.shared();
    private final HttpServer server;
    private final Map<String, ObjectNode> people = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> touched = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile int failWith;
    private volatile @Nullable String instead;
    private volatile Runnable beforeAnswer = () -> {};
    private volatile Runnable beforeMore = () -> {};
    private final List<JsonNode> corrections = new CopyOnWriteArrayList<>();
    private volatile String actState = "PROPOSED";
    private volatile @Nullable String actReason;

    private FakeRegister(HttpServer server) {
        this.server = server;
    }

    /** A question as it came in. */
    public record Asked(JsonNode question, String authorization, String caller) {}

    public static FakeRegister start() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
            FakeRegister register = new FakeRegister(server);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext(
                    "/internal/population/v1/lookups", e -> register.lookUp(e, register::answer));
            server.createContext(
                    "/internal/population/v1/lookup-batches",
                    e -> register.lookUp(e, register::answers));
            server.createContext(
                    "/internal/population/v1/relatives", e -> register.others(e, "relatives"));
            server.createContext(
                    "/internal/population/v1/household-members",
                    e -> register.others(e, "household"));
            server.createContext(
                    "/internal/cards/v1/person-status", e -> register.others(e, "card"));
            server.createContext("/internal/population/v1/persons/", register::record);
            server.createContext("/internal/population/v1/changes", register::changes);
            server.createContext(
                    "/internal/population/v1/citizen-corrections", register::corrections);
            server.start();
            return register;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Adds a person under number, or old number where there is no number. */
    public UUID add(String personJson) {
        ObjectNode person = (ObjectNode) JSON.readTree(personJson);
        UUID id = UUID.randomUUID();
        person.put("personId", id.toString());
        person.put("version", 1);
        for (String key : List.of("number", "oldNumber")) {
            if (person.hasNonNull(key)) {
                people.put(person.get(key).asString(), person);
            }
        }
        return id;
    }

    /** What the register knows of a person changes. */
    public void change(String number, String line, String json) {
        ObjectNode person = people.get(number);
        if (person == null) {
            throw new IllegalArgumentException("nobody has this number");
        }
        person.set(line, JSON.readTree(json));
    }

    /** What may be learned of any change of a person, whatever the version. */
    public void touched(UUID person, String json) {
        touched.put(person.toString(), JSON.readTree(json));
    }

    private void changes(HttpExchange exchange) throws IOException {
        JsonNode question = JSON.readTree(exchange.getRequestBody().readAllBytes());
        ObjectNode answer = JSON.createObjectNode();
        var all = answer.putArray("changes");
        for (JsonNode change : question.get("changes")) {
            all.add(
                    touched.getOrDefault(
                            change.get("personId").asString(),
                            JSON.readTree(
                                    "{\"lines\": [], \"closed\": false,"
                                            + " \"setForgotten\": false}")));
        }
        send(exchange, failWith == 0 ? 200 : failWith, answer.toString());
    }

    private void record(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String id = path.substring(path.lastIndexOf('/') + 1);
        var person =
                people.values().stream()
                        .filter(known -> known.get("personId").asString().equals(id))
                        .findFirst();
        send(
                exchange,
                failWith != 0 ? failWith : person.isPresent() ? 200 : 404,
                person.map(Object::toString).orElse("{\"code\": \"person_not_found\"}"));
    }

    /** What becomes of the corrections that were proposed, until it is reset. */
    public void actsAre(String state, String reason) {
        actState = state;
        actReason = reason;
    }

    /** Questions about corrections as they came in. */
    public List<JsonNode> corrections() {
        return corrections;
    }

    /** One act for a request id; refuses the word {@code wrong}. */
    private void corrections(HttpExchange exchange) throws IOException {
        JsonNode question = JSON.readTree(exchange.getRequestBody().readAllBytes());
        corrections.add(question);
        if (failWith != 0) {
            send(exchange, failWith, "{}");
        } else if (question.toString().contains("wrong")) {
            send(
                    exchange,
                    422,
                    """
                    {"code": "invalid_fields", "detail": "See errors.", "errors": [
                     {"code": "invalid_field", "pointer": "/correction/name", "detail": "No."}]}
                    """);
        } else if (question.has("actIds")) {
            ObjectNode answer = JSON.createObjectNode();
            var items = answer.putArray("items");
            for (JsonNode act : question.get("actIds")) {
                items.add(standing(act.asString()));
            }
            send(exchange, 200, answer.toString());
        } else {
            String act = question.path("actId").asString("");
            String request = question.path("requestId").asString("");
            String id =
                    act.isEmpty()
                            ? UUID.nameUUIDFromBytes(request.getBytes(StandardCharsets.UTF_8))
                                    .toString()
                            : act;
            send(exchange, 200, standing(id).toString());
        }
    }

    private ObjectNode standing(String act) {
        return JSON.createObjectNode()
                .put("actId", act)
                .put("state", actState)
                .put("reason", actReason);
    }

    public void failWith(int status) {
        failWith = status;
    }

    /** Runs in the middle of each look-up, until it is replaced. */
    public void beforeAnswer(Runnable action) {
        beforeAnswer = action;
    }

    /** Runs in the middle of each question for more than a look-up tells. */
    public void beforeMore(Runnable action) {
        beforeMore = action;
    }

    public void reset() {
        failWith = 0;
        instead = null;
        beforeAnswer = () -> {};
        beforeMore = () -> {};
        corrections.clear();
        actState = "PROPOSED";
        actReason = null;
        asked.clear();
    }

    public List<Asked> asked() {
        return asked;
    }

    /** What the other internal interfaces answer about a person, as it was given with it. */
    private void others(HttpExchange exchange, String member) throws IOException {
        JsonNode question = JSON.readTree(exchange.getRequestBody().readAllBytes());
        String id = question.get("personId").asString();
        beforeMore.run();
        JsonNode answer =
                people.values().stream()
                        .filter(person -> person.get("personId").asString().equals(id))
                        .findFirst()
                        .orElseThrow()
                        .get(member);
        send(exchange, failWith == 0 ? 200 : failWith, String.valueOf(answer));
    }

    /** Answers 200 with this body, whatever is asked, until it is reset. */
    public void answerWith(String body) {
        instead = body;
    }

    private void lookUp(HttpExchange exchange, Function<JsonNode, ObjectNode> known)
            throws IOException {
        JsonNode question = JSON.readTree(exchange.getRequestBody().readAllBytes());
        asked.add(
                new Asked(
                        question,
                        exchange.getRequestHeaders().getFirst("Authorization"),
                        exchange.getRequestHeaders().getFirst("Dancu-Caller")));
        beforeAnswer.run();
        int status = failWith == 0 ? 200 : failWith;
        String said = instead;
        String answer = said == null ? known.apply(question).toString() : said;
        send(exchange, status, failWith == 0 ? answer : "{}");
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private ObjectNode answers(JsonNode batch) {
        ObjectNode answer = JSON.createObjectNode();
        var all = answer.putArray("answers");
        for (JsonNode person : batch.get("people")) {
            ObjectNode question = ((ObjectNode) person).deepCopy();
            question.set("fields", batch.get("fields"));
            question.put("currentIfSuperseded", batch.path("currentIfSuperseded").asBoolean(false));
            all.add(answer(question));
        }
        return answer;
    }

    private ObjectNode answer(JsonNode question) {
        ObjectNode answer = JSON.createObjectNode();
        String key = question.hasNonNull("number") ? "number" : "oldNumber";
        ObjectNode person = people.get(question.get(key).asString());
        if (person == null) {
            return answer.put("outcome", "not_found");
        }
        answer.put("personId", person.get("personId").asString());
        if (!agree(question, person)) {
            String scenario = person.path("otherwise").asString("mismatch");
            boolean current = question.path("currentIfSuperseded").asBoolean(false);
            if (!scenario.equals("superseded") || !current) {
                return answer.put("outcome", scenario);
            }
            answer.put("outcome", scenario);
        } else {
            answer.put("outcome", "found");
        }
        ObjectNode shown = answer.putObject("person");
        question.get("fields")
                .forEach(
                        field -> {
                            JsonNode value = person.get(field.asString());
                            if (value != null) {
                                shown.set(field.asString(), value);
                            }
                        });
        // More than was asked for, as a faulty register might send: it must not get through.
        shown.put("religion", "2");
        return answer;
    }

    private static boolean agree(JsonNode question, JsonNode person) {
        var name = new PersonName(question.get("name").asString());
        return name.sameAs(new PersonName(person.get("name").asString()))
                && PartialDate.parse(question.get("dateOfBirth").asString())
                        .equals(PartialDate.parse(person.get("dateOfBirth").asString()));
    }
}
