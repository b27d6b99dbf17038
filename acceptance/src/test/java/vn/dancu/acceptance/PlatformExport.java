package vn.dancu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import vn.dancu.acceptance.PlatformUnderTest.Answer;

/** An export of everybody for agency G34, as its client and its administrators make one. */
final class PlatformExport {
    private static final String EXPORTS = "/sharing/v1/exports";
    private static final String PROCEDURE = "8.000001";
    private static final int COORDINATE_BYTES = 32;

    private final PlatformUnderTest platform;
    private final String requestId = "export-" + UUID.randomUUID();

    PlatformExport(PlatformUnderTest platform) {
        this.platform = platform;
    }

    String path(String id) {
        return EXPORTS + "/" + id;
    }

    /** An agreement that allows it, by two administrators, and a key to encrypt for. */
    void agree() throws Exception {
        Answer drafted =
                platform.post(
                        "centre",
                        "/sharing/v1/agreements",
                        """
                        {"agency": "G34", "terms": {"legalBasis": "Test", "purposes":
                         ["social-insurance"], "validFrom": "2021-07-01", "validTo": "2099-12-31",
                         "operations": ["export"], "procedures": [{"procedure": "%s", "fields":
                         ["number", "name", "dateOfBirth"]}], "openToAllOfficers": true,
                         "quota": {"perDay": 1000000, "perSecond": 1000}}}
                        """
                                .formatted(PROCEDURE));
        assertThat(drafted.status()).as(drafted.body().toString()).isEqualTo(201);
        String agreement = "/sharing/v1/agreements/" + drafted.text("id");
        platform.post("centre", agreement + "/test", "{\"version\": 1, \"reason\": \"Test\"}");
        platform.post("ops", agreement + "/approval", "{\"version\": 1}");
        Answer active = platform.post("centre", agreement + "/activation", "{\"version\": 1}");
        assertThat(active.status()).as(active.body().toString()).isEqualTo(200);
        Answer key =
                platform.post(
                        "centre", "/sharing/v1/agencies/G34/keys", "{\"jwk\": " + jwk() + "}");
        assertThat(key.status()).as(key.body().toString()).isEqualTo(200);
    }

    private static String jwk() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var point = ((ECPublicKey) generator.generateKeyPair().getPublic()).getW();
        return """
               {"kty": "EC", "crv": "P-256", "x": "%s", "y": "%s"}"""
                .formatted(coordinate(point.getAffineX()), coordinate(point.getAffineY()));
    }

    private static String coordinate(BigInteger value) {
        byte[] bytes = new byte[COORDINATE_BYTES];
        byte[] magnitude = value.toByteArray();
        int length = Math.min(magnitude.length, COORDINATE_BYTES);
        System.arraycopy(
                magnitude, magnitude.length - length, bytes, COORDINATE_BYTES - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Of everybody who was born. */
    String start() throws Exception {
        Answer started =
                platform.post(
                        "vss",
                        EXPORTS,
                        """
                        {"procedure": "%s", "purpose": "social-insurance", "requestId": "%s",
                         "fields": ["number", "name"], "born": {"from": 1800}}
                        """
                                .formatted(PROCEDURE, requestId));
        assertThat(started.status()).as(started.body().toString()).isEqualTo(202);
        return started.text("id");
    }

    /** Keeps the place of a part within the transaction of this connection. */
    void holdPart(Connection sharing, String id, int part) throws SQLException {
        try (PreparedStatement hold =
                sharing.prepareStatement(
                        """
                        insert into export_part (job_id, n, people, sha256, content)
                        values (?, ?, 1, sha256(''), '')
                        """)) {
            hold.setObject(1, UUID.fromString(id));
            hold.setInt(2, part);
            hold.executeUpdate();
        }
    }

    void awaitComplete(String id, Duration patience) {
        await().atMost(patience)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(() -> platform.get("vss", path(id)).text("state").equals("COMPLETE"));
    }

    void assertNobodyIsMissingOrThereTwice(String id) throws Exception {
        long people;
        try (Connection population = platform.database("population-service", "population")) {
            people =
                    numbers(
                                    population,
                                    """
                                    select count(*) from person
                                    where closed is null and protected is null and ? <> ''
                                    """,
                                    id)
                            .getFirst();
        }
        assertThat(platform.get("vss", path(id)).body().path("people").asLong()).isEqualTo(people);
        try (Connection sharing = platform.database("sharing-service", "sharing")) {
            assertThat(
                            numbers(
                                    sharing,
                                    """
                                    select sum(people), max(n) - count(*) from export_part
                                    where job_id = ?::uuid
                                    """,
                                    id))
                    .containsExactly(people, 0L);
            assertThat(
                            numbers(
                                    sharing,
                                    """
                                    select count(*), count(distinct person_id) from access_record
                                    where operation = 'export' and outcome = 'answered'
                                        and request_id = ?
                                    """,
                                    requestId))
                    .containsExactly(people, people);
        }
    }

    private static List<Long> numbers(Connection database, String sql, String parameter)
            throws SQLException {
        try (PreparedStatement select = database.prepareStatement(sql)) {
            select.setString(1, parameter);
            try (var row = select.executeQuery()) {
                row.next();
                Long[] numbers = new Long[row.getMetaData().getColumnCount()];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = row.getLong(i + 1);
                }
                return Arrays.asList(numbers);
            }
        }
    }
}
