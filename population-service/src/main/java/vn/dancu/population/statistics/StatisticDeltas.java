package vn.dancu.population.statistics;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.RecordListener;

/**
 * Appends what a transaction changes in the counts, as one row that nobody else touches: whoever
 * changes the register never waits for another because of statistics.
 */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
public class StatisticDeltas implements RecordListener {
    private final JdbcClient jdbc;

    StatisticDeltas(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void recorded(@Nullable PersonRecord before, PersonRecord after) {
        var counts = new CellCounts();
        if (before != null) {
            counts.add(before, -1);
        }
        counts.add(after, 1);
        append(counts);
    }

    /** Appends what was gathered, if anything changes. */
    public void append(CellCounts counts) {
        int[][] arrays = counts.arrays();
        if (arrays[0].length == 0) {
            return;
        }
        jdbc.sql("insert into statistic_delta (cells, amounts) values (:cells, :amounts)")
                .param("cells", arrays[0])
                .param("amounts", arrays[1])
                .update();
    }

    /**
     * Takes people out of the counts, as they stand; to be called before they are removed as a
     * whole, when an import is taken back.
     */
    public void takeAway(List<UUID> personIds) {
        jdbc.sql(
                        """
                        insert into statistic_delta (cells, amounts)
                        select array_agg(cell), array_agg(-people)
                        from (select cell, count(*)::integer as people from person_cell
                              where person_id = any (:ids) group by cell) gone
                        having count(*) > 0
                        """)
                .param("ids", personIds.toArray(UUID[]::new))
                .update();
    }
}
