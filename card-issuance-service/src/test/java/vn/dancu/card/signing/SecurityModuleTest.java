package vn.dancu.card.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.dancu.card.chip.SodSigner;

/**
 * Keys in a PKCS#11 token of SoftHSM2 (Debian package softhsm2). Its library takes one
 * configuration for the life of the process, so the tests share one token in a child's folder.
 */
class SecurityModuleTest {
    private static final String PIN = "123456";
    private static final List<String> LIBRARIES =
            List.of(
                    "/usr/lib/softhsm/libsofthsm2.so",
                    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
                    "/opt/homebrew/lib/softhsm/libsofthsm2.so");

    @TempDir private Path folder;
    private Path library = Path.of("");

    @BeforeEach
    void findsSoftHsm() {
        Stream<Path> installed = LIBRARIES.stream().map(Path::of).filter(Files::exists);
        library = installed.findFirst().orElse(Path.of(""));
        if (library.toString().isEmpty()) {
            System.out.println("SoftHSM2 is not installed (package softhsm2): skipped.");
        }
        Assumptions.assumeFalse(library.toString().isEmpty(), "SoftHSM2 is not installed");
    }

    /** In a JVM of its own: the library reads its configuration from the environment. */
    @Test
    void keysAreMadeInTheModuleSignThereAndNeverLeaveIt() throws Exception {
        Process child = child(PIN, "sign");

        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(said).isZero();
        assertThat(said).contains("signed, not extractable, found again");
    }

    @Test
    void aWrongPinOpensNothing() throws Exception {
        Process child = child(PIN, "wrong");

        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).contains("the security module does not open");
        assertThat(child.waitFor()).isZero();
    }

    private Process child(String pin, String what) throws IOException, InterruptedException {
        Path tokens = Files.createDirectory(folder.resolve("tokens"));
        Path configuration = folder.resolve("softhsm2.conf");
        Files.writeString(configuration, "directories.tokendir = " + tokens + "\n");
        ProcessBuilder init =
                new ProcessBuilder(
                        "softhsm2-util",
                        "--init-token",
                        "--free",
                        "--label",
                        "dancu",
                        "--pin",
                        pin,
                        "--so-pin",
                        "87654321");
        init.environment().put("SOFTHSM2_CONF", configuration.toString());
        assertThat(init.redirectErrorStream(true).start().waitFor()).isZero();
        ProcessBuilder java =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        Program.class.getName(),
                        library.toString(),
                        what);
        java.environment().put("SOFTHSM2_CONF", configuration.toString());
        return java.redirectErrorStream(true).start();
    }

    /** What runs in the child. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            Path library = Path.of(arguments[0]);
            if (arguments[1].equals("wrong")) {
                assertThatThrownBy(() -> new SecurityModule(library, 0, "000000", "secp256r1"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("the security module does not open");
                System.out.println("the security module does not open");
                return;
            }
            SecurityModule module = new SecurityModule(library, 0, PIN, "secp256r1");
            TestSigners signers = new TestSigners(module, Instant.now());
            SodSigner signer = signers.documentSigner();
            Signature signature = Signature.getInstance("SHA256withECDSA", module.provider());
            signature.initSign(signer.key());
            signature.update(new byte[] {1, 2, 3});
            byte[] signed = signature.sign();
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(signer.certificate().getPublicKey());
            verifier.update(new byte[] {1, 2, 3});
            assertThat(verifier.verify(signed)).isTrue();
            signer.certificate().verify(signers.country().getPublicKey());
            assertThat(signer.key().getEncoded()).as("not extractable").isNull();
            KeyPair other = module.generate();
            assertThat(other.getPrivate().getEncoded()).isNull();
            assertThat(module.find("nobody")).isEmpty();
            vn.dancu.card.production.ChipRoundTripTest.signsWith(signer, signers);
            System.out.println("signed, not extractable, found again");
        }
    }
}
