package vn.dancu.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The doors for callers without a token: SOAP users, and X-Road security servers. */
class ProtocolDoorsTest {
    private static final byte[] CERTIFICATE = "stands for the DER of a certificate".getBytes(UTF_8);
    private static Issuer issuer;
    private static Part part;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        issuer = new Issuer();
        part = new Part(issuer);
        gateway =
                new Gateway(
                        part,
                        "--spring.cloud.discovery.client.simple.instances.sharing-service[0].uri="
                                + part.uri(),
                        "--dancu.gateway.address-rate=1",
                        "--dancu.gateway.address-burst=20",
                        "--dancu.gateway.soap-burst=60",
                        "--dancu.gateway.soap-rate=1",
                        "--dancu.gateway.x-road.servers.ss1=" + thumbprint(CERTIFICATE),
                        "--dancu.gateway.x-road.terminators=127.0.0.1,::1");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        part.close();
    }

    @BeforeEach
    void forget() {
        part.received.clear();
    }

    private static String thumbprint(byte[] der) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    }

    private static HttpRequest.Builder xRoad(String path, byte[] certificate) {
        return gateway.request(path)
                .header("X-Road-Client", "VN/GOV/G34/vss")
                .header("X-Road-Id", "m-1")
                .header("Client-Cert", ":" + Base64.getEncoder().encodeToString(certificate) + ":")
                .POST(BodyPublishers.ofString("{}"));
    }

    @Test
    void aRegisteredSecurityServerPassesWithWhatItSaysOfItsClient() throws Exception {
        var answer =
                gateway.send(
                        xRoad("/sharing/v1/lookups", CERTIFICATE)
                                .header("Dancu-Security-Server", "forged"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var seen = part.next();
        assertThat(seen.header("X-Road-Client")).isEqualTo("VN/GOV/G34/vss");
        assertThat(seen.header("X-Road-Id")).isEqualTo("m-1");
        assertThat(seen.header("Dancu-Security-Server")).isEqualTo("ss1");
        assertThat(seen.has("Client-Cert")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/sharing/v1/lookups, another certificate, 403, security_server_not_registered",
        "/population/v1/persons, another certificate, 401, unauthenticated",
        "/population/v1/persons, stands for the DER of a certificate, 401, unauthenticated",
        "/osia/3rdparty/v1/verify/1, stands for the DER of a certificate, 401, unauthenticated",
    })
    void anotherCertificateOrAnotherPathIsNobody(
            String path, String certificate, int status, String code) throws Exception {
        var answer = gateway.send(xRoad(path, certificate.getBytes(UTF_8)));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"").doesNotContain("ss1");
        assertThat(part.received).isEmpty();
    }

    @Test
    void aTokenGoesBeforeAndNothingOfXRoadIsPassedOnWithIt() throws Exception {
        String token = issuer.token("vss", Map.of("scope", "sharing.query"));
        var answer =
                gateway.send(
                        xRoad("/sharing/v1/lookups", CERTIFICATE)
                                .header("Authorization", "Bearer " + token)
                                .header("Dancu-Security-Server", "forged"));
        assertThat(answer.statusCode()).isEqualTo(200);
        var seen = part.next();
        assertThat(seen.has("X-Road-Client")).isFalse();
        assertThat(seen.has("Dancu-Security-Server")).isFalse();
    }

    @Test
    void onlyTheSoapPathIsOpenWithoutATokenAndHasARateOfItsOwn() throws Exception {
        var call =
                gateway.send(
                        gateway.request("/sharing/soap/dancu")
                                .header("Authorization", "Basic dTpk")
                                .header("Timestamp", "1")
                                .POST(BodyPublishers.ofString("<x/>")));
        assertThat(call.statusCode()).as(call.body()).isEqualTo(200);
        var seen = part.next();
        assertThat(seen.header("Authorization")).isEqualTo("Basic dTpk");
        assertThat(seen.header("Timestamp")).isEqualTo("1");
        assertThat(gateway.send(gateway.request("/sharing/soap/dancu?wsdl")).statusCode())
                .isEqualTo(200);
        for (String path : new String[] {"/sharing/soap/other", "/sharing/soap", "/sharing/v1/x"}) {
            assertThat(
                            gateway.send(
                                            gateway.request(path)
                                                    .POST(BodyPublishers.ofString("<x/>")))
                                    .statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
        String token = issuer.token("vss", Map.of("scope", "sharing.query"));
        for (String method : new String[] {"PUT", "DELETE", "PATCH", "OPTIONS"}) {
            anotherMethodIsToldWhichThereAre(method, "Basic dTpk");
            anotherMethodIsToldWhichThereAre(method, "Bearer " + token);
        }

        int refused = 0;
        for (int i = 0; i < 80; i++) {
            var answer =
                    gateway.send(
                            gateway.request("/sharing/soap/dancu")
                                    .POST(BodyPublishers.ofString("<x/>")));
            assertThat(answer.statusCode()).isIn(200, 429);
            refused += answer.statusCode() == 429 ? 1 : 0;
        }
        assertThat(refused).isPositive();
        // The address still has its share elsewhere.
        assertThat(gateway.send(gateway.request("/actuator/health")).statusCode())
                .isNotEqualTo(429);
    }

    private static void anotherMethodIsToldWhichThereAre(String method, String authorization)
            throws Exception {
        int before = part.received.size();
        var answer =
                gateway.send(
                        gateway.request("/sharing/soap/dancu")
                                .header("Authorization", authorization)
                                .method(method, BodyPublishers.ofString("<x/>")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, POST");
        assertThat(answer.body()).contains("\"code\":\"method_not_allowed\"");
        assertThat(part.received).hasSize(before);
    }
}
