package vn.dancu.population.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.dancu.population.referencedata.ReferenceSnapshot;

class ChunkReaderTest {
    private static final CardRules RULES = new CardRules(ReferenceSnapshot.launchEra());
    private static final LocalDate TODAY = LocalDate.of(2021, 2, 26);
    private static final UUID IMPORT = TimeOrderedIds.newImport(Instant.EPOCH);
    @TempDir private Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("cards.ndjson"), content);
    }

    private static ChunkReader open(Path file, long fromByte, long firstLine) throws IOException {
        return ChunkReader.open(file, IMPORT, RULES, TODAY, fromByte, firstLine);
    }

    private static List<ParsedChunk> chunks(Path file, int lines, long bytes) throws IOException {
        List<ParsedChunk> all = new ArrayList<>();
        try (ChunkReader reader = open(file, 0, 1)) {
            for (ParsedChunk c = reader.next(lines, bytes);
                    c != null;
                    c = reader.next(lines, bytes)) {
                all.add(c);
            }
        }
        return all;
    }

    private static String card(int serial) {
        return Cards.card("DC01-%012d".formatted(serial)).toString();
    }

    private static List<String> describe(List<ParsedChunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.lines().stream())
                .map(
                        line ->
                                switch (line) {
                                    case CardLine.Refused r -> r.line() + " " + r.code().code();
                                    case CardLine.Sound s -> s.line() + " " + s.barcode();
                                })
                .toList();
    }

    @Test
    void blankLinesAreNumberedAndNotCounted() throws IOException {
        Path file = file("\n" + card(1) + "\r\n \t\r\n" + card(2) + "\n\n\n" + card(3));
        assertThat(describe(chunks(file, 100, Long.MAX_VALUE)))
                .containsExactly(
                        "2 DC01-000000000001", "4 DC01-000000000002", "7 DC01-000000000003");
    }

    @Test
    void lineOfTheLongestLengthIsReadAndOneMoreByteIsTooLong() throws IOException {
        String card = card(1);
        int bytes = card.getBytes(StandardCharsets.UTF_8).length;
        String longest = card + " ".repeat(CardReader.MAX_LINE_BYTES - bytes);
        Path file =
                file(
                        longest + "\r\n" + longest + " \n" + longest + " \r\n" + longest + "\n"
                                + card(2));
        assertThat(describe(chunks(file, 100, Long.MAX_VALUE)))
                .containsExactly(
                        "1 DC01-000000000001",
                        "2 line_too_long",
                        "3 line_too_long",
                        "4 DC01-000000000001",
                        "5 DC01-000000000002");
    }

    @ParameterizedTest
    @ValueSource(ints = {16_385, 16_386, 16_387, 200_000, 262_143, 262_144, 262_145, 3_000_000})
    void lineWithoutEndIsOneLineTooLong(int length) throws IOException {
        Path file = file("x".repeat(length));
        List<ParsedChunk> chunks = chunks(file, 100, Long.MAX_VALUE);
        assertThat(describe(chunks)).containsExactly("1 line_too_long");
        assertThat(chunks.getLast().toByte()).isEqualTo(length);
        Path followed = file("x".repeat(length) + "\n" + card(7) + "\n");
        assertThat(describe(chunks(followed, 100, Long.MAX_VALUE)))
                .containsExactly("1 line_too_long", "2 DC01-000000000007");
    }

    @Test
    void whereverTheFileIsCutTheLinesAreTheSame() throws IOException {
        StringBuilder content = new StringBuilder();
        int counted = 0;
        for (int i = 1; i <= 300; i++) {
            String line = i % 11 == 0 ? "{broken" : i % 17 == 0 ? "" : card(i);
            content.append(line).append(i % 5 == 0 ? "\r\n" : "\n");
            counted += line.isEmpty() ? 0 : 1;
            if (i == 150) {
                content.append("y".repeat(600_000)).append('\n');
                counted++;
            }
        }
        Path file = file(content.toString());
        List<String> whole = describe(chunks(file, 10_000, Long.MAX_VALUE));
        assertThat(whole).hasSize(counted);
        for (int lines : new int[] {1, 7, 64, 299}) {
            for (long bytes : new long[] {1, 5_000, 70_000}) {
                List<ParsedChunk> chunks = chunks(file, lines, bytes);
                assertThat(describe(chunks)).isEqualTo(whole);
                assertThat(chunks.getLast().toByte()).isEqualTo(Files.size(file));
                for (int i = 1; i < chunks.size(); i++) {
                    assertThat(chunks.get(i).fromByte()).isEqualTo(chunks.get(i - 1).toByte());
                    assertThat(chunks.get(i).firstLine()).isEqualTo(chunks.get(i - 1).nextLine());
                }
            }
        }
    }

    @Test
    void chunkReadAgainFromItsCheckpointIsTheSame() throws IOException {
        StringBuilder content = new StringBuilder();
        for (int i = 1; i <= 100; i++) {
            content.append(card(i)).append('\n');
        }
        Path file = file(content.toString());
        for (ParsedChunk once : chunks(file, 13, Long.MAX_VALUE)) {
            try (ChunkReader reader = open(file, once.fromByte(), once.firstLine())) {
                ParsedChunk again = Objects.requireNonNull(reader.again(once.toByte()));
                assertThat(again.lines()).isEqualTo(once.lines());
                assertThat(again.nextLine()).isEqualTo(once.nextLine());
                assertThat(again.toByte()).isEqualTo(once.toByte());
                assertThat(rows(again)).isEqualTo(rows(once));
            }
        }
    }

    private static byte[] rows(ParsedChunk chunk) {
        var out = new ByteArrayOutputStream();
        out.write(chunk.rows().bytes(), 0, chunk.rows().length());
        return out.toByteArray();
    }

    @Test
    void barcodeOfARefusedCardIsKeptWhereItCanBeRead() throws IOException {
        Path file =
                file(
                        Cards.card("DC01-000000000009", c -> c.put("sex", "?"))
                                + "\n"
                                + Cards.card("DC01-9", c -> c.put("sex", "?"))
                                + "\n"
                                + "{\"formBarcode\":\"DC01-000000000010\"");
        ParsedChunk chunk = chunks(file, 100, Long.MAX_VALUE).getFirst();
        assertThat(chunk.lines())
                .containsExactly(
                        new CardLine.Refused(
                                1, RejectCode.UNKNOWN_SEX, "/sex", "DC01-000000000009"),
                        new CardLine.Refused(2, RejectCode.BARCODE_MALFORMED, "/formBarcode", null),
                        new CardLine.Refused(3, RejectCode.MALFORMED_JSON, null, null));
    }

    @Test
    void emptyFileHasNoChunk() throws IOException {
        assertThat(chunks(file(""), 100, 100)).isEmpty();
    }
}
