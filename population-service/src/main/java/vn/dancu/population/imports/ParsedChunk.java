package vn.dancu.population.imports;

import java.util.List;
import java.util.Set;

/**
 * Consecutive lines of a file that are decided, numbered and written together.
 *
 * @param firstLine number of the first line, blank or not
 * @param nextLine number of the line after the last
 * @param fromByte where the first line starts
 * @param toByte where the line after the last starts
 * @param lines the counted lines
 * @param rows the encoded rows of the sound ones
 * @param syllables that the names of the sound ones are made of, without marks
 * @param notes what reports need of the counted lines
 */
record ParsedChunk(
        long firstLine,
        long nextLine,
        long fromByte,
        long toByte,
        List<CardLine> lines,
        RowBytes rows,
        Set<String> syllables,
        LineNotes notes) {
    /** A chunk of which nothing needs to be reported. */
    ParsedChunk(
            long firstLine,
            long nextLine,
            long fromByte,
            long toByte,
            List<CardLine> lines,
            RowBytes rows,
            Set<String> syllables) {
        this(firstLine, nextLine, fromByte, toByte, lines, rows, syllables, new LineNotes(0));
    }
}
