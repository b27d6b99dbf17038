package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.dancu.sandbox.infrastructure.Folders;

/**
 * The secrets of one installation, made at random at the first start and kept: passwords, client
 * secrets and keys, each in the folder of the process that needs it. See {@code
 * docs/conventions.md}, Configuration.
 */
final class Secrets {
    /** The demonstration clients, whose secrets the user gets in {@code credentials.properties}. */
    static final List<String> DEMONSTRATION_CLIENTS =
            List.of(
                    "moj",
                    "vss",
                    "integrator",
                    "portal",
                    "officer-hanoi",
                    "chief-hanoi",
                    "centre",
                    "ops");

    private static final String PASSWORD = "spring.datasource.password";
    private static final String CLIENT_SECRET = "dancu.client.secret";
    private static final String CALLER_KEY = "dancu.caller.private-key";
    private static final String SIGNING_KEY = "dancu.signing-key";
    private static final String DEMONSTRATION_MARK = "dancu.demonstration";
    private static final String DIGEST_KEY = "dancu.sharing.digest-key";

    /**
     * Keys that take turns: where one is, and where those before it are. That file is empty until a
     * key is changed.
     */
    private static final Map<Part, List<String>> KEYS_THAT_TAKE_TURNS =
            Map.of(
                    // The order of all numbers hangs on it.
                    Part.ID_NUMBER_SERVICE,
                    List.of("dancu.numbers.key", "dancu.numbers.earlier-keys"),
                    // Without the others no sealed value can be opened.
                    Part.POPULATION_SERVICE,
                    List.of(
                            "dancu.population.sealing-key",
                            "dancu.population.earlier-sealing-keys"),
                    Part.CARD_ISSUANCE_SERVICE,
                    List.of("dancu.card.sealing-key", "dancu.card.earlier-sealing-keys"),
                    Part.SHARING_SERVICE,
                    List.of("dancu.sharing.sealing-key", "dancu.sharing.earlier-sealing-keys"));

    private static final int SECRET_BYTES = 24;
    private static final int KEY_BYTES = 32;
    private static final int SIGNING_KEY_BITS = 2048;

    private final DataFolder data;
    private final SecureRandom random = new SecureRandom();

    Secrets(DataFolder data) {
        this.data = data;
    }

    /** Makes what is missing; what exists stays, also after a crash between two files. */
    void ensure() {
        try {
            Folders.ownerOnly(data.secrets());
            Folders.ownerOnly(data.callers());
            for (Part part : Part.values()) {
                Folders.ownerOnly(data.secrets(part));
                // Production refuses a folder of secrets with this mark.
                ensureText(data.secrets(part).resolve(DEMONSTRATION_MARK), "true");
            }
            Path issuer = data.secrets(Part.AUTHORIZATION_SERVER);
            ensureKeys(
                    issuer.resolve(SIGNING_KEY),
                    null,
                    "RSA",
                    new RSAKeyGenParameterSpec(SIGNING_KEY_BITS, RSAKeyGenParameterSpec.F4));
            for (Part part : Part.values()) {
                if (part.database().isPresent()) {
                    ensureService(part, issuer);
                }
            }
            for (Map.Entry<Part, List<String>> each : KEYS_THAT_TAKE_TURNS.entrySet()) {
                Path own = data.secrets(each.getKey());
                ensureText(own.resolve(each.getValue().getFirst()), key());
                ensureText(own.resolve(each.getValue().getLast()), "");
            }
            ensureCardSecrets(data.secrets(Part.CARD_ISSUANCE_SERVICE));
            // Without it no digest of the access record proves anything.
            ensureText(data.secrets(Part.SHARING_SERVICE).resolve(DIGEST_KEY), key());
            ensureDemonstrationClients(issuer);
        } catch (IOException | UncheckedIOException | GeneralSecurityException e) {
            throw new LaunchException("cannot make the secrets in " + data.secrets() + ": " + e, e);
        }
    }

    /** The password of each database user. */
    Map<Part, String> databasePasswords() {
        Map<Part, String> passwords = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            if (part.database().isPresent()) {
                passwords.put(part, read(data.secrets(part).resolve(PASSWORD)));
            }
        }
        return passwords;
    }

    private void ensureService(Part part, Path issuer)
            throws IOException, GeneralSecurityException {
        Path own = data.secrets(part);
        ensureText(own.resolve(PASSWORD), secret());
        ensureText(own.resolve(CLIENT_SECRET), secret());
        ensureText(issuer.resolve(clientFile(part.module())), read(own.resolve(CLIENT_SECRET)));
        ensureKeys(
                own.resolve(CALLER_KEY),
                data.callers().resolve(part.module() + ".pem"),
                "EC",
                new ECGenParameterSpec("secp256r1"));
    }

    /** Lists of revoked cards are signed, dossiers of the field opened. */
    private void ensureCardSecrets(Path own) throws IOException, GeneralSecurityException {
        for (String key : List.of("status-list", "field")) {
            ensureKeys(
                    own.resolve("dancu.card." + key + ".private-key"),
                    null,
                    "EC",
                    new ECGenParameterSpec("secp256r1"));
        }
    }

    private void ensureDemonstrationClients(Path issuer) throws IOException {
        StringBuilder credentials =
                new StringBuilder("# Demonstration clients and their secrets; ./dancu token\n");
        for (String client : DEMONSTRATION_CLIENTS) {
            Path file = issuer.resolve(clientFile(client));
            ensureText(file, secret());
            credentials.append(client).append('=').append(read(file)).append('\n');
        }
        if (!Files.exists(data.credentials())
                || !read(data.credentials()).contentEquals(credentials)) {
            OwnerOnly.write(data.credentials(), credentials.toString());
        }
    }

    private static String clientFile(String client) {
        return "dancu.clients." + client + ".secret";
    }

    /** A password in a file of its own; one that exists stays. */
    void ensurePassword(Path file) throws IOException {
        ensureText(file, secret());
    }

    private String secret() {
        // The prefix travels with the value: production refuses it wherever it is copied to.
        return "demo-"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes(SECRET_BYTES));
    }

    private String key() {
        return HexFormat.of().formatHex(randomBytes(KEY_BYTES));
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void ensureText(Path file, String text) throws IOException {
        if (!Files.exists(file)) {
            OwnerOnly.write(file, text);
        }
    }

    private void ensureKeys(
            Path privateFile,
            @Nullable Path publicFile,
            String algorithm,
            AlgorithmParameterSpec parameters)
            throws IOException, GeneralSecurityException {
        if (Files.exists(privateFile) && (publicFile == null || Files.exists(publicFile))) {
            return;
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(parameters, random);
        KeyPair pair = generator.generateKeyPair();
        if (publicFile != null) {
            // The public key last: while it is missing, the pair is made anew.
            Files.deleteIfExists(publicFile);
        }
        OwnerOnly.write(privateFile, pem("PRIVATE KEY", pair.getPrivate()));
        if (publicFile != null) {
            OwnerOnly.write(publicFile, pem("PUBLIC KEY", pair.getPublic()));
        }
    }

    private static String pem(String type, Key key) {
        Base64.Encoder encoder =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN "
                + type
                + "-----\n"
                + encoder.encodeToString(key.getEncoded())
                + "\n-----END "
                + type
                + "-----\n";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new LaunchException("cannot read " + file + ": " + e, e);
        }
    }
}
