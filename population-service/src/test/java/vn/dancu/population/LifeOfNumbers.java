package vn.dancu.population;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plays the part of id-number-service that changes the life of numbers: the same request id gets
 * the same answer, and the first answer to each request may be lost on the way.
 */
public final class LifeOfNumbers implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, String> answers = new HashMap<>();
    private final List<JsonNode> taken = new ArrayList<>();
    private final Map<String, String> states = new HashMap<>();
    private final Map<String, String> former = new HashMap<>();
    private final Map<String, String> byPerson = new HashMap<>();
    private final HttpServer server;
    private int given;
    private boolean losesAnswers;

    public LifeOfNumbers() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/internal/id-numbers/v1/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on the first answer to each request is lost after it took effect. */
    public synchronized void loseFirstAnswers(boolean loses) {
        losesAnswers = loses;
    }

    /** The state of a number: active unless something happened to it. */
    public synchronized String state(String number) {
        return states.getOrDefault(number, "active");
    }

    /** The requests that took effect, about a person. */
    public synchronized List<JsonNode> taken(Object personId) {
        return taken.stream().filter(r -> r.toString().contains(personId.toString())).toList();
    }

    /** An officer there gives a person another number. */
    public synchronized String decideElsewhere(Object personId, String old) {
        String number = next(old.substring(0, 6));
        states.put(old, "reestablished");
        byPerson.put(personId.toString(), number);
        return number;
    }

    /** The agency there decides how a person's number stands. */
    public synchronized void decideElsewhere(Object personId, String number, String state) {
        states.put(number, state);
        byPerson.put(personId.toString(), number);
    }

    private synchronized String next(String fixed) {
        given++;
        return fixed + "%06d".formatted(900_000 + given);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            String path = exchange.getRequestURI().getPath();
            boolean lost;
            String body;
            synchronized (this) {
                String id = path + request.path("requestId").asString("");
                lost = losesAnswers && !answers.containsKey(id);
                body =
                        path.endsWith("lookups")
                                ? lookedUp(request)
                                : answers.computeIfAbsent(id, first -> effect(path, request));
            }
            if (lost) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private String effect(String path, JsonNode request) {
        taken.add(request);
        if (path.endsWith("reestablishments")) {
            return reestablished(request);
        }
        if (path.endsWith("registrations")) {
            ObjectNode answer = JSON.createObjectNode();
            ObjectNode item = answer.putArray("items").addObject();
            item.put("itemId", request.path("items").get(0).path("itemId").asString());
            item.put("outcome", "registered");
            return answer.toString();
        }
        JsonNode item = request.path("items").get(0);
        String number = item.path("number").asString();
        String own = number;
        switch (request.path("command").asString()) {
            case "suspend" -> states.put(number, "suspended");
            case "reinstate", "restore" -> states.put(number, "active");
            case "cancel" -> states.put(number, "cancelled");
            case "revert" -> {
                own = java.util.Objects.requireNonNull(former.get(number));
                states.put(number, "cancelled");
                states.put(own, "active");
            }
            default -> throw new IllegalArgumentException("no such command");
        }
        ObjectNode answer = JSON.createObjectNode();
        answer.putArray("items")
                .addObject()
                .put("personId", item.path("personId").asString())
                .put("outcome", "applied")
                .put("state", state(own))
                .put("number", own);
        return answer.toString();
    }

    private String reestablished(JsonNode request) {
        int year = request.path("birthYear").asInt();
        int century =
                (year - 1900) / 100 * 2 + (request.path("sex").asString().equals("FEMALE") ? 1 : 0);
        String old = request.path("number").asString();
        String number =
                next("%s%d%02d".formatted(request.path("prefix").asString(), century, year % 100));
        states.put(old, "reestablished");
        former.put(number, old);
        return JSON.createObjectNode()
                .put("personId", request.path("personId").asString())
                .put("oldNumber", old)
                .put("number", number)
                .toString();
    }

    private String lookedUp(JsonNode request) {
        ObjectNode answer = JSON.createObjectNode();
        var items = answer.putArray("items");
        request.path("personIds")
                .forEach(
                        id -> {
                            String number = byPerson.get(id.asString());
                            if (number != null) {
                                items.addObject()
                                        .put("personId", id.asString())
                                        .put("number", number)
                                        .put("state", state(number));
                            }
                        });
        return answer.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
