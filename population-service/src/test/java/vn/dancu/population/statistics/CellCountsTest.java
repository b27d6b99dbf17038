package vn.dancu.population.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CellCountsTest {
    private static Map<Integer, Integer> counted(CellCounts counts) {
        Map<Integer, Integer> cells = new HashMap<>();
        counts.forEach(cells::put);
        return cells;
    }

    @Property(tries = 200)
    void whatIsPackedIsCountedInItsFiveCells(
            @ForAll @IntRange(min = 0, max = 99) int residence,
            @ForAll @IntRange(min = 0, max = 99) int registration,
            @ForAll @IntRange(min = 0, max = 2) int sex,
            @ForAll @IntRange(min = 1800, max = 2399) int year,
            @ForAll @IntRange(min = 0, max = 12) int month,
            @ForAll @IntRange(min = 1, max = 99) int ethnicity,
            @ForAll @IntRange(min = 0, max = 3) int marital) {
        var counts = new CellCounts();
        counts.addLiving(
                CellCounts.pack(
                        "%02d".formatted(residence),
                        "%02d".formatted(registration),
                        sex,
                        year,
                        month,
                        Integer.toString(ethnicity),
                        marital));
        assertThat(counted(counts))
                .containsOnlyKeys(
                        Kind.PYRAMID.cell(residence, year, sex),
                        Kind.ETHNICITY.cell(residence, 0, ethnicity),
                        Kind.MARITAL_STATUS.cell(residence, sex, marital),
                        Kind.BIRTHS.cell(registration, year, month),
                        Kind.STATUS.cell(residence, 0, 1))
                .allSatisfy((cell, amount) -> assertThat(amount).isOne());
    }

    @Property(tries = 100)
    void countsAreTheSumHoweverManyCellsThereAre(
            @ForAll @Size(max = 400) List<@IntRange(min = 1900, max = 2030) Integer> years) {
        var counts = new CellCounts();
        Map<Integer, Integer> expected = new HashMap<>();
        for (int year : years) {
            counts.addLiving(CellCounts.pack(null, "01", 1, year, 0, "?", 0));
            expected.merge(Kind.PYRAMID.cell(0, year, 1), 1, Integer::sum);
            expected.merge(Kind.BIRTHS.cell(1, year, 0), 1, Integer::sum);
            expected.merge(Kind.ETHNICITY.cell(0, 0, 99), 1, Integer::sum);
            expected.merge(Kind.MARITAL_STATUS.cell(0, 1, 0), 1, Integer::sum);
            expected.merge(Kind.STATUS.cell(0, 0, 1), 1, Integer::sum);
        }
        assertThat(counted(counts)).isEqualTo(expected);
    }
}
