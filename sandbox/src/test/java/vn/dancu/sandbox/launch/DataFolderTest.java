package vn.dancu.sandbox.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir private Path folder;

    @Test
    void aResetLeavesWhatIsNotOursAndWhatIsInUse() throws IOException {
        DataFolder data = new DataFolder(folder);
        data.create();
        new Secrets(data).ensure();
        Path database = Files.createDirectories(data.postgres().resolve("data"));
        Files.writeString(database.resolve("PG_VERSION"), "18");
        Files.writeString(data.log("gateway"), "old");
        Path remembered = Files.createDirectories(folder.resolve("demo").resolve("factory"));
        Path supervisorLog = Files.writeString(data.log("supervisor"), "starting");
        Path foreign = Files.writeString(folder.resolve("thesis.odt"), "years of work");

        data.reset();

        assertThat(data.postgres()).doesNotExist();
        assertThat(data.secrets()).doesNotExist();
        assertThat(data.credentials()).doesNotExist();
        assertThat(remembered).as("of a platform that is gone").doesNotExist();
        assertThat(data.log("gateway")).doesNotExist();
        assertThat(supervisorLog).exists();
        assertThat(data.run()).isDirectory();
        assertThat(foreign).hasContent("years of work");
    }

    @Test
    void aFolderThatIsMadeIsForItsOwnerAlone() throws IOException {
        DataFolder data = new DataFolder(folder.resolve("new"));

        data.create();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.root())))
                .isEqualTo("rwx------");
    }
}
