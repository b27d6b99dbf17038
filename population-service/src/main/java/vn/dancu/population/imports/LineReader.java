package vn.dancu.population.imports;

/** Reads lines of one format into a {@link Card}, which is valid until the next call. */
sealed interface LineReader permits CardReader, CsvCardReader {
    /** The card of a line in UTF-8; it may be refused already. */
    Card read(byte[] bytes, int offset, int length);

    /** The card of a line that is longer than any may be. */
    Card tooLong();

    /** The card of a line that cannot be read at all. */
    Card malformed();
}
