package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import vn.dancu.sandbox.infrastructure.Folders;

/**
 * The secrets of an installation whose processes run in containers: those of every installation,
 * and the passwords of what the supervisor would otherwise set up itself.
 *
 * <p>A process in a container is another user than the owner of the files, and a file that is
 * mounted keeps its owner. So the files may be read by all, and the folders above them, which
 * nobody but the owner may enter, keep everybody else out.
 */
public final class ContainerSecrets {
    private static final Set<PosixFilePermission> READABLE =
            PosixFilePermissions.fromString("rw-r--r--");

    private final DataFolder data;

    ContainerSecrets(DataFolder data) {
        this.data = data;
    }

    /** Makes what is missing, and says where. */
    int run(PrintStream out) {
        ensure();
        out.println("The secrets are in " + data.root());
        return 0;
    }

    /** Makes in this folder all that an installation in containers needs and does not have yet. */
    public static void make(Path folder) {
        new ContainerSecrets(new DataFolder(folder)).ensure();
    }

    private void ensure() {
        try {
            Folders.ownerOnly(data.root());
            Secrets secrets = new Secrets(data);
            secrets.ensure();
            Path postgres = Folders.ownerOnly(data.secrets().resolve("postgres"));
            secrets.ensurePassword(postgres.resolve("superuser.password"));
            Path grafana = Folders.ownerOnly(data.secrets().resolve("grafana"));
            secrets.ensurePassword(grafana.resolve("admin.password"));
            ensureBrokerPasswords(secrets);
            for (Path folder : List.of(data.secrets(), data.callers())) {
                letAllRead(folder);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new LaunchException("cannot make the secrets in " + data.root() + ": " + e, e);
        }
    }

    /** The broker of containers knows its clients; that of the supervisor is on one machine. */
    private void ensureBrokerPasswords(Secrets secrets) throws IOException {
        Path kafka = Folders.ownerOnly(data.secrets().resolve("kafka"));
        secrets.ensurePassword(kafka.resolve("admin.password"));
        secrets.ensurePassword(kafka.resolve("auditor.password"));
        for (Part part : Part.values()) {
            if (part.database().isPresent()) {
                secrets.ensurePassword(data.secrets(part).resolve("dancu.kafka.password"));
            }
        }
    }

    private static void letAllRead(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.setPosixFilePermissions(file, READABLE);
            }
        }
    }
}
