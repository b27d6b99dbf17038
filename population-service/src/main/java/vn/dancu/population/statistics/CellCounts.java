package vn.dancu.population.statistics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PartialDate;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Place;

/**
 * What people add to the counts, gathered for one transaction. A table of ints rather than a map: a
 * chunk of an import adds up tens of thousands of cells.
 */
public final class CellCounts {
    private static final int FREE = 0;
    private static final int SMALLEST = 16;
    private static final int UNKNOWN_ETHNICITY = 99;
    private static final int ALIVE = 1;
    private static final int DEAD = 2;
    private static final int MISSING = 3;

    private int[] cells = new int[SMALLEST];
    private int[] amounts = new int[SMALLEST];
    private int used;

    /**
     * What counts of a living person, packed into a long: an import has millions of them.
     *
     * @param residence two digits of the province of permanent residence, if there is one
     * @param registration two digits of the province of birth registration
     * @param month 0 where not known
     */
    public static long pack(
            @Nullable String residence,
            String registration,
            int sex,
            int year,
            int month,
            String ethnicity,
            int maritalStatus) {
        long packed = province(residence);
        packed = packed * 100 + province(registration);
        packed = packed * 10 + sex;
        packed = packed * 10_000 + year;
        packed = packed * 100 + month;
        packed = packed * 100 + ethnicity(ethnicity);
        return packed * 10 + maritalStatus;
    }

    /** Counts a living person by what {@link #pack} made. */
    public void addLiving(long packed) {
        int marital = (int) (packed % 10);
        int ethnicity = (int) (packed / 10 % 100);
        int month = (int) (packed / 1_000 % 100);
        int year = (int) (packed / 100_000 % 10_000);
        int sex = (int) (packed / 1_000_000_000 % 10);
        int registration = (int) (packed / 10_000_000_000L % 100);
        int residence = (int) (packed / 1_000_000_000_000L);
        living(residence, sex, year, ethnicity, marital, 1);
        add(Kind.BIRTHS.cell(registration, year, month), 1);
    }

    /** Adds ({@code amount} 1) or takes away (-1) what a person counts for. */
    public void add(PersonRecord person, int amount) {
        if (person.hasEnded()) {
            return; // merged into another record, or cancelled: nobody
        }
        int residence = province(person.permanentResidence());
        PartialDate birth = person.dateOfBirth();
        switch (person.status()) {
            case ALIVE ->
                    living(
                            residence,
                            person.sex().code(),
                            birth.year(),
                            ethnicity(person.ethnicity()),
                            person.maritalStatus(),
                            amount);
            case DEAD -> {
                add(Kind.STATUS.cell(residence, 0, DEAD), amount);
                PersonRecord.Death death = person.death();
                int year = death == null ? 0 : death.date().year();
                int month = death == null ? 0 : death.date().month();
                add(Kind.DEATHS.cell(residence, year, month), amount);
            }
            case MISSING -> add(Kind.STATUS.cell(residence, 0, MISSING), amount);
        }
        int registration = province(person.birthRegistrationPlace());
        add(Kind.BIRTHS.cell(registration, birth.year(), birth.month()), amount);
    }

    private void living(
            int residence, int sex, int year, int ethnicity, int maritalStatus, int amount) {
        add(Kind.PYRAMID.cell(residence, year, sex), amount);
        add(Kind.ETHNICITY.cell(residence, 0, ethnicity), amount);
        add(Kind.MARITAL_STATUS.cell(residence, sex, maritalStatus), amount);
        add(Kind.STATUS.cell(residence, 0, ALIVE), amount);
    }

    private static int province(@Nullable Place place) {
        return place == null ? 0 : province(place.province());
    }

    private static int province(@Nullable String code) {
        return code == null || code.isEmpty() ? 0 : Integer.parseInt(code, 0, 2, 10);
    }

    private static int ethnicity(String code) {
        if (code.isEmpty()
                || code.length() > 2
                || !code.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return UNKNOWN_ETHNICITY;
        }
        return Integer.parseInt(code);
    }

    private void add(int cell, int amount) {
        if (2 * used >= cells.length) {
            grow();
        }
        int at = slot(cells, cell);
        if (cells[at] == FREE) {
            cells[at] = cell;
            used++;
        }
        amounts[at] += amount;
    }

    private static int slot(int[] table, int cell) {
        int mask = table.length - 1;
        int at = (cell * 0x9E3779B1) >>> 7 & mask;
        while (table[at] != FREE && table[at] != cell) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        int[] oldCells = cells;
        int[] oldAmounts = amounts;
        cells = new int[oldCells.length * 2];
        amounts = new int[oldCells.length * 2];
        for (int i = 0; i < oldCells.length; i++) {
            if (oldCells[i] != FREE) {
                int at = slot(cells, oldCells[i]);
                cells[at] = oldCells[i];
                amounts[at] = oldAmounts[i];
            }
        }
    }

    /** Calls back for each cell that changes. */
    void forEach(EachCell action) {
        for (int i = 0; i < cells.length; i++) {
            if (cells[i] != FREE && amounts[i] != 0) {
                action.accept(cells[i], amounts[i]);
            }
        }
    }

    /** A cell and what is added to it. */
    interface EachCell {
        void accept(int cell, int amount);
    }

    /** The cells that change and by how much, in two arrays of equal length. */
    int[][] arrays() {
        int[][] both = new int[2][used];
        int[] length = {0};
        forEach(
                (cell, amount) -> {
                    both[0][length[0]] = cell;
                    both[1][length[0]++] = amount;
                });
        return new int[][] {Arrays.copyOf(both[0], length[0]), Arrays.copyOf(both[1], length[0])};
    }
}
