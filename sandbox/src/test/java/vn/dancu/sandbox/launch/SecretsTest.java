package vn.dancu.sandbox.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    /** One for all tests: making a signing key takes a second. */
    @TempDir private static Path folder;

    private static DataFolder data;

    @BeforeAll
    static void makeSecrets() {
        data = new DataFolder(folder.resolve("data"));
        data.create();
        new Secrets(data).ensure();
    }

    @Test
    void theyAreMadeOnceAndKept() throws IOException {
        Map<Path, String> first = contents();

        new Secrets(data).ensure();

        assertThat(contents()).isEqualTo(first);
    }

    @Test
    void nobodyButTheOwnerMayReadThem() throws IOException {
        try (Stream<Path> all = Files.walk(data.secrets())) {
            List<Path> paths = all.toList();
            assertThat(paths).hasSizeGreaterThan(20);
            for (Path path : paths) {
                String expected = Files.isDirectory(path) ? "rwx------" : "rw-------";
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .isEqualTo(expected);
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.credentials())))
                .isEqualTo("rw-------");
    }

    @Test
    void eachServiceHasItsOwnAndTheIssuerKnowsAllClients() throws IOException {
        Path issuer = data.secrets(Part.AUTHORIZATION_SERVER);
        for (Part part : Part.values()) {
            if (part.database().isPresent()) {
                Path own = data.secrets(part);
                assertThat(own.resolve("spring.datasource.password")).isNotEmptyFile();
                assertThat(Files.readString(own.resolve("dancu.client.secret")))
                        .isEqualTo(
                                Files.readString(
                                        issuer.resolve(
                                                "dancu.clients." + part.module() + ".secret")));
            }
        }
        List<String> credentials =
                Files.readAllLines(data.credentials()).stream()
                        .filter(line -> !line.startsWith("#"))
                        .toList();
        assertThat(credentials).hasSize(Secrets.DEMONSTRATION_CLIENTS.size());
        for (String line : credentials) {
            String client = line.substring(0, line.indexOf('='));
            assertThat(line.substring(line.indexOf('=') + 1))
                    .isEqualTo(
                            Files.readString(
                                    issuer.resolve("dancu.clients." + client + ".secret")));
        }
    }

    @Test
    void noTwoSecretsAreEqual() throws IOException {
        List<String> passwords = List.copyOf(new Secrets(data).databasePasswords().values());

        assertThat(passwords).hasSize(4).doesNotHaveDuplicates();
        assertThat(passwords).allSatisfy(password -> assertThat(password).hasSize(37));
    }

    @Test
    void productionCanTellThatTheyAreOfADemonstration() throws IOException {
        for (Part part : Part.values()) {
            Path own = data.secrets(part);
            assertThat(own.resolve("dancu.demonstration")).hasContent("true");
            if (part.database().isPresent()) {
                assertThat(own.resolve("spring.datasource.password")).content().startsWith("demo-");
                assertThat(own.resolve("dancu.client.secret")).content().startsWith("demo-");
            }
        }
    }

    @Test
    void thePublicKeyOfACallerBelongsToItsPrivateKey() throws Exception {
        KeyFactory factory = KeyFactory.getInstance("EC");
        Path own = data.secrets(Part.SHARING_SERVICE).resolve("dancu.caller.private-key");
        PrivateKey privateKey = factory.generatePrivate(new PKCS8EncodedKeySpec(decode(own)));
        PublicKey publicKey =
                factory.generatePublic(
                        new X509EncodedKeySpec(
                                decode(data.callers().resolve("sharing-service.pem"))));
        byte[] message = "a caller".getBytes(StandardCharsets.UTF_8);
        Signature signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(privateKey);
        signing.update(message);
        byte[] signature = signing.sign();

        Signature checking = Signature.getInstance("SHA256withECDSA");
        checking.initVerify(publicKey);
        checking.update(message);

        assertThat(checking.verify(signature)).isTrue();
    }

    @Test
    void whatACrashLeftOutIsMadeAndTheRestKept() throws IOException {
        Map<Path, String> first = contents();
        Files.delete(data.credentials());
        Files.delete(data.callers().resolve("population-service.pem"));

        new Secrets(data).ensure();

        Map<Path, String> second = contents();
        assertThat(second.keySet()).isEqualTo(first.keySet());
        assertThat(second.get(data.credentials())).isEqualTo(first.get(data.credentials()));
        assertThat(second.get(data.callers().resolve("card-issuance-service.pem")))
                .isEqualTo(first.get(data.callers().resolve("card-issuance-service.pem")));
    }

    private static byte[] decode(Path pem) throws IOException {
        String body = Files.readString(pem).replaceAll("-----[A-Z ]+-----", "");
        return Base64.getMimeDecoder().decode(body);
    }

    private Map<Path, String> contents() throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(data.root())) {
            all.filter(Files::isRegularFile).forEach(file -> contents.put(file, read(file)));
        }
        return contents;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
