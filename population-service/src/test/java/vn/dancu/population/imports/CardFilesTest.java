package vn.dancu.population.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class CardFilesTest {
    @TempDir private Path folder;

    private CardFiles files() {
        return in(folder);
    }

    static CardFiles in(Path folder) {
        var settings =
                new ImportSettings(
                        folder,
                        DataSize.ofMegabytes(1),
                        200,
                        4,
                        false,
                        Duration.ofDays(7),
                        5_000,
                        DataSize.ofMegabytes(4),
                        DataSize.ofMegabytes(64),
                        Duration.ofSeconds(2),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(10),
                        2_000,
                        20);
        return new CardFiles(settings, Clock.systemUTC());
    }

    private static ByteArrayInputStream body(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private long left() throws IOException {
        try (var listed = Files.list(folder)) {
            return listed.count();
        }
    }

    @Test
    void uploadUnderWayOutlivesACleaningAndIsGoneWhenItIsNotKept() throws IOException {
        try (CardFiles.Upload upload = files().receive(body("{}"))) {
            files().clean(id -> false);
            assertThat(left()).isEqualTo(1);
            assertThat(upload.bytes()).isEqualTo(2);
        }
        assertThat(left()).isZero();
    }

    @Test
    void keptUploadIsTheFileOfItsImport() throws IOException {
        UUID importId = UUID.randomUUID();
        try (CardFiles.Upload upload = files().receive(body("{}\n"))) {
            files().keep(upload, importId);
        }
        assertThat(files().of(importId)).hasContent("{}\n");
        assertThat(files().isHere(importId)).isTrue();
        files().remove(importId);
        assertThat(left()).isZero();
    }

    @Test
    void nobodyButTheOwnerReadsAnUploadOrItsFolder() throws IOException {
        assumeThat(Files.getFileStore(folder).supportsFileAttributeView("posix")).isTrue();
        Path own = folder.resolve("imports");
        UUID importId = UUID.randomUUID();
        try (CardFiles.Upload upload = in(own).receive(body("{}"))) {
            try (var parts = Files.list(own)) {
                assertThat(parts).singleElement().satisfies(CardFilesTest::assertOnlyOwnerReads);
            }
            in(own).keep(upload, importId);
        }
        assertOnlyOwnerReads(in(own).of(importId));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                .isEqualTo("rwx------");
    }

    private static void assertOnlyOwnerReads(Path file) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void partOfADeadProcessIsRemovedAtTheNextStart() throws IOException {
        Files.writeString(folder.resolve("upload-1.part"), "half");
        files().clean(id -> true);
        assertThat(left()).isZero();
    }

    @Test
    void fileThatNoImportWasRegisteredForIsRemovedWhenItIsOld() throws IOException {
        Path registered = folder.resolve(UUID.randomUUID() + ".ndjson");
        Path young = folder.resolve(UUID.randomUUID() + ".ndjson");
        Path old = folder.resolve(UUID.randomUUID() + ".ndjson");
        Path strange = folder.resolve("mine.ndjson");
        for (Path file : new Path[] {registered, young, old, strange}) {
            Files.writeString(file, "{}");
            if (!file.equals(young)) {
                Files.setLastModifiedTime(
                        file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
            }
        }
        files().clean(id -> registered.endsWith(id + ".ndjson"));
        assertThat(old).doesNotExist();
        assertThat(registered).exists();
        assertThat(young).exists();
        assertThat(strange).exists();
    }
}
