package vn.dancu.sharing.xroad;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Value;
import vn.dancu.sharing.SharingIT;

/** Requests as the gateway passes them on from a registered security server. */
class XRoadIT extends SharingIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String CLIENT = "VN/GOV/G34/insurance";

    @Value("${local.server.port}")
    private int port;

    @BeforeEach
    void client() {
        post(
                admin("an"),
                "/sharing/v1/agencies/G34/clients",
                "{\"kind\": \"XROAD\", \"identifier\": \"%s\", \"sandbox\": false}"
                        .formatted(CLIENT));
    }

    private HttpResponse<String> ask(String path, String body, String... headers) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .header("Content-Type", "application/json")
                        .headers(headers)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theClientIsTheAgencyAndTheUserTheOfficerAndBothAreRecorded() throws Exception {
        Citizen citizen = citizen("Nguyễn Thị Đường");
        String id = UUID.randomUUID().toString();
        var answer =
                ask(
                        "/sharing/v1/lookups",
                        lookup(citizen, "name", "sex").replace("\"officer\":\"cb-017\",", ""),
                        "Dancu-Security-Server",
                        "ss1",
                        "X-Road-Client",
                        "VN/GOV/G34/insur%61nce",
                        "X-Road-Id",
                        id,
                        "X-Road-UserId",
                        "cb-021",
                        "X-Road-Issue",
                        "case-7",
                        "X-Road-Represented-Party",
                        "GOV/G99",
                        "X-Road-Service",
                        "VN/GOV/G01/register/lookups",
                        "X-Road-Request-Id",
                        "t-1",
                        "X-Road-Request-Hash",
                        "aGFzaA==");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).at("/person/sex").asString()).isEqualTo("FEMALE");
        assertThat(
                        jdbc.sql(
                                        """
                                        select r.client_kind || ' ' || r.client_id || ' '
                                            || r.officer || ' ' || r.agency_code || ' '
                                            || m.issue || ' ' || m.represented_party || ' '
                                            || m.security_server || ' ' || m.transfer_id
                                        from access_record r
                                        join xroad_message m on m.message_id = r.request_id
                                            and m.correlation_id = r.correlation_id
                                        where r.request_id = :id
                                        """)
                                .param("id", id)
                                .query(String.class)
                                .single())
                .isEqualTo("XROAD " + CLIENT + " cb-021 G34 case-7 GOV/G99 ss1 t-1");
        assertThat(outcomesOf(citizen)).containsExactly("answered");
    }

    @Test
    void anOfficerInTheBodyWhoIsNotTheUserIsRefusedAndRecorded() throws Exception {
        Citizen citizen = citizen("Nguyễn Thị Ngã");
        var answer =
                ask(
                        "/sharing/v1/lookups",
                        lookup(citizen, "name"),
                        "Dancu-Security-Server",
                        "ss1",
                        "X-Road-Client",
                        CLIENT,
                        "X-Road-Id",
                        "m-2",
                        "X-Road-UserId",
                        "cb-021");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("officer_not_authorised");
        assertThat(outcomesOf(citizen)).containsExactly("officer_not_authorised");
    }

    @ParameterizedTest
    @CsvSource({
        "/sharing/v1/lookups,    VN/GOV/G99/nobody,     m-1, 403, client_unknown",
        "/sharing/v1/lookups,    VN/GOV,                m-1, 400, x_road_header_malformed",
        "/sharing/v1/lookups,    VN/GOV/G34/insur%zz,   m-1, 400, x_road_header_malformed",
        "/sharing/v1/lookups,    VN/GOV/G34%2Finsurance, m-1, 400, x_road_header_malformed",
        "/sharing/v1/agreements, VN/GOV/G34/insurance,  m-1, 403, forbidden",
        "/sharing/v1/exports,    VN/GOV/G34/insurance,  m-1, 403, forbidden",
    })
    void whoIsNotRegisteredOrAsksForSomethingElseIsRefused(
            String path, String client, String id, int status, String code) throws Exception {
        long before = recorded();
        var answer =
                ask(
                        path,
                        lookup(citizen("Lê Thị Rào"), "name"),
                        "Dancu-Security-Server",
                        "ss1",
                        "X-Road-Client",
                        client,
                        "X-Road-Id",
                        id);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
        assertThat(recorded()).isEqualTo(before);
        assertThat(REGISTER.asked()).isEmpty();
    }

    @Test
    void withoutAProvenServerTheHeadersAreNothing() throws Exception {
        var answer =
                ask(
                        "/sharing/v1/lookups",
                        lookup(citizen("Lê Thị Giả"), "name"),
                        "X-Road-Client",
                        CLIENT,
                        "X-Road-Id",
                        "m-1");
        assertThat(answer.statusCode()).isEqualTo(401);
    }
}
