package vn.dancu.population.imports;

/**
 * Tells where a record of CSV ends, byte by byte (RFC 4180): a line end within quotes belongs to
 * the record. Works on bytes, because a checkpoint is a byte; in all accepted encodings quotes,
 * commas and line ends are those of ASCII.
 */
final class CsvCutter {
    private enum Place {
        CELL_START,
        PLAIN,
        QUOTED,
        /** After a quote within quotes: it ends them or is the first of two. */
        QUOTE
    }

    private Place place = Place.CELL_START;
    private boolean broken;
    private int lines;

    void restart() {
        place = Place.CELL_START;
        broken = false;
        lines = 0;
    }

    /** Takes the next byte and says whether it is the line end that ends the record. */
    boolean ends(byte b) {
        if (b == '\n') {
            if (place == Place.QUOTED) {
                lines++;
                return false;
            }
            return true;
        }
        switch (place) {
            case CELL_START ->
                    place = b == '"' ? Place.QUOTED : b == ',' ? Place.CELL_START : Place.PLAIN;
            case PLAIN -> {
                broken |= b == '"';
                place = b == ',' ? Place.CELL_START : Place.PLAIN;
            }
            case QUOTED -> place = b == '"' ? Place.QUOTE : Place.QUOTED;
            case QUOTE -> afterQuote(b);
        }
        return false;
    }

    private void afterQuote(byte b) {
        switch (b) {
            case '"' -> place = Place.QUOTED;
            case ',' -> place = Place.CELL_START;
            case '\r' -> {} // before the line end; anywhere else the next byte breaks it
            default -> {
                broken = true;
                place = Place.PLAIN;
            }
        }
    }

    /** Whether quotes stand where none may. */
    boolean isBroken() {
        return broken;
    }

    /** Whether quotes are open. */
    boolean isQuoted() {
        return place == Place.QUOTED;
    }

    /** Line ends within quotes so far. */
    int lines() {
        return lines;
    }
}
