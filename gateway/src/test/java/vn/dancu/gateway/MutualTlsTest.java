package vn.dancu.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A security server that comes by real TLS, with its certificate; the others are made here too. */
class MutualTlsTest {
    private static final char[] PASSWORD = "only-for-this-test".toCharArray();

    @TempDir static Path folder;
    private static Issuer issuer;
    private static Part part;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        for (String name : List.of("gateway", "ss1", "ss2", "nobody")) {
            make(name);
        }
        trust("trusted.p12", "ss1", "ss2");
        issuer = new Issuer();
        part = new Part(issuer);
        gateway =
                new Gateway(
                        part,
                        "--spring.cloud.discovery.client.simple.instances.sharing-service[0].uri="
                                + part.uri(),
                        "--server.ssl.key-store=" + folder.resolve("gateway.p12"),
                        "--server.ssl.key-store-password=" + new String(PASSWORD),
                        "--server.ssl.trust-store=" + folder.resolve("trusted.p12"),
                        "--server.ssl.trust-store-password=" + new String(PASSWORD),
                        "--server.ssl.client-auth=want",
                        "--dancu.gateway.x-road.servers.ss1=" + thumbprint("ss1"));
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

    /** A key and a certificate that its owner signed. */
    private static void make(String name) throws Exception {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                name,
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=dns:localhost",
                                "-keystore",
                                folder.resolve(name + ".p12").toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    private static KeyStore store(String file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(file))) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static void trust(String file, String... names) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        for (String name : names) {
            trusted.setCertificateEntry(name, store(name + ".p12").getCertificate(name));
        }
        try (OutputStream out = Files.newOutputStream(folder.resolve(file))) {
            trusted.store(out, PASSWORD);
        }
    }

    private static String thumbprint(String name) throws Exception {
        byte[] der = store(name + ".p12").getCertificate(name).getEncoded();
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    }

    /**
     * @param as whose certificate is shown; empty: none
     */
    private static HttpResponse<String> ask(String as, String... more) throws Exception {
        return ask(as, "/sharing/v1/lookups", more);
    }

    private static HttpResponse<String> ask(String as, String path, String[] more)
            throws Exception {
        trust("gateway-trusted.p12", "gateway");
        var trusting = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusting.init(store("gateway-trusted.p12"));
        KeyManager[] keys = null;
        if (!as.isEmpty()) {
            keys = new KeyManager[] {insisting(as)};
        }
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys, trusting.getTrustManagers(), null);
        var request =
                HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.port() + path))
                        .header("X-Road-Client", "VN/GOV/G34/vss")
                        .header("X-Road-Id", "m-1")
                        .POST(BodyPublishers.ofString("{}"));
        if (more.length > 0) {
            request.headers(more);
        }
        try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    /** Shows its certificate whomever the server says that it trusts. */
    private static KeyManager insisting(String name) throws Exception {
        KeyStore store = store(name + ".p12");
        var chain = new X509Certificate[] {(X509Certificate) store.getCertificate(name)};
        var key = (PrivateKey) store.getKey(name, PASSWORD);
        return new X509ExtendedKeyManager() {
            @Override
            public String chooseEngineClientAlias(
                    String[] types, Principal[] issuers, SSLEngine engine) {
                return name;
            }

            @Override
            public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
                return name;
            }

            @Override
            public String[] getClientAliases(String type, Principal[] issuers) {
                return new String[] {name};
            }

            @Override
            public X509Certificate[] getCertificateChain(String alias) {
                return chain.clone();
            }

            @Override
            public PrivateKey getPrivateKey(String alias) {
                return key;
            }

            @Override
            public String[] getServerAliases(String type, Principal[] issuers) {
                return new String[0];
            }

            @Override
            public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
                return "";
            }
        };
    }

    @Test
    void theServerWhoseCertificateIsRegisteredIsBelieved() throws Exception {
        var answer = ask("ss1");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var seen = part.next();
        assertThat(seen.header("Dancu-Security-Server")).isEqualTo("ss1");
        assertThat(seen.header("X-Road-Client")).isEqualTo("VN/GOV/G34/vss");
    }

    @Test
    void anErrorOfTheServicePassesUnchanged() throws Exception {
        var answer = ask("ss1", "/sharing/v1/lookups/busy", new String[0]);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(answer.body()).contains("\"of\":\"the part\"");
    }

    @Test
    void aCertificateThatIsTrustedAndNotRegisteredIsToldSo() throws Exception {
        var answer = ask("ss2");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .contains("\"code\":\"security_server_not_registered\"")
                .doesNotContain("ss1")
                .doesNotContain("ss2");
        assertThat(part.received).isEmpty();
    }

    @Test
    void neitherNoCertificateNorOneThatIsOnlySaidIsBelieved() throws Exception {
        assertThat(ask("", "Dancu-Security-Server", "ss1").statusCode()).isEqualTo(401);
        String said =
                Base64.getEncoder()
                        .encodeToString(store("ss1.p12").getCertificate("ss1").getEncoded());
        assertThat(ask("", "Client-Cert", ":" + said + ":").statusCode()).isEqualTo(401);
        assertThat(part.received).isEmpty();
    }

    @Test
    void aCertificateThatNobodyTrustsEndsTheConnection() {
        assertThatThrownBy(() -> ask("nobody")).isInstanceOf(IOException.class);
        assertThat(part.received).isEmpty();
    }
}
