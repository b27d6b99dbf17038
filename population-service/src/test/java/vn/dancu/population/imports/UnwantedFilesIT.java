package vn.dancu.population.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.testing.RealInfrastructure;

@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class UnwantedFilesIT {
    @Autowired private UnwantedFiles unwanted;
    @Autowired private JdbcClient jdbc;
    @TempDir private Path folder;

    @Test
    void fileOfAnImportThatFailedLongAgoGoesAndOneThatMayBeRepairedStays() throws IOException {
        Path longFailed = fileOf("FAILED", Duration.ofDays(8));
        Path failed = fileOf("FAILED", Duration.ofDays(6));
        Path completed = fileOf("COMPLETED", Duration.ofDays(1));

        unwanted.clean(CardFilesTest.in(folder));

        assertThat(longFailed).doesNotExist();
        assertThat(completed).doesNotExist();
        assertThat(failed).exists();
    }

    /** An old file, and its import that has ended so long ago. */
    private Path fileOf(String state, Duration ago) throws IOException {
        UUID importId = UUID.randomUUID();
        byte[] sha256 = new byte[32];
        new SecureRandom().nextBytes(sha256);
        jdbc.sql(
                        """
                        insert into import (import_id, sha256, bytes, bytes_done, state,
                            submitted_by, received_at, finished_at)
                        values (:id, :sha256, 2, 2, :state, 'ops', now(),
                            now() - make_interval(secs => :ago))
                        """)
                .param("id", importId)
                .param("sha256", sha256)
                .param("state", state)
                .param("ago", (double) ago.toSeconds())
                .update();
        Path file = Files.writeString(CardFilesTest.in(folder).of(importId), "{}");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(9))));
        return file;
    }
}
