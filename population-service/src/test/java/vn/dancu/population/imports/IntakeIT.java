package vn.dancu.population.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

@RealInfrastructure(database = "population")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dancu.imports.max-file=80MB",
            "dancu.imports.first-retry=20ms",
            "dancu.imports.poll-interval=200ms",
            "dancu.imports.max-open-uploads=3",
            "dancu.imports.max-ratio=50"
        })
@DirtiesContext // its worker and its folders are its own
class IntakeIT {
    private static final String IMPORTS = "/population/v1/imports";
    private static final String UPLOADS = "/population/v1/import-uploads";
    private static final String SOURCES = "/population/v1/import-sources";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path FOLDER = folder();
    private static final Path MOUNTED = folder();
    private static final ObjectStore STORE = new ObjectStore();
    private static final int SERIALS = ThreadLocalRandom.current().nextInt(100_000);
    private static int made;

    @Autowired private TestTokens tokens;
    @Autowired private JdbcClient jdbc;
    @Autowired private UploadParts parts;
    @LocalServerPort private int port;
    private final HttpClient http = HttpClient.newHttpClient();

    private static Path folder() {
        try {
            return Files.createTempDirectory("dancu-test-intake-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("dancu.imports.folder", FOLDER::toString);
        registry.add("dancu.imports.mounted-folder", MOUNTED::toString);
        registry.add("dancu.imports.s3.endpoint", () -> STORE.uri().toString());
        registry.add("dancu.imports.s3.bucket", () -> ObjectStore.BUCKET);
        registry.add("dancu.imports.s3.prefix", () -> "dc01/");
        registry.add("dancu.imports.s3.access-key", () -> ObjectStore.ACCESS_KEY);
        registry.add("dancu.imports.s3.secret-key", () -> ObjectStore.SECRET_KEY);
    }

    @BeforeAll
    static void begin() {
        STORE.begin();
    }

    @AfterAll
    static void end() {
        STORE.close();
    }

    /** Cards that need no number: nobody has to be asked. */
    private static String ndjson(int cards) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cards; i++) {
            text.append(card()).append('\n');
        }
        return text.toString();
    }

