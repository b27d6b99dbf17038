package vn.dancu.population.imports;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plays id-number-service over HTTP: keeps the number of each item for ever and gives no number
 * twice. It can be down, out of numbers, or know a number as somebody else's.
 */
final class NumberService implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LAST = 999_999;

    private final Map<UUID, String> byItem = new HashMap<>();
    private final Map<String, UUID> byNumber = new HashMap<>();
    private final Map<String, Integer> givenInBucket = new HashMap<>();
    private final Set<UUID> registered = new HashSet<>();
    private final Set<UUID> ended = new HashSet<>();
    private final Map<UUID, Object> answered = new HashMap<>();
    private final Set<String> exhausted = new HashSet<>();
    private final Set<String> unknownPrefixes = new HashSet<>();
    private final int port;
    private @Nullable HttpServer server;
    private int asked;
    private boolean refuses;
    private boolean forgets;

    NumberService() {
        server = listen(0);
        port = server.getAddress().getPort();
    }

    record Item(
            UUID itemId,
            @Nullable String number,
            @Nullable String prefix,
            @Nullable String sex,
            @Nullable Integer birthYear) {}

    record Request(UUID requestId, List<Item> items) {}

    record Answer(UUID itemId, String outcome, @Nullable String number) {}

    record Answers(List<Answer> items) {}

    record Ended(UUID personId, String number) {}

    record Transition(
            UUID requestId,
            String command,
            String reason,
            String evidence,
            String proposedBy,
            @Nullable String approvedBy,
            List<Ended> items) {}

    record Outcome(UUID personId, String outcome, @Nullable String code, @Nullable String state) {}

    record Outcomes(List<Outcome> items) {}

    record Question(List<UUID> personIds) {}

    record Standing(
            UUID personId, @Nullable String number, String state, @Nullable String origin) {}

    record Standings(List<Standing> items) {}

    String url() {
        return "http://127.0.0.1:" + port;
    }

    synchronized void down() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    synchronized void up() {
        if (server == null) {
            server = listen(port);
        }
    }

    /** Whether it understands and says no to everything. */
    synchronized void refuse(boolean refuse) {
        refuses = refuse;
    }

    /** Whether its answers lack what was asked. */
    synchronized void forgetItems(boolean forget) {
        forgets = forget;
    }

    synchronized void exhaust(String prefix) {
        exhausted.add(prefix);
    }

    synchronized void forget(String prefix) {
        unknownPrefixes.add(prefix);
    }

    /** All prefixes are known and have numbers again. */
    synchronized void restock() {
        exhausted.clear();
        unknownPrefixes.clear();
    }

    synchronized void know(String number, UUID somebodyElse) {
        byNumber.put(number, somebodyElse);
        byItem.put(somebodyElse, number);
    }

    synchronized int given() {
        return givenInBucket.values().stream().mapToInt(Integer::intValue).sum();
    }

    synchronized int asked() {
        return asked;
    }

    synchronized Map<UUID, String> numbers() {
        return Map.copyOf(byItem);
    }

    /** Who has a number now; nobody where it was withdrawn. */
    synchronized @Nullable UUID holder(String number) {
        return byNumber.get(number);
    }

    synchronized boolean hasEnded(UUID item) {
        return ended.contains(item);
    }

    private HttpServer listen(int at) {
        try {
            HttpServer made =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
            made.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            made.createContext("/internal/id-numbers/v1/allocations", this::allocate);
            made.createContext("/internal/id-numbers/v1/registrations", this::register);
            made.createContext("/internal/id-numbers/v1/packed-allocations", this::allocatePacked);
            made.createContext(
                    "/internal/id-numbers/v1/packed-registrations", this::registerPacked);
            made.createContext(
                    "/internal/id-numbers/v1/transitions",
                    exchange -> reply(exchange, Transition.class, this::transition));
            made.createContext(
                    "/internal/id-numbers/v1/lookups",
                    exchange -> reply(exchange, Question.class, this::lookUp));
            made.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void allocate(HttpExchange exchange) throws IOException {
        answer(exchange, this::allocated);
    }

    private void register(HttpExchange exchange) throws IOException {
        answer(exchange, this::registered);
    }

    private void allocatePacked(HttpExchange exchange) throws IOException {
        answerPacked(exchange, NumberService::toNumber, this::allocated, NumberService::number);
    }

    private void registerPacked(HttpExchange exchange) throws IOException {
        answerPacked(
                exchange, NumberService::toRegister, this::registered, NumberService::registered);
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Packed(UUID requestId, byte[] items) {}

    @SuppressWarnings("ArrayRecordComponent")
    record PackedAnswer(byte[] items) {}

    private static Item toNumber(ByteBuffer items) {
        return new Item(
                new UUID(items.getLong(), items.getLong()),
                null,
                "%03d".formatted(items.getShort()),
                items.get() == 2 ? "FEMALE" : "MALE",
                (int) items.getShort());
    }

    private static Item toRegister(ByteBuffer items) {
        return new Item(
                new UUID(items.getLong(), items.getLong()),
                "%012d".formatted(items.getLong()),
                null,
                null,
                null);
    }

    private static void number(Answer answer, DataOutputStream out) throws IOException {
        out.writeLong(
                switch (answer.outcome()) {
                    case "assigned" -> Long.parseLong(String.valueOf(answer.number()));
                    case "exhausted" -> -1;
                    case "prefix_unknown" -> -2;
                    default -> -3;
                });
    }

    private static void registered(Answer answer, DataOutputStream out) throws IOException {
        out.writeByte(answer.outcome().equals("registered") ? 1 : 0);
    }

    private interface Pack {
        void write(Answer answer, DataOutputStream out) throws IOException;
    }

    private void answerPacked(
            HttpExchange exchange, Function<ByteBuffer, Item> unpack, Each each, Pack pack)
            throws IOException {
        try (exchange) {
            Packed request = JSON.readValue(exchange.getRequestBody(), Packed.class);
            ByteBuffer items = ByteBuffer.wrap(request.items());
            var bytes = new ByteArrayOutputStream();
            synchronized (this) {
                asked++;
                if (refuses) {
                    exchange.sendResponseHeaders(422, -1);
                    return;
                }
                while (!forgets && items.hasRemaining()) {
                    pack.write(each.of(unpack.apply(items)), new DataOutputStream(bytes));
                }
            }
            send(exchange, new PackedAnswer(bytes.toByteArray()));
        }
    }

    private static void send(HttpExchange exchange, Object answer) throws IOException {
        byte[] body = JSON.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private interface Each {
        Answer of(Item item);
    }

    private void answer(HttpExchange exchange, Each each) throws IOException {
        try (exchange) {
            Request request = JSON.readValue(exchange.getRequestBody(), Request.class);
            List<Answer> answers = new ArrayList<>(request.items().size());
            boolean refused;
            synchronized (this) {
                asked++;
                refused = refuses;
            }
            if (refused) {
                exchange.sendResponseHeaders(422, -1);
                return;
            }
            synchronized (this) {
                if (!forgets) {
                    request.items().forEach(item -> answers.add(each.of(item)));
                }
            }
            send(exchange, new Answers(answers));
        }
    }

    private <T> void reply(HttpExchange exchange, Class<T> type, Function<T, Object> answer)
            throws IOException {
        try (exchange) {
            T request = JSON.readValue(exchange.getRequestBody(), type);
            Object said;
            synchronized (this) {
                said = answer.apply(request);
            }
            send(exchange, said);
        }
    }

    private Object transition(Transition request) {
        if (!request.command().equals("cancel") || !request.reason().equals("import_withdrawn")) {
            throw new IllegalStateException("nothing else is asked here");
        }
        return answered.computeIfAbsent(
                request.requestId(),
                id -> new Outcomes(request.items().stream().map(this::end).toList()));
    }

    private Outcome end(Ended item) {
        UUID personId = item.personId();
        if (ended.contains(personId)) {
            return new Outcome(personId, "refused", "number_cancelled", null);
        }
        UUID holder = byNumber.get(item.number());
        if (!personId.equals(holder)) {
            String code = holder == null ? "number_unknown" : "number_not_of_person";
            return new Outcome(personId, "refused", code, null);
        }
        ended.add(personId);
        if (registered.contains(personId)) {
            byNumber.remove(item.number());
            return new Outcome(personId, "applied", null, "withdrawn");
        }
        return new Outcome(personId, "applied", null, "cancelled");
    }

    private Object lookUp(Question question) {
        return new Standings(question.personIds().stream().map(this::standing).toList());
    }

    private Standing standing(UUID personId) {
        String number = byItem.get(personId);
        if (number == null) {
            return new Standing(personId, null, "unknown", null);
        }
        boolean brought = registered.contains(personId);
        String end = brought ? "withdrawn" : "cancelled";
        return new Standing(
                personId,
                number,
                ended.contains(personId) ? end : "active",
                brought ? "registered" : "assigned");
    }

    private Answer registered(Item item) {
        UUID holder = byNumber.putIfAbsent(item.number(), item.itemId());
        if (holder != null && !holder.equals(item.itemId())) {
            return new Answer(item.itemId(), "conflict", null);
        }
        byItem.put(item.itemId(), item.number());
        registered.add(item.itemId());
        ended.remove(item.itemId());
        return new Answer(item.itemId(), "registered", null);
    }

    private Answer allocated(Item item) {
        if (unknownPrefixes.contains(item.prefix())) {
            return new Answer(item.itemId(), "prefix_unknown", null);
        }
        String known = byItem.get(item.itemId());
        if (known == null && exhausted.contains(item.prefix())) {
            return new Answer(item.itemId(), "exhausted", null);
        }
        if (known == null) {
            known = next(item);
            byItem.put(item.itemId(), known);
            byNumber.put(known, item.itemId());
        }
        return new Answer(item.itemId(), "assigned", known);
    }

    private String next(Item item) {
        int year = Objects.requireNonNull(item.birthYear());
        int century = (year - 1900) / 100 * 2 + ("FEMALE".equals(item.sex()) ? 1 : 0);
        String bucket = "%s%d%02d".formatted(item.prefix(), century, year % 100);
        String number;
        do {
            int given = givenInBucket.merge(bucket, 1, Integer::sum);
            number = "%s%06d".formatted(bucket, LAST + 1 - given);
        } while (byNumber.containsKey(number));
        return number;
    }

    @Override
    public void close() {
        down();
    }
}
