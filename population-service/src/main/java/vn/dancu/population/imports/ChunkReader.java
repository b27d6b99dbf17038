package vn.dancu.population.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.Sex;
import vn.dancu.kernel.VietnameseText;
import vn.dancu.population.statistics.CellCounts;

/**
 * Cuts a file into chunks of parsed lines from a checkpoint on. Holds one buffer and the chunk in
 * hand, whatever the file holds: a line over the limit is passed over, not kept.
 */
final class ChunkReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int ROW_BYTES_GUESS = 640;

    private final InputStream in;
    private final UUID importId;
    private final CardRules rules;
    private final LocalDate today;
    private final CardReader cards = new CardReader();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int end;
    private int lineEnd;
    private boolean lineHasEnd;
    private long nextByte;
    private long nextLine;
    private Set<String> syllables = new HashSet<>();

    private ChunkReader(
            InputStream in,
            UUID importId,
            CardRules rules,
            LocalDate today,
            long fromByte,
            long firstLine) {
        this.in = in;
        this.importId = importId;
        this.rules = rules;
        this.today = today;
        this.nextByte = fromByte;
        this.nextLine = firstLine;
    }

    static ChunkReader open(
            Path file, UUID importId, CardRules rules, LocalDate today, long byteAt, long lineAt)
            throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            channel.position(byteAt);
            return new ChunkReader(
                    Channels.newInputStream(channel), importId, rules, today, byteAt, lineAt);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * The next chunk, or nothing at the end of the file. It ends after so many counted lines, at
     * the first line end past so many bytes, or exactly at a given byte where it was decided
     * before.
     */
    @Nullable ParsedChunk next(int maxLines, long maxBytes) throws IOException {
        return next(maxLines, maxBytes, Long.MAX_VALUE);
    }

    @Nullable ParsedChunk again(long toByte) throws IOException {
        return next(Integer.MAX_VALUE, Long.MAX_VALUE, toByte);
    }

    private @Nullable ParsedChunk next(int maxLines, long maxBytes, long toByte)
            throws IOException {
        long firstLine = nextLine;
        long fromByte = nextByte;
        int guess = Math.min(maxLines, 8_192);
        List<CardLine> lines = new ArrayList<>(guess);
        RowBytes rows = new RowBytes(guess * ROW_BYTES_GUESS);
        syllables = new HashSet<>();
        while (lines.size() < maxLines
                && nextByte - fromByte < maxBytes
                && nextByte < toByte
                && fillLine()) {
            readLine(lines, rows);
        }
        return nextByte == fromByte
                ? null
                : new ParsedChunk(firstLine, nextLine, fromByte, nextByte, lines, rows, syllables);
    }

    /** Makes {@code start..lineEnd} the next line, or as much of it as proves it too long. */
    private boolean fillLine() throws IOException {
        int scan = start;
        while (true) {
            for (; scan < end; scan++) {
                if (buffer[scan] == '\n') {
                    lineEnd = scan;
                    lineHasEnd = true;
                    return true;
                }
            }
            if (end - start > CardReader.MAX_LINE_BYTES + 1) {
                lineEnd = end;
                lineHasEnd = false;
                return true;
            }
            scan -= start;
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                lineEnd = end;
                lineHasEnd = false;
                return end > start;
            }
            end += read;
        }
    }

    private void readLine(List<CardLine> lines, RowBytes rows) throws IOException {
        int length = lineEnd - start;
        boolean atEndOfFile = !lineHasEnd && length <= CardReader.MAX_LINE_BYTES + 1;
        if (length > 0 && buffer[lineEnd - 1] == '\r') {
            length--;
        }
        if (length > CardReader.MAX_LINE_BYTES) {
            lines.add(counted(cards.tooLong(), rows));
            if (!lineHasEnd && !atEndOfFile) {
                skipLine();
                return;
            }
        } else if (!isBlank(start, length)) {
            Card card = cards.read(buffer, start, length);
            rules.check(card, today);
            lines.add(counted(card, rows));
        }
        int consumed = lineEnd - start + (lineHasEnd ? 1 : 0);
        start += consumed;
        nextByte += consumed;
        nextLine++;
    }

    /** Passes over the rest of a line that no buffer should hold. */
    private void skipLine() throws IOException {
        while (true) {
            for (int i = start; i < end; i++) {
                if (buffer[i] == '\n') {
                    nextByte += i + 1L - start;
                    start = i + 1;
                    nextLine++;
                    return;
                }
            }
            nextByte += end - start;
            start = 0;
            end = 0;
            int read = in.read(buffer, 0, buffer.length);
            if (read < 0) {
                nextLine++;
                return;
            }
            end = read;
        }
    }

    private boolean isBlank(int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private CardLine counted(Card card, RowBytes rows) {
        String barcode = card.text(CardField.FORM_BARCODE);
        RejectCode code = card.reject();
        if (code != null) {
            String readable = barcode != null && CardRules.isBarcode(barcode) ? barcode : null;
            return new CardLine.Refused(nextLine, code, card.pointer(), readable);
        }
        int birth = CardDate.parse(card.mandatory(CardField.DATE_OF_BIRTH));
        Sex sex = Sex.valueOf(card.mandatory(CardField.SEX));
        int rowStart = rows.length();
        String name = card.mandatory(CardField.NAME);
        String nameKey = VietnameseText.unaccentedKey(name);
        addSyllables(nameKey);
        UUID personId = TimeOrderedIds.person(importId, nextLine);
        PersonRow.append(rows, personId, card, nameKey, birth, sex);
        String province = card.place(CardField.BIRTH_REGISTRATION_PLACE).province;
        int birthOrder = card.integer(CardField.BIRTH_ORDER);
        return new CardLine.Sound(
                nextLine,
                card.mandatory(CardField.FORM_BARCODE),
                card.text(CardField.NUMBER),
                card.text(CardField.OLD_NUMBER),
                name,
                nameKey,
                birth,
                birthOrder == Card.ABSENT ? 0 : birthOrder,
                sex,
                province == null ? "" : province,
                card.place(CardField.ORIGIN).codes(),
                card.relative(CardField.MOTHER).name,
                card.isNormalised(),
                CellCounts.pack(
                        card.place(CardField.PERMANENT_RESIDENCE).province,
                        province == null ? "" : province,
                        sex.code(),
                        CardDate.year(birth),
                        CardDate.month(birth),
                        card.mandatory(CardField.ETHNICITY),
                        card.integer(CardField.MARITAL_STATUS)),
                rowStart,
                rows.length());
    }

    private void addSyllables(String nameKey) {
        int from = 0;
        for (int space = nameKey.indexOf(' '); space >= 0; space = nameKey.indexOf(' ', from)) {
            syllables.add(nameKey.substring(from, space));
            from = space + 1;
        }
        syllables.add(nameKey.substring(from));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
