package vn.dancu.card;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Plays the internal interface of population-service, in good days and bad ones. */
public final class PopulationStandIn {
    private final HttpServer server;
    private final Map<String, String> persons = new ConcurrentHashMap<>();
    private final Map<String, String> units = new ConcurrentHashMap<>();
    private final Map<String, String> holders = new ConcurrentHashMap<>();
    private final Set<String> hidden = ConcurrentHashMap.newKeySet();
    private final Set<String> coverages = ConcurrentHashMap.newKeySet();
    private final Set<String> read = ConcurrentHashMap.newKeySet();
    private final List<String> callers = new CopyOnWriteArrayList<>();
    private volatile int failing;
    private volatile @Nullable CountDownLatch hanging;

    private PopulationStandIn(HttpServer server) {
        this.server = server;
    }

    public static PopulationStandIn start() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            PopulationStandIn standIn = new PopulationStandIn(server);
            server.createContext("/internal/population/v1/persons/", standIn::answer);
            server.createContext("/internal/population/v1/administrative-units/", standIn::unit);
            server.createContext("/internal/population/v1/territories/", standIn::coverage);
            server.createContext("/internal/id-numbers/v1/lookups", standIn::lookUp);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return standIn;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Whether anybody asked for the record. */
    boolean wasRead(String personId) {
        return read.contains(personId);
    }

    public void has(String personId, String json) {
        persons.put(personId, json);
    }

    /**
     * Only who has a scope for it reads this record from now on, and the service itself for a
     * purpose of its own.
     */
    void protects(String personId) {
        hidden.add(personId);
    }

    /** The district lies in the territory today, whatever the codes say. */
    void covers(String territory, String district) {
        coverages.add(territory + " " + district);
    }

    private void coverage(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String territory = path.split("/", -1)[5];
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        boolean covers =
                coverages.stream()
                        .map(pair -> pair.split(" ", -1))
                        .anyMatch(
                                pair ->
                                        pair[0].equals(territory)
                                                && query.contains("district=" + pair[1]));
        reply(exchange, 200, "{\"covers\":" + covers + "}");
    }

    private static boolean mayReadProtected(HttpExchange exchange) {
        String proof = String.valueOf(exchange.getRequestHeaders().getFirst("Dancu-Caller"));
        String claims =
                new String(
                        Base64.getUrlDecoder().decode(proof.split("\\.", -1)[1]),
                        StandardCharsets.UTF_8);
        boolean itself =
                claims.contains("\"purpose\":\"card_facts\"") && claims.contains("\"scope\":\"\"");
        return itself || claims.contains("population.read.protected");
    }

    /** Answers with this status from now on; 0 for good days. */
    public void failsWith(int status) {
        failing = status;
    }

    /** Answers nothing until the latch opens. */
    public void hangsUntil(@Nullable CountDownLatch latch) {
        hanging = latch;
    }

    /** The signed callers on whose behalf it was asked. */
    public List<String> callers() {
        return callers;
    }

    /** Answers with this about a unit; others are unknown. */
    void hasUnit(String code, String json) {
        units.put(code, json);
    }

    private void unit(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = units.get(path.substring(path.lastIndexOf('/') + 1));
        reply(
                exchange,
                body == null ? 404 : 200,
                body == null
                        ? "{\"type\":\"x\",\"title\":\"Not Found\",\"status\":404,"
                                + "\"detail\":\"none\",\"code\":\"unit_not_found\"}"
                        : body);
    }

    /** Numbers whose holder is known to the ledger. */
    public void holds(String number, String personId) {
        holders.put(number, personId);
    }

    private void lookUp(HttpExchange exchange) throws IOException {
        String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        StringBuilder items = new StringBuilder();
        var matcher = java.util.regex.Pattern.compile("[0-9]{12}").matcher(asked);
        while (matcher.find()) {
            String person = holders.get(matcher.group());
            items.append(items.isEmpty() ? "" : ",")
                    .append("{\"number\":\"")
                    .append(matcher.group())
                    .append("\",\"state\":")
                    .append(person == null ? "\"unknown\"" : "\"active\"")
                    .append(person == null ? "" : ",\"personId\":\"" + person + "\"")
                    .append("}");
        }
        reply(exchange, 200, "{\"items\":[" + items + "]}");
    }

    private void answer(HttpExchange exchange) throws IOException {
        callers.add(String.valueOf(exchange.getRequestHeaders().getFirst("Dancu-Caller")));
        CountDownLatch latch = hanging;
        if (latch != null) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        String path = exchange.getRequestURI().getPath();
        String personId = path.substring(path.lastIndexOf('/') + 1);
        read.add(personId);
        String body = persons.get(personId);
        if (failing != 0) {
            reply(exchange, failing, "{}");
        } else if (hidden.contains(personId) && !mayReadProtected(exchange)) {
            reply(
                    exchange,
                    403,
                    "{\"type\":\"x\",\"title\":\"Forbidden\",\"status\":403,"
                            + "\"detail\":\"none\",\"code\":\"protected_person\"}");
        } else if (body == null) {
            reply(
                    exchange,
                    404,
                    "{\"type\":\"x\",\"title\":\"Not Found\",\"status\":404,"
                            + "\"detail\":\"none\",\"code\":\"person_not_found\"}");
        } else {
            reply(exchange, 200, body);
        }
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String type = status == 200 ? "application/json" : "application/problem+json";
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
