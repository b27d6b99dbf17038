package vn.dancu.population.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
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
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.population.referencedata.ReferenceSnapshot;

class CsvTest {
    private static final CardRules RULES = new CardRules(ReferenceSnapshot.launchEra());
    private static final LocalDate TODAY = LocalDate.of(2021, 2, 26);
    private static final UUID IMPORT = TimeOrderedIds.newImport(Instant.EPOCH);
    private static final FileForm CSV =
            new FileForm(CardFormat.CSV, CardCharset.UTF_8, Packing.NONE);

    @TempDir private Path folder;

    private Path file(String content) throws IOException {
        return file(content.getBytes(StandardCharsets.UTF_8));
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("cards.csv"), content);
    }

    private static List<ParsedChunk> chunks(Path file, FileForm form, int lines)
            throws IOException {
        List<ParsedChunk> all = new ArrayList<>();
        try (ChunkReader reader = ChunkReader.open(file, form, IMPORT, RULES, TODAY, 0, 1)) {
            for (ParsedChunk c = reader.next(lines, Long.MAX_VALUE);
                    c != null;
                    c = reader.next(lines, Long.MAX_VALUE)) {
                all.add(c);
            }
        }
        return all;
    }

    private static List<String> described(List<ParsedChunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.lines().stream())
                .map(
                        line ->
                                switch (line) {
                                    case CardLine.Refused r ->
                                            r.line()
                                                    + " "
                                                    + r.code().code()
                                                    + (r.pointer() == null ? "" : r.pointer());
                                    case CardLine.Sound s -> s.line() + " " + s.barcode();
                                })
                .toList();
    }

    private List<String> read(String content) throws IOException {
        return described(chunks(file(content), CSV, 1_000));
    }

    private static String record(int serial) {
        return CsvCards.record(Cards.card("DC01-%012d".formatted(serial)));
    }

    @Test
    void recordIsTheCardThatTheSameJsonIs() throws IOException {
        ObjectNode card =
                Cards.card("DC01-010000000017")
                        .put("number", "001085123456")
                        .put("oldNumber", "010123456")
                        .put("name", "Nguyễn \"Tý\", Văn An")
                        .put("birthOrder", 2)
                        .put("bloodGroup", "04")
                        .put("relationshipToHead", "Chủ hộ");
        card.putObject("householdHead").put("name", "Nguyễn Văn An");
        card.putObject("father").put("name", "Nguyễn Văn Bình").put("nationality", "VN");
        Path json = Files.writeString(folder.resolve("cards.ndjson"), "\n" + card + "\n");
        ParsedChunk expected = chunks(json, FileForm.PLAIN, 10).getFirst();
        Path csv = file(CsvCards.HEADER + "\r\n" + CsvCards.record(card) + "\r\n");
        ParsedChunk actual = chunks(csv, CSV, 10).getFirst();
        assertThat(actual.lines()).isEqualTo(expected.lines());
        assertThat(actual.rows().length()).isEqualTo(expected.rows().length());
        assertThat(actual.rows().bytes()).startsWith(bytesOf(expected));
    }

    private static byte[] bytesOf(ParsedChunk chunk) {
        return java.util.Arrays.copyOf(chunk.rows().bytes(), chunk.rows().length());
    }

    @Test
    void columnsMayStandInAnyOrderAndSomeMayBeMissing() throws IOException {
        List<String> names = new ArrayList<>(CsvCards.COLUMNS.reversed());
        names.removeIf(name -> name.startsWith("spouse") || name.equals("bloodGroup"));
        ObjectNode card = Cards.card("DC01-000000000005");
        assertThat(read(String.join(",", names) + "\n" + CsvCards.record(card, names)))
                .containsExactly("2 DC01-000000000005");
    }

    @Test
    void byteOrderMarkOfSpreadsheetsIsPassedOver() throws IOException {
        assertThat(read("\uFEFF" + CsvCards.HEADER + "\n" + record(1)))
                .containsExactly("2 DC01-000000000001");
    }

    @ParameterizedTest
    @CsvSource({
        "'formBarcode,shoeSize',unknown_column",
        "'formBarcode,name,name',duplicate_column",
        "'formBarcode',missing_column",
        "'\"formBarcode',malformed_header",
        "'form\"Barcode',malformed_header",
        "'{\"formBarcode\":1}',malformed_header"
    })
    void fileWithoutAUsableHeaderIsRefusedAsAWhole(String header, String code) throws IOException {
        Path file = file(header + "\nx\n");
        assertThatThrownBy(() -> CsvCardReader.header(file, CardCharset.UTF_8))
                .isInstanceOfSatisfying(
                        CsvColumns.HeaderException.class,
                        e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void eachCellIsJudgedAsTheFieldOfACard() throws IOException {
        String good = record(1);
        assertThat(
                        read(
                                String.join(
                                        "\n",
                                        CsvCards.HEADER,
                                        good.replace("MALE", "male"),
                                        good.replace("1985-03-15", "1985-02-30"),
                                        good.replace("Nguyễn Văn An", "\"Nguyễn\nVăn An\""),
                                        good.replace("Nguyễn Văn An", ""),
                                        good + ",",
                                        good.substring(0, good.lastIndexOf(',')),
                                        good.replace("Nguyễn Văn An", "Nguyễn \"Văn\" An"),
                                        good.replace("Nguyễn Văn An", "\"Nguyễn\" Văn An"),
                                        "",
                                        "x".repeat(20_000),
                                        good.replace("Nguyễn Văn An", "\"Nguyễn Văn An\""))))
                .containsExactly(
                        "2 unknown_sex/sex",
                        "3 date_impossible/dateOfBirth",
                        "4 control_character/name",
                        "6 missing_field/name",
                        "7 malformed_csv",
                        "8 malformed_csv",
                        "9 malformed_csv",
                        "10 malformed_csv",
                        "12 line_too_long",
                        "13 DC01-000000000001");
    }

    @Test
    void quotesThatNeverCloseSpoilTheirLineOnly() throws IOException {
        StringBuilder content = new StringBuilder(CsvCards.HEADER).append('\n');
        content.append("\"never closed,").append(record(1)).append('\n');
        for (int i = 2; i < 200; i++) {
            content.append(record(i)).append('\n');
        }
        List<String> lines = read(content.toString());
        assertThat(lines).hasSize(199);
        assertThat(lines.getFirst()).isEqualTo("2 malformed_csv");
        assertThat(lines.subList(1, 199)).allMatch(line -> line.contains(" DC01-"));
        assertThat(read(CsvCards.HEADER + "\n" + record(1) + "\n\"end"))
                .containsExactly("2 DC01-000000000001", "3 malformed_csv");
    }

    @Test
    void whereverTheFileIsCutTheRecordsAreTheSame() throws IOException {
        StringBuilder content = new StringBuilder(CsvCards.HEADER).append("\r\n");
        for (int i = 1; i <= 120; i++) {
            String record = record(i);
            content.append(i % 7 == 0 ? record.replace("Số", "\"Số\n\n\"") : record);
            content.append(i % 5 == 0 ? "\r\n" : "\n");
        }
        Path file = file(content.toString());
        List<ParsedChunk> whole = chunks(file, CSV, 10_000);
        assertThat(whole.getLast().toByte()).isEqualTo(Files.size(file));
        for (int lines : new int[] {1, 13, 64}) {
            List<ParsedChunk> chunks = chunks(file, CSV, lines);
            assertThat(described(chunks)).isEqualTo(described(whole));
            for (ParsedChunk once : chunks) {
                try (ChunkReader reader =
                        ChunkReader.open(
                                file,
                                CSV,
                                IMPORT,
                                RULES,
                                TODAY,
                                once.fromByte(),
                                once.firstLine())) {
                    ParsedChunk again = Objects.requireNonNull(reader.again(once.toByte()));
                    assertThat(again.lines()).isEqualTo(once.lines());
                    assertThat(again.nextLine()).isEqualTo(once.nextLine());
                    assertThat(bytesOf(again)).isEqualTo(bytesOf(once));
                }
            }
        }
    }

    @Test
    void declaredEncodingIsReadAndAnUndeclaredOneIsRejected() throws IOException {
        Charset windows = Charset.forName("windows-1252");
        String ascii = record(1).replace("Nguyễn Văn An", "@").replace("Số 12 ngõ 4", "");
        byte[] vni =
                (CsvCards.HEADER + "\n" + ascii.replace("@", "Nguyeãn Vaên Ñöùc"))
                        .getBytes(windows);
        Path file = file(vni);
        var declared = new FileForm(CardFormat.CSV, CardCharset.VNI, Packing.NONE);
        assertThat(
                        ((CardLine.Sound) chunks(file, declared, 9).getFirst().lines().getFirst())
                                .name())
                .isEqualTo("Nguyễn Văn Đức");
        assertThat(described(chunks(file, CSV, 9))).containsExactly("2 malformed_csv");
    }
}
