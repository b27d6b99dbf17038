package vn.dancu.sandbox.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerSecretsTest {

    /** One for all tests: making a signing key takes a second. */
    @TempDir private static Path folder;

    private static DataFolder data;
    private static String said;

    @BeforeAll
    static void makeSecrets() {
        data = new DataFolder(folder.resolve("compose"));
        said = make();
    }

    @Test
    void anotherUserReadsTheFilesButEntersNoFolder() throws IOException {
        for (Path root : new Path[] {data.secrets(), data.callers()}) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path path : all.toList()) {
                    String expected = Files.isDirectory(path) ? "rwx------" : "rw-r--r--";
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .as(path.toString())
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void whatIsMountedNowhereIsForTheOwnerAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.credentials())))
                .isEqualTo("rw-------");
    }

    @Test
    void theServersThatNoServiceStartsHavePasswordsToo() throws IOException {
        String postgres = Files.readString(data.secrets().resolve("postgres/superuser.password"));
        String grafana = Files.readString(data.secrets().resolve("grafana/admin.password"));

        assertThat(postgres).startsWith("demo-").hasSize(37).isNotEqualTo(grafana);
        assertThat(grafana).startsWith("demo-").hasSize(37);
    }

    @Test
    void eachClientOfTheBrokerHasAPasswordOfItsOwn() throws IOException {
        Set<String> passwords = new HashSet<>();
        for (String file :
                List.of(
                        "kafka/admin.password",
                        "kafka/auditor.password",
                        "population-service/dancu.kafka.password",
                        "id-number-service/dancu.kafka.password",
                        "card-issuance-service/dancu.kafka.password",
                        "sharing-service/dancu.kafka.password")) {
            String password = Files.readString(data.secrets().resolve(file));
            assertThat(password).startsWith("demo-").hasSize(37);
            passwords.add(password);
        }

        assertThat(passwords).hasSize(6);
    }

    @Test
    void theyAreMadeOnceAndKept() throws IOException {
        Map<Path, String> first = contents();

        String again = make();

        assertThat(contents()).isEqualTo(first).hasSizeGreaterThan(25);
        assertThat(again).isEqualTo(said).contains(data.root().toString());
    }

    private static String make() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code =
                new ContainerSecrets(data).run(new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(code).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Map<Path, String> contents() throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(data.root())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                contents.put(file, Files.readString(file));
            }
        }
        return contents;
    }
}
