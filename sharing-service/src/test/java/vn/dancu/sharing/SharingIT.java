package vn.dancu.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

/** What the integration tests share: one running service, one register, raw HTTP. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@RealInfrastructure(database = "sharing")
public abstract class SharingIT {
    protected static final FakeRegister REGISTER = FakeRegister.start();
    protected static final JsonMapper JSON = JsonMapper.shared();
    protected static final Path CONTRACTS = Path.of("..", "contracts", "sharing");
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Autowired protected TestTokens tokens;
    @Autowired protected JdbcClient jdbc;

    @Value("${local.server.port}")
    private int port;

    @DynamicPropertySource
    static void register(DynamicPropertyRegistry registry) {
        registry.add("dancu.calls.population-service.url", REGISTER::url);
        registry.add("dancu.calls.card-issuance-service.url", REGISTER::url);
        registry.add("dancu.sharing.disclosure.concurrent-per-agency", () -> 24);
    }

    @BeforeEach
    void resetRegister() {
        REGISTER.reset();
    }

    /** An answer, with its body read as JSON. */
    protected record Answer(int status, JsonNode body, HttpResponse<String> raw) {
        public String code() {
            return body.path("code").asString("");
        }

        public String pointer() {
            return body.path("errors").path(0).path("pointer").asString("");
        }

        public String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }
    }

    /** A citizen that the register knows; each has a number of their own. */
    protected record Citizen(UUID id, String number, String oldNumber, String name) {}

    protected static Citizen citizen(String name) {
        int n = NUMBERS.incrementAndGet();
        String number = "001157%06d".formatted(n);
        String oldNumber = "%09d".formatted(n);
        UUID id =
                REGISTER.add(
                        """
                        {"number": "%s", "oldNumber": "%s", "name": "%s",
                         "dateOfBirth": "1957-03-15", "sex": "FEMALE", "ethnicity": "1",
                         "religion": "0", "nationality": "VN", "maritalStatus": 2,
                         "permanentResidence": {"province": "01", "district": "001",
                            "commune": "00001", "detail": "12 phố Hoà Mã"},
                         "father": {"name": "Nguyễn Văn Hoà", "number": "001057000001"},
                         "status": "ALIVE", "numberStatus": "ASSIGNED"}
                        """
                                .formatted(number, oldNumber, name));
        return new Citizen(id, number, oldNumber, name);
    }

    protected String vss() {
        return tokens.token("vss", Map.of("scope", "sharing.query", "agency", "G34"));
    }

    protected String portal() {
        return tokens.token(
                "portal", Map.of("scope", "sharing.access sharing.query", "agency", "G22"));
    }

    protected String admin(String officer) {
        return tokens.token(
                "ops", Map.of("scope", "sharing.admin", "agency", "G01", "officer", officer));
    }

    /** An officer's command about the first version of an agreement. */
    protected void command(String officer, String agreement, String step) {
        Answer done =
                post(
                        admin(officer),
                        "/sharing/v1/agreements/%s/%s".formatted(agreement, step),
                        Contracts.example("agreement-command"));
        assertThat(done.status()).as(step + done.raw().body()).isEqualTo(200);
    }

    protected Answer post(String token, String path, String body, String... headers) {
        return send(
                request(token, path, headers)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    protected Answer get(String token, String path) {
        return send(request(token, path).GET());
    }

    protected Answer delete(String token, String path) {
        return send(request(token, path).DELETE());
    }

    private HttpRequest.Builder request(String token, String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .header("Authorization", "Bearer " + token);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> raw =
                    HTTP.send(
                            request.build(),
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            boolean json = raw.headers().firstValue("Content-Type").orElse("").contains("json");
            JsonNode body =
                    raw.body().isEmpty() || !json
                            ? JSON.createObjectNode()
                            : JSON.readTree(raw.body());
            return new Answer(raw.statusCode(), body, raw);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Registers an OAuth2 client of an agency. */
    protected String registerClient(String agency, String client, boolean sandbox) {
        Answer answer =
                post(
                        admin("an"),
                        "/sharing/v1/agencies/" + agency + "/clients",
                        "{\"kind\": \"OAUTH2\", \"identifier\": \"%s\", \"sandbox\": %s}"
                                .formatted(client, sandbox));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
        return answer.body().get("id").asString();
    }

    protected String integrator() {
        return tokens.token("integrator", Map.of("scope", "sharing.query", "agency", "T01"));
    }

    /** A look-up within the demonstration agreement of G34. */
    protected static String lookup(Citizen citizen, String... fields) {
        return lookup("1.002051", "social-insurance", citizen, fields);
    }

    protected static String lookup(
            String procedure, String purpose, Citizen citizen, String... fields) {
        var body = JSON.createObjectNode();
        body.put("procedure", procedure).put("purpose", purpose).put("officer", "cb-017");
        body.put("number", citizen.number()).put("name", citizen.name());
        body.put("dateOfBirth", "1957-03-15");
        var list = body.putArray("fields");
        for (String field : fields) {
            list.add(field);
        }
        return body.toString();
    }

    protected static String verification(Citizen citizen, String attributes) {
        var body = JSON.createObjectNode();
        body.put("procedure", "1.002051").put("purpose", "social-insurance");
        body.put("number", citizen.number()).put("name", citizen.name());
        body.put("dateOfBirth", "1957-03-15");
        body.set("attributes", JSON.readTree(attributes));
        return body.toString();
    }

    /** What the citizen sees of accesses to them, newest first. */
    protected JsonNode accessesOf(Citizen citizen) {
        Answer answer =
                get(portal(), "/sharing/v1/persons/" + citizen.id() + "/accesses?limit=100");
        assertThat(answer.status()).isEqualTo(200);
        return answer.body().get("accesses");
    }

    protected java.util.List<String> outcomesOf(Citizen citizen) {
        return accessesOf(citizen).valueStream().map(a -> a.get("outcome").asString()).toList();
    }

    protected long recorded() {
        return jdbc.sql("select count(*) from access_record").query(Long.class).single();
    }
}
