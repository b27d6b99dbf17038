package vn.dancu.sharing.soap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.Source;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import vn.dancu.sharing.SharingIT;

/** The SOAP service as a ministry's client uses it, and as it is misused. */
class SoapIT extends SharingIT {
    private static final String SECRET = "a-secret-that-the-client-has";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Clients of one user never send two calls in one millisecond. */
    private static final AtomicLong LATEST = new AtomicLong();

    @Autowired private SoapSettings settings;
    @Autowired private SoapUsers users;

    @Value("${local.server.port}")
    private int port;

    @BeforeEach
    void users() {
        user("G34", "vss-soap", false, "social-insurance");
        user("T01", "try-soap", true, "connection-test");
    }

    private void user(String agency, String user, boolean sandbox, String purpose) {
        post(
                admin("an"),
                "/sharing/v1/agencies/" + agency + "/clients",
                "{\"kind\": \"SOAP\", \"identifier\": \"%s\", \"sandbox\": %s}"
                        .formatted(user, sandbox));
        Answer given =
                post(
                        admin("an"),
                        "/sharing/v1/agencies/" + agency + "/soap-secrets",
                        "{\"user\": \"%s\", \"purpose\": \"%s\", \"secret\": \"%s\"}"
                                .formatted(user, purpose, SECRET));
        assertThat(given.status()).as(given.raw().body()).isEqualTo(200);
        assertThat(given.body().has("secret")).isFalse();
    }

    private record Reply(int status, Document xml, HttpResponse<byte[]> raw) {
        String text(String element) {
            var found = xml.getElementsByTagNameNS("*", element);
            return found.getLength() == 0 ? "" : found.item(0).getTextContent();
        }

        String attribute(String name) {
            return ((Element) xml.getElementsByTagNameNS("*", "CongdanCollection").item(0))
                    .getAttribute(name);
        }
    }