    private static ObjectNode card() {
        return Cards.card("DC01-%05d%07d".formatted(SERIALS, ++made)).put("sex", "UNKNOWN");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] content) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private HttpRequest.Builder request(String path) {
        return request(path, "ops");
    }

    private HttpRequest.Builder request(String path, String client) {
        String token =
                tokens.token(
                        client,
                        Map.of(
                                "scope", "population.import",
                                "agency", "G01",
                                "client_id", client,
                                "territory", "VN"));
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> post(String path, byte[] body, String... headers) {
        return send(request(path).headers(headers).POST(BodyPublishers.ofByteArray(body)));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Cards.JSON.readTree(answer.body());
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).path("code").asString()).isEqualTo(code);
    }

    private JsonNode completed(String importId) {
        return await().atMost(PATIENCE)
                .until(
                        () -> json(send(request(IMPORTS + "/" + importId).GET())),
                        now -> now.path("state").asString().equals("COMPLETED"));
    }

    private JsonNode imported(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return completed(json(answer).path("importId").asString());
    }

    private JsonNode settled(String intake) {
        return await().atMost(PATIENCE)
                .until(
                        () -> json(send(request(intake).GET())),
                        now -> !now.path("state").asString().matches("READY|OPEN"));
    }

    private static void assertStored(JsonNode done, int cards) {
        assertThat(done.path("lines").asInt()).isEqualTo(cards);
        assertThat(done.path("awaitingNumber").asInt()).isEqualTo(cards);
    }

    @Test
    void sameCardsAreTheSameImportHoweverTheyArePacked() {
        byte[] plain = bytes(ndjson(300));
        String type = "application/x-ndjson";
        JsonNode done =
                imported(
                        post(
                                IMPORTS,
                                gzip(plain),
                                "Content-Type",
                                type,
                                "Content-Encoding",
                                "gzip"));
        assertStored(done, 300);
        assertThat(done.path("bytes").asLong()).isEqualTo(plain.length);
        HttpResponse<String> again =
                post(
                        IMPORTS,
                        Zstd.compress(plain),
                        "Content-Type",
                        type,
                        "Content-Encoding",
                        "zstd");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).path("importId")).isEqualTo(done.path("importId"));
    }

    @Test
    void membersOfAGzipFileAreAllRead() {
        var file = new ByteArrayOutputStream();
        for (int i = 0; i < 40; i++) {
            file.writeBytes(gzip(bytes(ndjson(5))));
        }
        assertStored(
                imported(
                        post(
                                IMPORTS,
                                file.toByteArray(),
                                "Content-Type",
                                "application/x-ndjson",
                                "Content-Encoding",
                                "gzip")),
                200);
    }

    @Test
    void fileOfTheOldEncodingIsReadAsDeclared() {
        String ascii =
                CsvCards.record(card())
                        .replace("Nguyễn Văn An", "@")
                        .replace("Số 12 ngõ 4", "Soá 12 ngoõ 4");
        byte[] file =
                (CsvCards.HEADER + "\r\n" + ascii.replace("@", "Nguyeãn Vaên Ñöùc"))
                        .getBytes(Charset.forName("windows-1252"));
        JsonNode wrong = imported(post(IMPORTS, file, "Content-Type", "text/csv"));
        assertThat(wrong.path("rejectsByCode").path("malformed_csv").asInt()).isEqualTo(1);
        JsonNode done = imported(post(IMPORTS + "?charset=vni", file, "Content-Type", "text/csv"));
        assertStored(done, 1);
        assertThat(
                        jdbc.sql("select name || '/' || permanent_detail from person order by 1")
                                .query(String.class)
                                .list())
                .contains("Nguyễn Văn Đức/Số 12 ngõ 4");
    }

    @Test
    void whatIsNotAsDeclaredIsRefused() {
        byte[] plain = bytes(ndjson(2_000));
        byte[] packed = gzip(plain);
        String[] gzip = {"Content-Type", "application/x-ndjson", "Content-Encoding", "gzip"};
        assertRefused(post(IMPORTS, Zstd.compress(plain), gzip), 415, "unsupported_media_type");
        assertRefused(
                post(IMPORTS, Arrays.copyOf(packed, packed.length / 2), gzip),
                400,
                "malformed_compression");
        assertRefused(
                post(IMPORTS + "?charset=viscii", plain, "Content-Type", "text/csv"),
                415,
                "unsupported_media_type");
        assertRefused(post(IMPORTS, plain, "Content-Type", "text/csv"), 422, "malformed_header");
        assertRefused(
                post(IMPORTS, bytes("formBarcode,shoe\nx,y"), "Content-Type", "text/csv"),
                422,
                "unknown_column");
    }

    @Test
    void bombIsStoppedByItsRatioAndByItsSize() {
        byte[] nothing = new byte[70 * 1024 * 1024];
        String[] zstd = {"Content-Type", "application/x-ndjson", "Content-Encoding", "zstd"};
        assertRefused(post(IMPORTS, Zstd.compress(nothing), zstd), 413, "compressed_too_much");
        byte[] large = new byte[82 * 1024 * 1024];
        ThreadLocalRandom.current().nextBytes(large);
        assertRefused(post(IMPORTS, Zstd.compress(large, 1), zstd), 413, "body_too_large");
        try (var left = Files.list(FOLDER)) {
            assertThat(left.filter(file -> file.toString().endsWith(".part"))).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String created(int bytes, String metadata) {
        HttpResponse<String> answer =
                send(
                        request(UPLOADS)
                                .header("Tus-Resumable", "1.0.0")
                                .header("Upload-Length", Integer.toString(bytes))
                                .header("Upload-Metadata", metadata)
                                .POST(BodyPublishers.noBody()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Upload-Expires")).isPresent();
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static String metadata(String key, String value) {
        return key + " " + Base64.getEncoder().encodeToString(bytes(value));
    }

    private HttpResponse<String> patch(String upload, long offset, byte[] part, String... more) {
        HttpRequest.Builder request =
                request(upload)
                        .header("Tus-Resumable", "1.0.0")
                        .header("Content-Type", "application/offset+octet-stream")
                        .header("Upload-Offset", Long.toString(offset))
                        .method("PATCH", BodyPublishers.ofByteArray(part));
        if (more.length > 0) {
            request.headers(more);
        }
        return send(request);
    }

    private long offset(String upload) {
        HttpResponse<String> answer = send(request(upload).method("HEAD", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        return answer.headers().firstValueAsLong("Upload-Offset").orElseThrow();
    }

    private static String checksum(byte[] part) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(part);
        return "sha256 " + Base64.getEncoder().encodeToString(digest);
    }

    @Test
    void uploadThatComesInPartsIsImported() throws Exception {
        byte[] file = gzip(bytes(ndjson(500)));
        String upload = created(file.length, metadata("filename", "cards.ndjson.gz"));
        int half = file.length / 2;
        byte[] first = Arrays.copyOfRange(file, 0, half);
        byte[] second = Arrays.copyOfRange(file, half, file.length);
        assertThat(offset(upload)).isZero();
        assertRefused(
                patch(upload, 0, first, "Upload-Checksum", checksum(second)),
                460,
                "checksum_mismatch");
        assertThat(offset(upload)).as("bytes that fail their check do not count").isZero();
        HttpResponse<String> taken = patch(upload, 0, first, "Upload-Checksum", checksum(first));
        assertThat(taken.statusCode()).isEqualTo(204);
        assertThat(taken.headers().firstValue("Upload-Offset")).contains("" + half);
        assertRefused(patch(upload, 0, first), 409, "offset_mismatch");
        assertRefused(patch(upload, half, file), 413, "body_too_large");
        assertThat(offset(upload)).isGreaterThanOrEqualTo(half);
        byte[] rest = Arrays.copyOfRange(file, (int) offset(upload), file.length);
        assertThat(patch(upload, offset(upload), rest).statusCode()).isEqualTo(204);
        JsonNode intake = settled(upload);
        assertThat(intake.path("state").asString()).isEqualTo("REGISTERED");
        assertStored(completed(intake.path("importId").asString()), 500);
        assertRefused(patch(upload, file.length, first), 410, "upload_gone");
        assertThat(FOLDER.resolve(intake.path("intakeId").asString() + ".upload")).doesNotExist();
    }

    @Test
    void uploadIsOfItsClientAloneAndHasRoomForAFew() {
        String one = created(10, metadata("contentType", "text/csv"));
        String two = created(10, metadata("charset", "vni"));
        String three = created(10, metadata("contentEncoding", "gzip"));
        HttpResponse<String> fourth =
                post(UPLOADS, new byte[0], "Tus-Resumable", "1.0.0", "Upload-Length", "10");
        assertRefused(fourth, 429, "too_many_uploads");
        assertRefused(send(request(one, "centre").GET()), 404, "upload_not_found");
        for (String upload : new String[] {one, two, three}) {
            assertThat(send(request(upload).header("Tus-Resumable", "1.0.0").DELETE()).statusCode())
                    .isEqualTo(204);
            assertThat(send(request(upload).method("HEAD", BodyPublishers.noBody())).statusCode())
                    .isEqualTo(410);
        }
        assertRefused(
                post(UPLOADS, new byte[0], "Tus-Resumable", "1.0.0"), 400, "invalid_parameter");
        assertThat(post(UPLOADS, new byte[0], "Upload-Length", "10").statusCode()).isEqualTo(412);
        HttpResponse<String> about =
                send(request(UPLOADS).method("OPTIONS", BodyPublishers.noBody()));
        assertThat(about.statusCode()).isEqualTo(204);
        assertThat(about.headers().firstValue("Tus-Version")).contains("1.0.0");
    }

    @Test
    void uploadThatCannotBeReadIsRefusedWithItsReason() {
        byte[] file = bytes("this is no gzip file");
        String upload = created(file.length, metadata("contentEncoding", "gzip"));
        assertThat(patch(upload, 0, file).statusCode()).isEqualTo(204);
        JsonNode intake = settled(upload);
        assertThat(intake.path("state").asString()).isEqualTo("REFUSED");
        assertThat(intake.path("code").asString()).isEqualTo("unsupported_media_type");
        assertThat(intake.path("detail").asString()).isNotEmpty();
    }

    private HttpResponse<String> fetch(String source, String body) {
        return post(
                SOURCES + "/" + source + "/imports",
                bytes(body),
                "Content-Type",
                "application/json");
    }

    @Test
    void fileOfTheMountedFolderIsImportedByName() throws IOException {
        Files.write(MOUNTED.resolve("a.csv.zst"), Zstd.compress(csv(120)));
        Files.createDirectories(MOUNTED.resolve("below"));
        Files.createSymbolicLink(MOUNTED.resolve("link.ndjson"), Path.of("/etc/passwd"));
        JsonNode listed = json(send(request(SOURCES + "/folder/files").GET()));
        assertThat(listed.path("items")).hasSize(1);
        assertThat(listed.at("/items/0/format").asString()).isEqualTo("text/csv");
        HttpResponse<String> answer = fetch("folder", "{\"name\":\"a.csv.zst\"}");
        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode intake = settled(answer.headers().firstValue("Location").orElseThrow());
        assertThat(intake.path("state").asString()).as(intake.toString()).isEqualTo("REGISTERED");
        assertStored(completed(intake.path("importId").asString()), 120);
    }

    private static byte[] csv(int cards) {
        StringBuilder text = new StringBuilder(CsvCards.HEADER).append("\r\n");
        for (int i = 0; i < cards; i++) {
            text.append(CsvCards.record(card())).append("\r\n");
        }
        return bytes(text.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret.ndjson",
                "/etc/passwd",
                "below/x.ndjson",
                "..",
                "",
                "a\\u0000.ndjson",
                ".hidden.ndjson"
            })
    void nothingButFilesOfTheFolderCanBeNamed(String name) {
        assertRefused(
                fetch("folder", "{\"name\":\"" + name + "\",\"contentType\":\"text/csv\"}"),
                name.contains("u0000") ? 400 : 422,
                name.contains("u0000") ? "control_character" : "file_name_malformed");
    }

    @Test
    void fileThatIsNotThereOrNotDeclaredIsRefused() throws IOException {
        Files.writeString(MOUNTED.resolve("cards.txt"), "x");
        assertRefused(fetch("folder", "{\"name\":\"no.csv\"}"), 404, "file_not_found");
        assertRefused(fetch("folder", "{\"name\":\"link.ndjson\"}"), 404, "file_not_found");
        assertRefused(fetch("folder", "{\"name\":\"cards.txt\"}"), 422, "format_not_declared");
        assertRefused(fetch("nowhere", "{\"name\":\"a.csv\"}"), 404, "source_not_found");
        assertRefused(fetch("s3", "{\"name\":\"no.csv\"}"), 404, "file_not_found");
        Files.delete(MOUNTED.resolve("cards.txt"));
    }

    @Test
    void fileThatIsNotNamedIsRefused() {
        HttpResponse<String> answer = fetch("folder", "{}");
        assertRefused(answer, 422, "missing_field");
        assertThat(json(answer).toString()).contains("\"/name\"");
    }

    /** A whole upload, older than any other, whose bytes are or are not there. */
    private UUID whole(byte[] file, String submittedBy) {
        UUID id = new UUID(0x7000L, ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
        jdbc.sql(
                        """
                        insert into import_intake (intake_id, source, format, charset, packing,
                            bytes, received, state, attempts, submitted_by, client_id,
                            created_at, expires_at)
                        values (:id, 'upload', 'NDJSON', 'UTF_8', 'NONE', :bytes, :bytes, 'READY',
                            150, :by, 'ops', now(), now() + interval '1 day')
                        """)
                .param("id", id)
                .param("bytes", file.length)
                .param("by", submittedBy)
                .update();
        return id;
    }

    private int attempts(UUID intakeId) {
        return jdbc.sql("select attempts from import_intake where intake_id = :id")
                .param("id", intakeId)
                .query(Integer.class)
                .single();
    }

    private void retryNow(UUID intakeId) {
        jdbc.sql("update import_intake set retry_at = null where intake_id = :id")
                .param("id", intakeId)
                .update();
    }

    @Test
    void wholeUploadThatCannotBeReadForAWhileIsKeptUntilItCan() throws IOException {
        byte[] file = bytes(ndjson(7));
        UUID id = whole(file, "ops");
        await().atMost(PATIENCE).until(() -> attempts(id) > 150);
        JsonNode waiting = json(send(request("/population/v1/import-intakes/" + id).GET()));
        assertThat(waiting.path("state").asString()).isEqualTo("READY");
        Files.write(FOLDER.resolve(id + ".upload"), file);
        retryNow(id);
        JsonNode intake = settled("/population/v1/import-intakes/" + id);
        assertThat(intake.path("state").asString()).isEqualTo("REGISTERED");
        assertStored(completed(intake.path("importId").asString()), 7);
    }

    @Test
    void wholeUploadThatCannotBeReadUntilItExpiresIsRefused() {
        UUID id = whole(new byte[9], "ops");
        jdbc.sql("update import_intake set expires_at = now() where intake_id = :id")
                .param("id", id)
                .update();
        retryNow(id);
        JsonNode intake = settled("/population/v1/import-intakes/" + id);
        assertThat(intake.path("code").asString()).isEqualTo("source_unavailable");
    }

    @Test
    void intakeThatFailsKeepsNoneBehindItWaiting() throws IOException {
        byte[] file = bytes(ndjson(3));
        jdbc.sql(
                        """
                        alter table import add constraint import_fault
                            check (submitted_by <> 'faulty') not valid
                        """)
                .update();
        UUID faulty = whole(file, "faulty");
        try {
            Files.write(FOLDER.resolve(faulty + ".upload"), file);
            await().atMost(PATIENCE).until(() -> attempts(faulty) > 150);
            byte[] other = bytes(ndjson(4));
            String upload = created(other.length, metadata("filename", "x.ndjson"));
            retryNow(faulty);
            assertThat(patch(upload, 0, other).statusCode()).isEqualTo(204);
            assertThat(settled(upload).path("state").asString()).isEqualTo("REGISTERED");
        } finally {
            jdbc.sql("alter table import drop constraint import_fault").update();
        }
        retryNow(faulty);
        JsonNode intake = settled("/population/v1/import-intakes/" + faulty);
        assertThat(intake.path("state").asString()).isEqualTo("REGISTERED");
    }

    private long open() {
        return jdbc.sql("select count(*) from import_intake where state = 'OPEN'")
                .query(Long.class)
                .single();
    }

    @Test
    void uploadThatCannotBeBegunTakesUpNoRoom() throws IOException {
        long before = open();
        Path aside = FOLDER.resolveSibling(FOLDER.getFileName() + "-aside");
        Files.move(FOLDER, aside);
        try {
            Files.createFile(FOLDER); // where the folder should be
            assertRefused(
                    post(UPLOADS, new byte[0], "Tus-Resumable", "1.0.0", "Upload-Length", "10"),
                    503,
                    "unavailable");
        } finally {
            Files.deleteIfExists(FOLDER);
            Files.move(aside, FOLDER);
        }
        assertThat(open()).isEqualTo(before);
    }

    @Test
    void bytesOfAnUploadThatHasEndedAreRemoved() throws IOException {
        String live = created(10, metadata("filename", "x.ndjson"));
        Path kept = FOLDER.resolve(live.substring(live.lastIndexOf('/') + 1) + ".upload");
        UUID ended = whole(new byte[9], "ops");
        jdbc.sql(
                        """
                        update import_intake set state = 'REFUSED', code = 'ended'
                        where intake_id = :id
                        """)
                .param("id", ended)
                .update();
        Path left = Files.write(FOLDER.resolve(ended + ".upload"), new byte[9]);
        Path unknown = Files.write(FOLDER.resolve(UUID.randomUUID() + ".upload"), new byte[9]);
        Path strange = Files.write(FOLDER.resolve("mine.upload"), new byte[9]);
        parts.clean();
        assertThat(left).doesNotExist();
        assertThat(unknown).doesNotExist();
        assertThat(kept).exists();
        assertThat(strange).exists();
        Files.delete(strange);
        assertThat(send(request(live).header("Tus-Resumable", "1.0.0").DELETE()).statusCode())
                .isEqualTo(204);
    }

    @Test
    void fileOfTheObjectStoreIsImportedByName() {
        STORE.put("dc01/b.ndjson.gz", gzip(bytes(ndjson(700))));
        STORE.put("other/c.ndjson", bytes(ndjson(1)));
        JsonNode listed = json(send(request(SOURCES + "/s3/files").GET()));
        assertThat(listed.path("items")).hasSize(1);
        assertThat(listed.at("/items/0/name").asString()).isEqualTo("b.ndjson.gz");
        HttpResponse<String> answer = fetch("s3", "{\"name\":\"b.ndjson.gz\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode intake = settled(answer.headers().firstValue("Location").orElseThrow());
        assertThat(intake.path("state").asString()).as(intake.toString()).isEqualTo("REGISTERED");
        assertStored(completed(intake.path("importId").asString()), 700);
    }

    private List<JsonNode> rejects(JsonNode done) {
        HttpResponse<String> answer = send(request(IMPORTS + "/" + id(done) + "/rejects").GET());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body().lines().map(Cards.JSON::readTree).toList();
    }

    private static String id(JsonNode done) {
        return done.path("importId").asString();
    }

    private JsonNode imported(String ndjson) {
        return imported(post(IMPORTS, bytes(ndjson), "Content-Type", "application/x-ndjson"));
    }

    @Test
    void reportTellsWhatADuplicateMetAndWhatCorrectedALine() {
        ObjectNode twice = card();
        ObjectNode wrong = card().put("dateOfBirth", "1985-02-30");
        JsonNode first =
                imported(twice + "\n" + twice + "\n" + wrong + "\n{unreadable, \"a\n" + card());
        List<JsonNode> before = rejects(first);
        assertThat(before).hasSize(3);
        assertThat(before.getFirst().at("/first/importId").asString()).isEqualTo(id(first));
        assertThat(before.getFirst().at("/first/line").asInt()).isEqualTo(1);
        assertThat(before).noneMatch(reject -> reject.has("correctedBy"));
        ObjectNode linked = card();
        linked.putObject("corrects").put("importId", id(first)).put("line", 4);
        ObjectNode idle = card();
        idle.putObject("corrects").put("importId", id(first)).put("line", 5);
        JsonNode second = imported(idle + "\n" + wrong.put("dateOfBirth", "1985") + "\n" + linked);
        assertStored(second, 3);
        List<JsonNode> after = rejects(first);
        assertThat(after.get(0).has("correctedBy")).isFalse();
        assertThat(after.get(1).at("/correctedBy/importId").asString()).isEqualTo(id(second));
        assertThat(after.get(1).at("/correctedBy/line").asInt()).isEqualTo(2);
        assertThat(after.get(2).at("/correctedBy/line").asInt()).isEqualTo(3);
        HttpResponse<String> csv =
                send(request(IMPORTS + "/" + id(first) + "/rejects?format=csv").GET());
        assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
        assertThat(csv.body().split("\r\n", -1)).hasSize(5);
        assertThat(csv.body()).contains("4,malformed_json,,\"");
        assertRefused(
                send(request(IMPORTS + "/" + id(first) + "/rejects?format=pdf").GET()),
                400,
                "invalid_parameter");
    }

    @Test
    void qualityIsReportedByTheProvinceThatCollected() {
        ObjectNode plain = card();
        ObjectNode partial = card().put("dateOfBirth", "1985").put("maritalStatus", 0);
        ObjectNode wrong = card().put("name", "7");
        JsonNode done = imported(plain + "\n" + partial + "\n" + wrong + "\n{");
        JsonNode report = json(send(request(IMPORTS + "/" + id(done) + "/quality").GET()));
        assertThat(report.path("provinces")).hasSize(2);
        JsonNode unknown = report.path("provinces").get(0);
        assertThat(unknown.path("province").asString()).isEmpty();
        assertThat(unknown.at("/rejects/malformed_json").asInt()).isEqualTo(1);
        JsonNode hanoi = report.path("provinces").get(1);
        assertThat(hanoi.path("province").asString()).isEqualTo("01");
        assertThat(hanoi.path("lines").asInt()).isEqualTo(3);
        assertThat(hanoi.path("stored").asInt()).isEqualTo(2);
        assertThat(hanoi.at("/complete/name").asInt()).isEqualTo(2);
        assertThat(hanoi.at("/complete/dateOfBirth").asInt()).isEqualTo(1);
        assertThat(hanoi.at("/complete/maritalStatus").asInt()).isEqualTo(1);
        assertThat(hanoi.at("/complete/sex").asInt()).isZero();
        assertThat(hanoi.at("/rejects/name_has_digit").asInt()).isEqualTo(1);
    }

    @Test
    void progressIsToldAsEventsUntilTheEnd() {
        String location =
                post(IMPORTS, bytes(ndjson(2_000)), "Content-Type", "application/x-ndjson")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow();
        HttpResponse<String> events = send(request(location + "/progress").GET());
        assertThat(events.statusCode()).isEqualTo(200);
        assertThat(events.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/event-stream");
        String last = events.body().substring(events.body().lastIndexOf("event: "));
        assertThat(last).startsWith("event: end\ndata: ").endsWith("\n\n");
        JsonNode end = Cards.JSON.readTree(last.substring(last.indexOf('{')));
        assertThat(end.path("state").asString()).isEqualTo("COMPLETED");
        assertStored(end, 2_000);
        assertRefused(
                send(request(IMPORTS + "/" + UUID.randomUUID() + "/progress").GET()),
                404,
                "import_not_found");
    }

    @Test
    void whoAwaitsANumberOrIsInReviewIsListedAndTheListLeavesRecords() {
        JsonNode done = imported(ndjson(3));
        assertRefused(
                send(request("/population/v1/awaiting-numbers").GET()), 400, "purpose_missing");
        Set<String> seen = new HashSet<>();
        String after = "";
        do {
            JsonNode page =
                    json(
                            send(
                                    request(
                                                    "/population/v1/awaiting-numbers?limit=200"
                                                            + "&reason=sex_unknown&province=01"
                                                            + after)
                                            .header("Dancu-Purpose", "numbering")
                                            .GET()));
            page.path("items").forEach(item -> seen.add(item.path("personId").asString()));
            after = page.has("next") ? "&after=" + page.path("next").asString() : "";
        } while (!after.isEmpty());
        UUID importId = UUID.fromString(id(done));
        for (int line = 1; line <= 3; line++) {
            UUID person = TimeOrderedIds.person(importId, line);
            assertThat(seen).contains(person.toString());
            assertThat(
                            jdbc.sql(
                                            """
                                            select count(*) from audit_record where person_id = :id
                                                and action = 'awaiting_numbers_listed'
                                                and purpose = 'numbering'
                                            """)
                                    .param("id", person)
                                    .query(Long.class)
                                    .single())
                    .isEqualTo(1);
        }
        ObjectNode claim = card().put("sex", "MALE").put("number", "001185123456");
        JsonNode disputed = imported(claim.toString());
        assertThat(disputed.path("inReview").asInt()).as(disputed.toString()).isEqualTo(1);
        String cases = "/population/v1/reviews";
        JsonNode page =
                json(
                        send(
                                request(cases + "?kind=number_disagrees&importId=" + id(disputed))
                                        .header("Dancu-Purpose", "review")
                                        .GET()));
        assertThat(page.path("items")).hasSize(1);
        assertThat(page.at("/items/0/claimedNumber").asString()).isEqualTo("001185123456");
        assertThat(
                        json(send(request(cases + "/counts?importId=" + id(disputed)).GET()))
                                .at("/open/number_disagrees")
                                .asInt())
                .isEqualTo(1);
        assertRefused(
                send(request(cases + "?kind=x").header("Dancu-Purpose", "review").GET()),
                400,
                "invalid_parameter");
    }

    @Test
    void textOfAnOldPaperIsKeptBesideTheLegalDay() {
        ObjectNode card = card().put("dateOfBirthText", "30/02/1957");
        card.remove("dateOfBirth");
        JsonNode done = imported(card.toString());
        assertStored(done, 1);
        assertThat(
                        jdbc.sql(
                                        """
                                        select further ->> 'dateOfBirthText' || ' ' || birth_year
                                            || '-' || birth_month || '-' || birth_day
                                        from person where person_id = :id
                                        """)
                                .param("id", TimeOrderedIds.person(UUID.fromString(id(done)), 1))
                                .query(String.class)
                                .single())
                .isEqualTo("30/02/1957 1957-3-2");
    }
}
