package vn.dancu.population.statistics;

/** What is counted; the digits of a cell stand in the migration that makes the tables. */
enum Kind {
    PYRAMID(1),
    ETHNICITY(2),
    MARITAL_STATUS(3),
    BIRTHS(4),
    DEATHS(5),
    STATUS(6);

    private static final int PROVINCE = 1_000_000;
    private static final int KIND = 100 * PROVINCE;
    private static final int YEAR = 100;

    private final int digit;

    Kind(int digit) {
        this.digit = digit;
    }

    /**
     * @param year or what stands in its place
     */
    int cell(int province, int year, int code) {
        return digit * KIND + province * PROVINCE + year * YEAR + code;
    }

    /** The first cell of a province. */
    int first(int province) {
        return cell(province, 0, 0);
    }

    /** The last cell of a province. */
    int last(int province) {
        return first(province) + PROVINCE - 1;
    }

    static int year(int cell) {
        return cell % PROVINCE / YEAR;
    }

    static int code(int cell) {
        return cell % YEAR;
    }

    static int province(int cell) {
        return cell % KIND / PROVINCE;
    }
}
