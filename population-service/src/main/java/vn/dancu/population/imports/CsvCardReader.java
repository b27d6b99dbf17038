package vn.dancu.population.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.csv.CsvFactory;

/**
 * Reads a record of a CSV file into a {@link Card}. An empty cell is an absent field; what a cell
 * holds is normalised and judged as a JSON text is. Not for several threads.
 */
final class CsvCardReader implements LineReader {
    private static final CsvFactory CSV = CsvFactory.builder().build();
    private static final int MAX_INTEGER_DIGITS = 4;
    private static final int MAX_LINE_DIGITS = 12;

    private final Card card = new Card();
    private final CsvColumns columns;

    CsvCardReader(CsvColumns columns) {
        this.columns = columns;
    }

    /**
     * What a file says of itself before its first record.
     *
     * @param bytes where the first record starts
     * @param lines how many lines the header takes
     */
    record Header(CsvColumns columns, int bytes, int lines) {}

    /**
     * @throws CsvColumns.HeaderException if it is no header of survey cards
     */
    static Header header(Path file, CardCharset charset) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(CardReader.MAX_LINE_BYTES + 2);
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
            while (start.hasRemaining() && channel.read(start) >= 0) {
                // Until the buffer is full or the file ends.
            }
        }
        byte[] bytes = start.array();
        int length = start.position();
        var cutter = new CsvCutter();
        int end = 0;
        while (end < length && !cutter.ends(bytes[end])) {
            end++;
        }
        if (cutter.isBroken() || (end == length && (cutter.isQuoted() || !start.hasRemaining()))) {
            throw new CsvColumns.HeaderException(
                    "malformed_header",
                    "The file does not begin with a header of at most 16384 bytes.");
        }
        List<String> names = cells(utf8(charset, bytes, end));
        return new Header(CsvColumns.of(names), Math.min(end + 1, length), cutter.lines() + 1);
    }

    private static byte[] utf8(CardCharset charset, byte[] bytes, int length) {
        byte[] text = new byte[length * CardCharset.GROWTH];
        int written;
        if (charset == CardCharset.UTF_8) {
            int bom =
                    length >= 3
                                    && bytes[0] == (byte) 0xEF
                                    && bytes[1] == (byte) 0xBB
                                    && bytes[2] == (byte) 0xBF
                            ? 3
                            : 0;
            System.arraycopy(bytes, bom, text, 0, length - bom);
            written = Utf8.isWellFormed(text, 0, length - bom) ? length - bom : -1;
        } else {
            written = charset.toUtf8(bytes, 0, length, text);
        }
        if (written < 0) {
            throw new CsvColumns.HeaderException(
                    "malformed_header", "The header is not text in the declared encoding.");
        }
        return java.util.Arrays.copyOf(text, written);
    }

    private static List<String> cells(byte[] line) {
        List<String> cells = new ArrayList<>();
        try (JsonParser parser = parser(line, 0, line.length)) {
            for (String cell = next(parser); cell != null; cell = next(parser)) {
                cells.add(cell);
            }
        } catch (JacksonException e) {
            throw new CsvColumns.HeaderException(
                    "malformed_header", "The header is not a record of CSV.");
        }
        return cells;
    }

    private static JsonParser parser(byte[] bytes, int offset, int length) {
        JsonParser parser = CSV.createParser(ObjectReadContext.empty(), bytes, offset, length);
        parser.nextToken(); // the array that a record is
        return parser;
    }

    private static @Nullable String next(JsonParser parser) {
        return parser.nextToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
    }

    @Override
    public Card tooLong() {
        card.clear();
        card.refuse(RejectCode.LINE_TOO_LONG, (String) null);
        return card;
    }

    @Override
    public Card malformed() {
        card.clear();
        card.refuse(RejectCode.MALFORMED_CSV, (String) null);
        return card;
    }

    @Override
    public Card read(byte[] bytes, int offset, int length) {
        card.clear();
        if (!Utf8.isWellFormed(bytes, offset, length)) {
            return malformed();
        }
        int at = 0;
        List<CsvColumns.Column> all = columns.columns();
        try (JsonParser parser = parser(bytes, offset, length)) {
            for (String cell = next(parser); cell != null; cell = next(parser)) {
                if (at == all.size()) {
                    return malformed();
                }
                if (!cell.isEmpty()) {
                    take(all.get(at), cell);
                }
                at++;
            }
        } catch (JacksonException e) {
            return malformed();
        }
        return at == all.size() ? card : malformed();
    }

    private void take(CsvColumns.Column column, String cell) {
        CardField field = column.field();
        String member = column.member();
        if (field.kind() == CardField.Kind.INTEGER) {
            card.integer(field, integer(field, cell));
            return;
        }
        String text = CardReader.stored(card, cell, field, member);
        if (text == null) {
            return;
        }
        if (member == null) {
            card.text(field, text);
            return;
        }
        switch (field.kind()) {
            case PLACE -> take(card.place(field), member, text);
            case RELATIVE -> take(card.relative(field), member, text);
            case CORRECTION -> take(card.correction(), member, text);
            case TEXT, INTEGER -> throw new IllegalStateException("it has no members");
        }
    }

    private int integer(CardField field, String cell) {
        String digits = cell.strip();
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                card.refuse(RejectCode.WRONG_TYPE, field);
                return Card.ABSENT;
            }
        }
        if (digits.isEmpty()) {
            return Card.ABSENT;
        }
        return digits.length() > MAX_INTEGER_DIGITS ? Card.HUGE : Integer.parseInt(digits);
    }

    private static void take(Card.Place place, String member, String text) {
        place.present = true;
        switch (member) {
            case "province" -> place.province = text;
            case "district" -> place.district = text;
            case "commune" -> place.commune = text;
            default -> place.detail = text;
        }
    }

    private static void take(Card.Relative relative, String member, String text) {
        relative.present = true;
        switch (member) {
            case "name" -> relative.name = text;
            case "number" -> relative.number = text;
            case "oldNumber" -> relative.oldNumber = text;
            default -> relative.nationality = text;
        }
    }

    private void take(Card.Correction correction, String member, String text) {
        correction.present = true;
        if (member.equals("importId")) {
            correction.importId = text;
        } else if (text.length() <= MAX_LINE_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            correction.line = Long.parseLong(text);
        } else {
            card.refuse(RejectCode.WRONG_TYPE, CardField.CORRECTS, "line");
        }
    }
}
