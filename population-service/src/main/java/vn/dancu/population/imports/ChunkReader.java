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
import vn.dancu.population.record.Likenesses;
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
    private final LineReader cards;
    private final CardCharset charset;
    private final CsvCutter cutter = new CsvCutter();
    private final boolean csv;
    private final int headerBytes;
    private final int headerLines;
    private byte[] utf8 = new byte[0];
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int end;
    private int lineEnd;
    private boolean lineHasEnd;
    // What of a record of CSV is read as a card; and how many lines it takes.
    private boolean readable;
    private int linesTaken;
    private long nextByte;
    private long nextLine;
    private Set<String> syllables = new HashSet<>();

    private ChunkReader(
            InputStream in,
            UUID importId,
            CardRules rules,
            LocalDate today,
            CardCharset charset,
            CsvCardReader.@Nullable Header header,
            long fromByte,
            long firstLine) {
        this.in = in;
        this.charset = charset;
        this.csv = header != null;
        this.cards = header == null ? new CardReader() : new CsvCardReader(header.columns());
        this.headerBytes = header == null ? 0 : header.bytes();
        this.headerLines = header == null ? 0 : header.lines();
        this.importId = importId;
        this.rules = rules;
        this.today = today;
        this.nextByte = fromByte;
        this.nextLine = firstLine;
    }

    static ChunkReader open(
            Path file, UUID importId, CardRules rules, LocalDate today, long byteAt, long lineAt)
            throws IOException {
        return open(file, FileForm.PLAIN, importId, rules, today, byteAt, lineAt);
    }

    /**
     * @throws DamagedFileException if the header of a CSV file is not what it was
     */
    static ChunkReader open(
            Path file,
            FileForm form,
            UUID importId,
            CardRules rules,
            LocalDate today,
            long byteAt,
            long lineAt)
            throws IOException {
        CsvCardReader.Header header = null;
        if (form.format() == CardFormat.CSV) {
            try {
                header = CsvCardReader.header(file, form.charset());
            } catch (CsvColumns.HeaderException e) {
                throw new DamagedFileException("file_damaged");
            }
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            channel.position(byteAt);
            return new ChunkReader(
                    Channels.newInputStream(channel),
                    importId,
                    rules,
                    today,
                    form.charset(),
                    header,
                    byteAt,
                    lineAt);
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
        LineNotes notes = new LineNotes(guess);
        if (nextByte == 0 && headerBytes > 0) {
            in.skipNBytes(headerBytes);
            nextByte = headerBytes;
            nextLine += headerLines;
        }
        while (lines.size() < maxLines
                && nextByte - fromByte < maxBytes
                && nextByte < toByte
                && (csv ? fillRecord() : fillLine())) {
            readLine(lines, rows, notes);
        }
        return nextByte == fromByte
                ? null
                : new ParsedChunk(
                        firstLine, nextLine, fromByte, nextByte, lines, rows, syllables, notes);
    }

    /** Makes {@code start..lineEnd} the next line, or as much of it as proves it too long. */
    private boolean fillLine() throws IOException {
        int scan = start;
        while (true) {
            scan = Utf8.lineEnd(buffer, scan, end);
            if (scan < end) {
                cut(scan, true);
                return true;
            }
            if (end - start > CardReader.MAX_LINE_BYTES + 1) {
                cut(end, false);
                return true;
            }
            scan -= start;
            if (!fillBuffer()) {
                cut(end, false);
                return end > start;
            }
        }
    }

    private void cut(int at, boolean hasEnd) {
        lineEnd = at;
        lineHasEnd = hasEnd;
        readable = true;
        linesTaken = 1;
    }

    /** Moves what is left to the front and reads more behind it, if the file has more. */
    private boolean fillBuffer() throws IOException {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        int read = in.read(buffer, end, buffer.length - end);
        if (read < 0) {
            return false;
        }
        end += read;
        return true;
    }

    /**
     * As {@link #fillLine}, for a record that may go over several lines. Quotes that are never
     * closed spoil the line on which they open, not the cards after it.
     */
    private boolean fillRecord() throws IOException {
        cutter.restart();
        int scan = start;
        while (true) {
            for (; scan < end; scan++) {
                if (cutter.ends(buffer[scan])) {
                    cut(scan, true);
                    readable = !cutter.isBroken();
                    linesTaken = cutter.lines() + 1;
                    return true;
                }
            }
            boolean tooLong = end - start > CardReader.MAX_LINE_BYTES + 1;
            scan -= start;
            if (tooLong || !fillBuffer()) {
                boolean open = cutter.isQuoted();
                if (open && cutter.lines() > 0) {
                    cut(firstLineEnd(), true);
                } else {
                    cut(end, false);
                }
                readable = !open && !cutter.isBroken();
                return end > start;
            }
        }
    }

    private int firstLineEnd() {
        int at = start;
        while (buffer[at] != '\n') {
            at++;
        }
        return at;
    }

    private void readLine(List<CardLine> lines, RowBytes rows, LineNotes notes) throws IOException {
        int length = lineEnd - start;
        boolean atEndOfFile = !lineHasEnd && length <= CardReader.MAX_LINE_BYTES + 1;
        if (length > 0 && buffer[lineEnd - 1] == '\r') {
            length--;
        }
        if (length > CardReader.MAX_LINE_BYTES) {
            lines.add(counted(cards.tooLong(), rows, notes));
            if (!lineHasEnd && !atEndOfFile) {
                skipLine();
                return;
            }
        } else if (!isBlank(start, length)) {
            Card card = readCard(length);
            rules.check(card, today);
            lines.add(counted(card, rows, notes));
        }
        int consumed = lineEnd - start + (lineHasEnd ? 1 : 0);
        start += consumed;
        nextByte += consumed;
        nextLine += linesTaken;
    }

    private Card readCard(int length) {
        if (!readable) {
            return cards.malformed();
        }
        if (charset == CardCharset.UTF_8) {
            return cards.read(buffer, start, length);
        }
        if (utf8.length == 0) {
            utf8 = new byte[CardReader.MAX_LINE_BYTES * CardCharset.GROWTH];
        }
        int written = charset.toUtf8(buffer, start, length, utf8);
        return written < 0 ? cards.malformed() : cards.read(utf8, 0, written);
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

    private CardLine counted(Card card, RowBytes rows, LineNotes notes) {
        String barcode = card.text(CardField.FORM_BARCODE);
        RejectCode code = card.reject();
        if (code != null) {
            notes.add(collectedIn(card), 0);
            String form = barcode != null && CardRules.isBarcode(barcode) ? barcode : null;
            return new CardLine.Refused(nextLine, code, card.pointer(), form);
        }
        int birth = CardDate.parse(card.mandatory(CardField.DATE_OF_BIRTH));
        notes.add(collectedIn(card), InformationLine.complete(card, birth));
        noteCorrection(card, notes);
        Sex sex = Sex.valueOf(card.mandatory(CardField.SEX));
        int rowStart = rows.length();
        String name = card.mandatory(CardField.NAME);
        String nameKey = VietnameseText.unaccentedKey(name);
        addSyllables(nameKey);
        UUID personId = TimeOrderedIds.person(importId, nextLine);
        PersonRow.append(rows, personId, card, nameKey, birth, sex);
        int rowEnd = rows.length();
        RelativeRows.append(rows, personId, card);
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
                CardDate.isFull(birth) && sex != Sex.UNKNOWN
                        ? Likenesses.of(nameKey, birth, sex)
                        : null,
                rowStart,
                rowEnd,
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

    private String collectedIn(Card card) {
        return rules.collectingProvince(card, today).orElse(LineNotes.NO_PROVINCE);
    }

    private void noteCorrection(Card card, LineNotes notes) {
        Card.Correction correction = card.correction();
        if (correction.present && correction.importId != null) {
            notes.corrects(
                    new LineNotes.Correction(
                            nextLine, UUID.fromString(correction.importId), correction.line));
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
