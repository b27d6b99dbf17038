package vn.dancu.population.biometrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.sealing.Sealer;
import vn.dancu.population.Api;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Place;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class BiometricsIT {
    @Autowired private TestTokens tokens;
    @Autowired private JdbcClient jdbc;
    @Autowired private Persons persons;
    @Autowired private Retention retention;
    @Autowired private Sealer sealer;
    @Autowired private TransactionTemplate transactions;
    @LocalServerPort private int port;

    private Api api;
    private HttpHeaders enroller;
    private HttpHeaders reader;

    @BeforeEach
    void openTheDoor() {
        api = new Api(tokens, port);
        enroller = as("population.biometrics.write", "01");
        reader = as("population.biometrics.read", "01");
    }

    private HttpHeaders as(String scope, String territory) {
        HttpHeaders headers =
                tokens.bearer("officer-hanoi", Map.of("scope", scope, "territory", territory));
        headers.set("Dancu-Purpose", "enrolment");
        return headers;
    }

    private UUID registered() {
        UUID id = UUID.randomUUID();
        Place place = new Place("01", null, null, null);
        PersonRecord person =
                PersonRecord.first(
                        id,
                        new PersonName("Lê Thị Mai"),
                        PartialDate.parse("1990-02-03"),
                        Sex.FEMALE,
                        place,
                        place,
                        "1",
                        "VN");
        transactions.executeWithoutResult(
                s -> persons.insert(person, Change.always("birth_registered", "entry 1")));
        return id;
    }

    /** A drawn picture: nobody's face. */
    private static byte[] portrait(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.createGraphics().fillOval(width / 4, height / 4, width / 2, height / 2);
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            ImageIO.write(image, "jpeg", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static final byte[] FINGER =
            "FMR\0 20\0 a template of no finger".getBytes(StandardCharsets.US_ASCII);

    private static String path(UUID person) {
        return "/population/v1/persons/" + person + "/biometrics";
    }

    private Api.Answer store(UUID person, String kind, byte[] data, String more) {
        return api.post(
                path(person),
                enroller,
                """
                {"kind": "%s", "data": "%s", "evidence": "application 1"%s}
                """
                        .formatted(kind, Base64.getEncoder().encodeToString(data), more));
    }

    private UUID stored(UUID person, String kind, byte[] data, String more) {
        Api.Answer answer = store(person, kind, data, more);
        assertThat(answer.status()).isEqualTo(201);
        return UUID.fromString(answer.body().path("valueId").asString());
    }

    private byte[] opened(UUID person, UUID value) {
        return java.util.Objects.requireNonNull(
                RestClient.create("http://localhost:" + port)
                        .get()
                        .uri(path(person) + "/" + value)
                        .headers(headers -> headers.addAll(reader))
                        .retrieve()
                        .body(byte[].class));
    }

    private String code(UUID person, UUID value) {
        return api.get(path(person) + "/" + value, reader).code();
    }

    @Test
    void whatIsStoredIsSealedAndOpenedForThoseWithTheScope() {
        UUID person = registered();
        byte[] face = portrait(300, 400);
        UUID value = stored(person, "PORTRAIT", face, ", \"capturedOn\": \"2026-01-05\"");
        assertThat(opened(person, value)).isEqualTo(face);
        byte[] sealed =
                jdbc.sql("select sealed from sealed_value where value_id = :value")
                        .param("value", value)
                        .query(byte[].class)
                        .single();
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(face, 0, 16, StandardCharsets.ISO_8859_1));
        assertThat(api.get(path(person), reader).body().at("/items/0/expiresOn").asString())
                .isEqualTo("2066-01-05");
        HttpHeaders other = as("population.read population.biometrics.write", "01");
        assertThat(api.get(path(person), other).status()).isEqualTo(403);
        assertThat(
                        jdbc.sql(
                                        """
                                        select action || ' ' || outcome from audit_record
                                        where person_id = :id order by id
                                        """)
                                .param("id", person)
                                .query(String.class)
                                .list())
                .containsExactly(
                        "biometric_stored PORTRAIT",
                        "biometric_read answered",
                        "biometrics_listed answered");
    }

    @Test
    void whatIsNotWhatItIsSaidToBeIsRefusedAndNothingIsStored() {
        UUID person = registered();
        String day = ", \"capturedOn\": \"2026-01-05\"";
        assertThat(store(person, "PORTRAIT", FINGER, day).code()).isEqualTo("image_unreadable");
        byte[] cut = java.util.Arrays.copyOf(portrait(300, 400), 30);
        assertThat(store(person, "PORTRAIT", cut, day).code()).isEqualTo("image_unreadable");
        assertThat(store(person, "PORTRAIT", portrait(100, 400), day).code())
                .isEqualTo("image_size_out_of_range");
        assertThat(store(person, "PORTRAIT", new byte[500 * 1024 + 1], day).code())
                .isEqualTo("biometric_too_large");
        assertThat(store(person, "FINGERPRINT", FINGER, day).code()).isEqualTo("position_missing");
        assertThat(store(person, "FINGERPRINT", FINGER, day + ", \"position\": 11").code())
                .isEqualTo("position_impossible");
        assertThat(store(person, "IRIS", FINGER, day + ", \"position\": 1").code())
                .isEqualTo("template_unreadable");
        assertThat(
                        store(
                                        person,
                                        "PORTRAIT",
                                        portrait(300, 400),
                                        ", \"capturedOn\": \"2999-01-05\"")
                                .code())
                .isEqualTo("date_in_future");
        assertThat(
                        api.post(
                                        path(person),
                                        enroller,
                                        """
                                        {"kind": "IRIS", "data": "*", "evidence": "a",
                                         "capturedOn": "2026-01-05"}
                                        """)
                                .code())
                .isEqualTo("base64_malformed");
        enroller = as("population.biometrics.write", "79");
        assertThat(store(person, "PORTRAIT", portrait(300, 400), day).code())
                .isEqualTo("outside_territory");
        assertThat(api.get(path(person), reader).body().path("items").size()).isZero();
    }

    @Test
    void afterErasureNothingOpensItAndNothingIsGone() {
        UUID person = registered();
        String old = ", \"position\": 2, \"capturedOn\": \"1990-06-01\"";
        UUID value = stored(person, "FINGERPRINT", FINGER, old);
        UUID face =
                stored(person, "PORTRAIT", portrait(300, 400), ", \"capturedOn\": \"2026-01-05\"");
        Sealer.Wrapped kept = wrapped(person, "FINGERPRINT");
        assertThat(opened(person, value)).isEqualTo(FINGER);

        jdbc.sql(
                        """
                        update sealed_key set expires_on = date '2026-01-01'
                        where person_id = :id and kind = 'FINGERPRINT'
                        """)
                .param("id", person)
                .update();
        assertThat(retention.destroyExpired()).isPositive();

        assertThat(code(person, value)).isEqualTo("biometric_erased");
        assertThat(opened(person, face)).isNotEmpty();
        assertThat(wrappedKeys(person)).containsExactly("PORTRAIT");
        byte[] sealed = sealed(value);
        String owner = person + "|FINGERPRINT|1";
        // Whoever had kept the wrapped key could: so that key is the only way, and it is gone.
        assertThat(sealer.open(sealed, sealer.unwrap(kept, owner), owner + "|" + value))
                .isEqualTo(FINGER);
        Sealer.Wrapped otherKind = wrapped(person, "PORTRAIT");
        assertThatThrownBy(
                        () ->
                                sealer.open(
                                        sealed,
                                        sealer.unwrap(otherKind, person + "|PORTRAIT|1"),
                                        owner + "|" + value))
                .isInstanceOf(IllegalStateException.class);

        Api.Answer list = api.get(path(person), reader);
        assertThat(list.body().path("items").size()).isEqualTo(2);
        assertThat(list.body().toString()).contains("\"erasedWhy\":\"retention_ended\"");
        assertThatThrownBy(
                        () ->
                                jdbc.sql(
                                                """
                                                update sealed_key set wrapped = '\\x00'
                                                where person_id = :id and kind = 'FINGERPRINT'
                                                """)
                                        .param("id", person)
                                        .update())
                .hasMessageContaining("check");

        UUID again =
                stored(
                        person,
                        "FINGERPRINT",
                        FINGER,
                        ", \"position\": 2, \"capturedOn\": \"2026-01-05\"");
        assertThat(opened(person, again)).isEqualTo(FINGER);
        assertThat(code(person, value)).isEqualTo("biometric_erased");
    }

    private byte[] sealed(UUID value) {
        return jdbc.sql("select sealed from sealed_value where value_id = :value")
                .param("value", value)
                .query(byte[].class)
                .single();
    }

    private Sealer.Wrapped wrapped(UUID person, String kind) {
        return jdbc.sql(
                        """
                        select wrapped, wrapped_by from sealed_key
                        where person_id = :id and kind = :kind
                        """)
                .param("id", person)
                .param("kind", kind)
                .query(
                        (row, n) ->
                                new Sealer.Wrapped(
                                        row.getBytes("wrapped"), row.getString("wrapped_by")))
                .single();
    }

    private List<String> wrappedKeys(UUID person) {
        return jdbc.sql(
                        """
                        select kind from sealed_key where person_id = :id and wrapped is not null
                        """)
                .param("id", person)
                .query(String.class)
                .list();
    }

    @Test
    void aDeathShortensRetentionAndItsAnnulmentGivesItBack() {
        UUID person = registered();
        stored(person, "PORTRAIT", portrait(300, 400), ", \"capturedOn\": \"2026-01-05\"");
        PersonRecord dead =
                transactions.execute(
                        s ->
                                persons.die(
                                        person,
                                        new PersonRecord.Death(PartialDate.parse("2026-02")),
                                        "entry 2"));
        assertThat(expiry(person)).isEqualTo(LocalDate.of(2036, 2, 28));
        transactions.execute(
                s ->
                        persons.annul(
                                person,
                                dead.version(),
                                Change.always("death_annulled", "judgment 1")));
        assertThat(expiry(person)).isEqualTo(LocalDate.of(2066, 1, 5));
    }

    private LocalDate expiry(UUID person) {
        return jdbc.sql("select expires_on from sealed_key where person_id = :id")
                .param("id", person)
                .query(LocalDate.class)
                .single();
    }
}
