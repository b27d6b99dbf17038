package vn.dancu.population.imports;

/** How a file holds its cards. */
enum CardFormat {
    /** One JSON object on each line. */
    NDJSON("application/x-ndjson"),
    /** RFC 4180 with a header of column names. */
    CSV("text/csv");

    private final String mediaType;

    CardFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }
}