    private static long now() {
        return LATEST.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis()));
    }

    private String basic(String user, long timestamp, String secret) throws Exception {
        String text = settings.publicUrl() + user + timestamp + secret;
        String hex =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(text.getBytes(StandardCharsets.UTF_8)));
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((user + ":" + hex).getBytes(StandardCharsets.UTF_8));
    }

    private Reply call(String user, String message) throws Exception {
        long timestamp = now();
        return call(basic(user, timestamp, SECRET), Long.toString(timestamp), message);
    }

    private Reply call(String authorization, String timestamp, String message) throws Exception {
        HttpResponse<byte[]> raw =
                HTTP.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://localhost:" + port + "/sharing/soap/dancu"))
                                .header("Authorization", authorization)
                                .header("Timestamp", timestamp)
                                .header("SOAPAction", "\"\"")
                                .header("Content-Type", "application/xml")
                                .POST(HttpRequest.BodyPublishers.ofString(message))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        var factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Document xml = factory.newDocumentBuilder().parse(new ByteArrayInputStream(raw.body()));
        assertValid(xml);
        return new Reply(raw.statusCode(), xml, raw);
    }

    /** Holds what was answered against the published schemas. */
    private static void assertValid(Document xml) throws Exception {
        File folder = CONTRACTS.resolve("soap").toFile();
        Source[] schemas = {
            new StreamSource(new File(folder, "request.xsd")),
            new StreamSource(new File(folder, "response.xsd"))
        };
        Element body = (Element) xml.getElementsByTagNameNS(Envelope.SOAP, "Body").item(0);
        Element content = (Element) body.getFirstChild();
        if (content.getLocalName().equals("Fault")) {
            content = (Element) content.getElementsByTagNameNS("*", "Loi").item(0);
        }
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(schemas)
                .newValidator()
                .validate(new DOMSource(content));
    }

    private static String envelope(String content) {
        return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header/>"
                + "<s:Body>"
                + content
                + "</s:Body></s:Envelope>";
    }

    private static String lookup(String procedure, String number, String name, String born) {
        return envelope(
                """
                <d:TraCuuThongTinCongDan xmlns:d="http://dancuquocgia.bca">
                <d:MaYeuCau>%s</d:MaYeuCau><d:MaDVC>%s</d:MaDVC><d:MaTichHop>037</d:MaTichHop>
                <d:MaCanBo>cb-017</d:MaCanBo><d:SoDinhDanh>%s</d:SoDinhDanh>
                <d:HoVaTen>%s</d:HoVaTen><d:NgayThangNamSinh>%s</d:NgayThangNamSinh>
                </d:TraCuuThongTinCongDan>"""
                        .formatted(UUID.randomUUID(), procedure, number, name, born));
    }

    private static String lookup(Citizen citizen) {
        return lookup(
                "1.002051",
                citizen.number(),
                citizen.name().toUpperCase(java.util.Locale.ROOT),
                "<d:NgayThangNam>19570315</d:NgayThangNam>");
    }

    private static void assertFault(Reply reply, String number, String code) {
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.text("Ma")).isEqualTo(number);
        assertThat(reply.text("MaLoi")).isEqualTo(code);
    }

    @Test
    void aLookUpGivesWhatTheProcedureIsAgreedForAndTheCitizenSeesIt() throws Exception {
        Citizen citizen = citizen("Nguyễn Thị Xà Phòng");
        Reply reply = call("vss-soap", lookup(citizen));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.raw().headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/xml");
        assertThat(reply.attribute("SoCongDan")).isEqualTo("1");
        assertThat(reply.text("SoDinhDanh")).isEqualTo(citizen.number());
        assertThat(reply.text("Ten")).isEqualTo("Nguyễn Thị Xà Phòng");
        assertThat(reply.text("GioiTinh")).isEqualTo("2");
        assertThat(reply.text("NgayThangNam")).isEqualTo("19570315");
        assertThat(reply.text("MaTinhThanh")).isEqualTo("01");
        // Not agreed for the procedure.
        assertThat(reply.text("DanToc")).isEmpty();
        assertThat(reply.xml().getElementsByTagNameNS("*", "Cha").getLength()).isZero();
        assertThat(outcomesOf(citizen)).containsExactly("answered");
        assertThat(
                        jdbc.sql(
                                        """
                                        select client_kind || ' ' || client_id || ' ' || officer
                                        from access_record where person_id = :id
                                        """)
                                .param("id", citizen.id())
                                .query(String.class)
                                .single())
                .isEqualTo("SOAP vss-soap cb-017");
    }

    @Test
    void nobodyIsAnEmptyCollectionAndAVerificationIsTrueOrFalse() throws Exception {
        Citizen citizen = citizen("Nguyễn Thị Kem");
        Reply nobody = call("vss-soap", lookup(citizen).replace("KEM", "KEO"));
        assertThat(nobody.status()).isEqualTo(200);
        assertThat(nobody.attribute("SoCongDan")).isEqualTo("0");
        assertThat(nobody.attribute("GhiChu")).isEqualTo("person_not_found");

        String verification =
                lookup(citizen)
                        .replace("TraCuuThongTinCongDan", "XacThucThongTinCongDan")
                        .replace("037", "033");
        assertThat(call("vss-soap", verification).text("TonTai")).isEqualTo("true");
        String legacy =
                verification
                        .replace("XacThucThongTinCongDan", "XacThucThongTinCongDanRequest")
                        .replace("MaTichHop", "MaDichVu")
                        .replace("KEM", "KEO")
                        .replaceAll("<d:MaYeuCau>[^<]*", "<d:MaYeuCau>" + UUID.randomUUID());
        Reply old = call("vss-soap", legacy);
        assertThat(old.text("TonTai")).isEqualTo("false");
        assertThat(
                        old.xml()
                                .getElementsByTagNameNS(
                                        "http://dancuquocgia.bca", "KetQuaXacThucResponse")
                                .getLength())
                .isOne();
    }

    @Test
    void particularsOfTheSandboxComeWithTheParents() throws Exception {
        Reply reply =
                call(
                        "try-soap",
                        envelope(
                                """
                                <q:XacMinhThongTinNhanThan xmlns:q="http://gtel.vn/qldc">
                                <q:MaYeuCau>%s</q:MaYeuCau><q:MaDVC>0.000001</q:MaDVC>
                                <q:MaTichHop>001</q:MaTichHop><q:MaDonVi>T01</q:MaDonVi>
                                <q:MaCanBo>cb-017 </q:MaCanBo><q:SoDinhDanh/>
                                <q:SoCMND>999000001</q:SoCMND>
                                <q:HoVaTen>NGUYỄN THỊ THỬ MAI</q:HoVaTen>
                                <q:NgayThangNamSinh>1990-05-17</q:NgayThangNamSinh>
                                </q:XacMinhThongTinNhanThan>"""
                                        .formatted(UUID.randomUUID())));
        assertThat(reply.status()).as(reply.text("MaLoi")).isEqualTo(200);
        assertThat(reply.attribute("GhiChu")).isEqualTo("synthetic");
        assertThat(reply.text("Cha")).contains("Nguyễn Văn Thử Bình");
        assertThat(REGISTER.asked()).isEmpty();
    }

    @Test
    void aWrongDigestAnUnknownUserAndAnotherAddressLookAlikeAndNothingIsAsked() throws Exception {
        Citizen citizen = citizen("Nguyễn Thị Mít");
        long at = now();
        String other =
                basic("vss-soap", at, SECRET + "x"); // what a digest for another address is like
        long before = recorded();
        assertFault(call(other, "" + at, lookup(citizen)), "001", "not_authenticated");
        assertFault(
                call(basic("nobody", at, SECRET), "" + at, lookup(citizen)),
                "001",
                "not_authenticated");
        assertFault(
                call(basic("vss-soap", at, SECRET), "" + (at + 1), lookup(citizen)),
                "001",
                "not_authenticated");
        assertFault(call("Bearer x", "" + at, lookup(citizen)), "001", "not_authenticated");
        assertFault(call("Basic ???", "" + at, lookup(citizen)), "001", "not_authenticated");
        assertThat(recorded()).isEqualTo(before);
        assertThat(REGISTER.asked()).isEmpty();
        // A refused attempt uses nothing up.
        assertThat(call(basic("vss-soap", at, SECRET), "" + at, lookup(citizen)).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"-301000", "301000"})
    void aTimestampOutsideTheWindowIsRefused(long offsetMillis) throws Exception {
        long at = System.currentTimeMillis() + offsetMillis;
        assertFault(
                call(basic("vss-soap", at, SECRET), "" + at, lookup(citizen("Lê Thị Ổi"))),
                "002",
                "timestamp_outside_window");
    }

    @Test
    void neitherACallNorItsTimestampNorItsNumberIsAnsweredTwice() throws Exception {
        Citizen citizen = citizen("Lê Thị Lặp");
        String message = lookup(citizen);
        long at = now();
        String authorization = basic("vss-soap", at, SECRET);
        assertThat(call(authorization, "" + at, message).status()).isEqualTo(200);
        assertFault(call(authorization, "" + at, message), "003", "request_replayed");
        assertFault(call(authorization, "" + at, lookup(citizen)), "003", "request_replayed");
        assertFault(call("vss-soap", message), "003", "request_replayed");
        assertThat(outcomesOf(citizen)).containsExactly("answered");
    }

    @Test
    void whatTheAgreementDoesNotAllowHasTheNumbersThatClientsKnow() throws Exception {
        Citizen citizen = citizen("Lê Thị Quýt");
        assertFault(
                call("vss-soap", lookup(citizen).replace("1.002051", "2.000001")),
                "004",
                "procedure_not_agreed");
        assertThat(outcomesOf(citizen)).containsExactly("procedure_not_agreed");
        assertFault(
                call(
                        "vss-soap",
                        lookup(citizen)
                                .replace("</d:MaCanBo>", "</d:MaCanBo><d:MaDonVi>G22</d:MaDonVi>")),
                "008",
                "agency_mismatch");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<d:MaDVC>1.002051</d:MaDVC><d:MaTichHop>037</d:MaTichHop> | <d:MaTichHop>037</d:MaTichHop><d:MaDVC>1.002051</d:MaDVC> | MaDVC",
                "<d:MaTichHop>037 | <d:MaTichHop>033 | MaTichHop",
                "<d:MaDVC>1.002051</d:MaDVC> | <!-- --> | MaDVC",
                "<d:NgayThangNam>19570315 | <d:NgayThangNam>19570231 | NgayThangNamSinh",
                "<d:SoDinhDanh>0 | <d:SoDinhDanh>x | SoDinhDanh",
                "<d:MaCanBo> | <d:Secret>1</d:Secret><d:MaCanBo> | ?",
                "TraCuuThongTinCongDan | KhongCo | ?",
            })
    void anElementThatIsMissingMisplacedOrSenselessIsNamedAndItsTextIsNot(
            String what, String instead, String element) throws Exception {
        Citizen citizen = citizen("Lê Thị Sai");
        Reply reply = call("vss-soap", lookup(citizen).replace(what, instead));
        assertFault(reply, "007", "invalid_element");
        assertThat(reply.text("PhanTu")).isEqualTo(element);
        assertThat(new String(reply.raw().body(), StandardCharsets.UTF_8))
                .doesNotContain(citizen.number());
        assertThat(REGISTER.asked()).isEmpty();
    }

    /** What a proven user sends to exhaust the reader; each is small on the wire. */
    static Stream<Arguments> bombs() {
        String laughs =
                IntStream.range(1, 10)
                        .mapToObj(
                                i ->
                                        "<!ENTITY l%d \"%s\">"
                                                .formatted(i, ("&l" + (i - 1) + ";").repeat(10)))
                        .collect(Collectors.joining("", "<!ENTITY l0 \"haha\">", ""));
        String external = "<!ENTITY f SYSTEM \"" + REGISTER.url() + "/f\">";
        String parameter = "<!ENTITY %% p SYSTEM \"%s/p\"> %%p;".formatted(REGISTER.url());
        return Stream.of(
                bomb("entities of entities", declaring(laughs), named("&l9;")),
                bomb("entities in an attribute", declaring(laughs), headed("a='&l9;'", "")),
                bomb(
                        "one long entity, many times",
                        declaring("<!ENTITY q \"" + "x".repeat(30_000) + "\">"),
                        named("&q;".repeat(1_000))),
                bomb(
                        "a file",
                        declaring("<!ENTITY f SYSTEM \"file:///etc/passwd\">"),
                        named("&f;")),
                bomb("an address", declaring(external), named("&f;")),
                bomb("a parameter entity", declaring(parameter), m -> m),
                bomb("an external type", m -> "<!DOCTYPE x SYSTEM '" + REGISTER.url() + "'>" + m),
                bomb("an empty type", m -> "<!DOCTYPE x>" + m),
                bomb("an undeclared entity", named("&nobody;")),
                bomb("depth", m -> named("<a>".repeat(5_000) + "</a>".repeat(5_000)).apply(m)),
                bomb("depth in the header", headed("", "<a>".repeat(3_000) + "</a>".repeat(3_000))),
                bomb("depth without an end", m -> "<a>".repeat(20_000)),
                bomb("elements", headed("", "<a/>".repeat(10_000))),
                bomb("attributes", headed(numbered(5_000, "a%d='1'"), "")),
                bomb("namespaces", headed(numbered(2_000, "xmlns:n%d='u%1$d'"), "")),
                bomb("one attribute", headed("a='" + "x".repeat(60_000) + "'", "")),
                bomb("one text", named("x".repeat(60_000))),
                bomb("one section", named("<![CDATA[" + "x".repeat(60_000) + "]]>")),
                bomb(
                        "one name",
                        m -> m.replaceFirst("<s:Body>", "<" + "e".repeat(60_000) + "/>$0")),
                bomb("an instruction", m -> m + "<?p " + "x".repeat(60_000) + "?>"),
                bomb("no XML", m -> "{}"));
    }

    @SafeVarargs
    private static Arguments bomb(String kind, UnaryOperator<String>... steps) {
        UnaryOperator<String> all =
                message -> {
                    String made = message;
                    for (UnaryOperator<String> step : steps) {
                        made = step.apply(made);
                    }
                    return made;
                };
        return Arguments.of(kind, all);
    }

    private static UnaryOperator<String> declaring(String entities) {
        return message -> "<!DOCTYPE x [" + entities + "]>" + message;
    }

    private static UnaryOperator<String> named(String inside) {
        return message ->
                message.replaceFirst(
                        "<d:HoVaTen>[^<]*", Matcher.quoteReplacement("<d:HoVaTen>" + inside));
    }

    private static UnaryOperator<String> headed(String attributes, String inside) {
        return message ->
                message.replaceFirst(
                        "<s:Header ?/>",
                        Matcher.quoteReplacement(
                                "<s:Header " + attributes + ">" + inside + "</s:Header>"));
    }

    private static String numbered(int most, String form) {
        return IntStream.range(0, most).mapToObj(form::formatted).collect(Collectors.joining(" "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    void aBombOfAProvenUserIsMalformedAndNothingIsFetchedOrAsked(
            String kind, UnaryOperator<String> bomb) throws Exception {
        Citizen citizen = citizen("Lê Thị Bom");
        String message = lookup(citizen);
        String changed = bomb.apply(message);
        assertThat(changed).as(kind).isNotEqualTo(message).hasSizeLessThan(64_000);
        assertFault(call("vss-soap", changed), "006", "malformed_message");
        assertThat(REGISTER.asked()).isEmpty();
        // Nothing was used up: the same request number is answered in a well-formed message.
        assertThat(call("vss-soap", message).status()).isEqualTo(200);
    }

    @Test
    void whatIsTooLargeOrCompressedIsNotReadWhoeverSendsIt() throws Exception {
        assertFault(call("vss-soap", " ".repeat(70_000)), "015", "body_too_large");
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[20_000_000]);
        }
        long at = now();
        var answer =
                HTTP.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://localhost:" + port + "/sharing/soap/dancu"))
                                .header("Authorization", basic("vss-soap", at, SECRET))
                                .header("Timestamp", "" + at)
                                .header("Content-Type", "text/xml")
                                .header("Content-Encoding", "gzip")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("malformed_message");
    }

    @Test
    void whileTheRegisterIsDownTheFaultIsTheServersAndSaysWhenToComeBack() throws Exception {
        Citizen citizen = citizen("Lê Thị Chờ");
        REGISTER.failWith(500);
        Reply reply = call("vss-soap", lookup(citizen));
        assertFault(reply, "022", "unavailable");
        assertThat(reply.text("faultcode")).isEqualTo("soap:Server");
        assertThat(reply.raw().headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void theDescriptionNamesThisAddressAndSecretsLieSealed() {
        Answer wsdl = get(admin("an"), "/sharing/soap/dancu?wsdl");
        assertThat(wsdl.status()).isEqualTo(200);
        assertThat(wsdl.raw().body())
                .contains("location=\"" + settings.publicUrl() + "\"")
                .contains("schemaLocation=\"" + settings.publicUrl() + "?xsd=request\"");
        for (String name : new String[] {"request", "response", "particulars"}) {
            assertThat(get(admin("an"), "/sharing/soap/dancu?xsd=" + name).status()).isEqualTo(200);
        }
        assertThat(get(admin("an"), "/sharing/soap/dancu?xsd=../x").status()).isEqualTo(404);
        assertThat(
                        jdbc.sql(
                                        """
                                        select count(*) from soap_credential
                                        where position(convert_to(:secret, 'UTF8')
                                            in secret_sealed) > 0
                                        """)
                                .param("secret", SECRET)
                                .query(Long.class)
                                .single())
                .isZero();
        assertThat(
                        post(
                                        vss(),
                                        "/sharing/v1/agencies/G34/soap-secrets",
                                        "{\"user\": \"vss-soap\", \"purpose\": \"x\"}")
                                .status())
                .isEqualTo(403);
    }

    private Answer change(String more) {
        return post(
                admin("an"),
                "/sharing/v1/agencies/G34/soap-secrets",
                "{\"user\": \"vss-soap\", \"purpose\": \"social-insurance\"%s}".formatted(more));
    }

    private int calledWith(String secret) throws Exception {
        long at = now();
        return call(basic("vss-soap", at, secret), "" + at, lookup(citizen("Lê Thị Đổi"))).status();
    }

    @Test
    void theSecretBeforeIsBelievedUntilARecordedTimeAndThenForgotten() throws Exception {
        Instant until = Instant.now().plus(Duration.ofDays(7)).truncatedTo(ChronoUnit.MILLIS);
        Answer changed = change(", \"earlierUntil\": \"" + until + "\"");
        assertThat(changed.body().get("earlierUntil").asString()).isEqualTo(until.toString());
        String secret = changed.body().get("secret").asString();
        assertThat(calledWith(secret)).isEqualTo(200);
        assertThat(calledWith(SECRET)).isEqualTo(200);
        assertThat(calledWith("neither of the two")).isNotEqualTo(200);

        jdbc.sql("update soap_credential set earlier_until = now() where earlier_until > now()")
                .update();
        assertThat(calledWith(SECRET)).isNotEqualTo(200);
        assertThat(calledWith(secret)).isEqualTo(200);
        users.forgetSecrets();
        assertThat(
                        jdbc.sql(
                                        "select count(*) from soap_credential where earlier_sealed is not null")
                                .query(Long.class)
                                .single())
                .isZero();

        String next = change("").body().get("secret").asString();
        assertThat(calledWith(secret)).isNotEqualTo(200);
        assertThat(calledWith(next)).isEqualTo(200);
    }

    @Test
    void anOverlapIsBounded() {
        for (Instant until :
                new Instant[] {
                    Instant.now().minusSeconds(1), Instant.now().plus(Duration.ofDays(91))
                }) {
            assertThat(change(", \"earlierUntil\": \"" + until + "\"").pointer())
                    .isEqualTo("/earlierUntil");
        }
    }
}
