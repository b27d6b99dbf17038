package vn.dancu.acceptance.demo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * A ministry's client that speaks SOAP today asks here by the same messages, headers and secret:
 * only its address is another one.
 */
final class SoapStep {
    private static final String ADMINISTRATOR = "centre";
    private static final String AGENCY = "/sharing/v1/agencies/G34";
    private static final String USER = "vss-soap";
    private static final String SERVICE = "/sharing/soap/dancu";
    private static final Pattern ADDRESS = Pattern.compile("location=\"([^\"]+)\"");
    private static final Pattern NUMBER =
            Pattern.compile("<(?:[\\w.-]+:)?SoDinhDanh>([0-9]{12})</");

    private final GatewayClient gateway;
    private final Report report;
    private final String jobKey;
    private final JsonMapper json = JsonMapper.builder().build();

    SoapStep(GatewayClient gateway, Report report, String jobKey) {
        this.gateway = gateway;
        this.report = report;
        this.jobKey = jobKey;
    }

    void run(Citizen citizen) {
        String secret = secret();
        Matcher address = ADDRESS.matcher(gateway.text(SERVICE + "?wsdl"));
        if (!address.find()) {
            throw new DemoFailure("the description of the SOAP service names no address");
        }
        long start = System.nanoTime();
        GatewayClient.Text answer =
                gateway.soap(
                        SERVICE,
                        timestamp -> credentials(address.group(1), timestamp, secret),
                        () -> message(citizen));
        Matcher number = NUMBER.matcher(answer.body());
        if (answer.status() != 200 || !number.find() || !number.group(1).equals(citizen.number())) {
            report.fault("the SOAP service did not answer with the citizen: " + answer.status());
        }
        report.row(
                "Look-up by SOAP, as clients call today",
                "answered",
                Duration.ofNanos(System.nanoTime() - start));
    }

    /** The client is registered once; each run gives it a new secret. */
    private String secret() {
        Answer registered =
                gateway.post(
                        ADMINISTRATOR,
                        AGENCY + "/clients",
                        jobKey + "-soap-client",
                        json.createObjectNode()
                                .put("kind", "SOAP")
                                .put("identifier", USER)
                                .put("sandbox", false));
        if (registered.status() != 409) {
            registered.required("registration of the SOAP client");
        }
        return gateway.query(
                        ADMINISTRATOR,
                        AGENCY + "/soap-secrets",
                        json.createObjectNode()
                                .put("user", USER)
                                .put("purpose", "social-insurance"))
                .required("secret of the SOAP client")
                .body()
                .path("secret")
                .asString();
    }

    private static String credentials(String address, String timestamp, String secret) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(
                                    (address + USER + timestamp + secret)
                                            .getBytes(StandardCharsets.UTF_8));
            String pair = USER + ":" + HexFormat.of().formatHex(digest);
            return "Basic "
                    + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String message(Citizen citizen) {
        return """
               <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>
               <d:TraCuuThongTinCongDan xmlns:d="http://dancuquocgia.bca">
               <d:MaYeuCau>%s</d:MaYeuCau><d:MaDVC>1.002051</d:MaDVC><d:MaTichHop>037</d:MaTichHop>
               <d:MaCanBo>cb-017</d:MaCanBo><d:SoDinhDanh>%s</d:SoDinhDanh>
               <d:HoVaTen>%s</d:HoVaTen><d:NgayThangNamSinh>%s</d:NgayThangNamSinh>
               </d:TraCuuThongTinCongDan></s:Body></s:Envelope>
               """
                .formatted(
                        UUID.randomUUID(),
                        citizen.number(),
                        citizen.name().toUpperCase(Locale.ROOT),
                        born(citizen.dateOfBirth()));
    }

    /** A whole date, or the year where no more is known. */
    private static String born(String date) {
        return date.length() == 4
                ? "<d:Nam>" + date + "</d:Nam>"
                : "<d:NgayThangNam>" + date.replace("-", "") + "</d:NgayThangNam>";
    }
}
