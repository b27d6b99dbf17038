package vn.dancu.population.referencedata;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Writes what an edition changes: rows end on its day and others begin. */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
class EditionWriter {
    private static final int BATCH = 1_000;

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    EditionWriter(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** Gives the new version of the list. */
    long write(UUID editionId, ReferenceList list, LocalDate at, Difference.Plan plan) {
        if (list.isCodeList()) {
            endItems(list, at, plan);
            beginItems(editionId, list, at, plan);
        } else {
            endUnits(at, plan);
            beginUnits(editionId, at, plan);
            linkUnits(editionId, plan);
            askAboutSplits(editionId, at, plan);
        }
        return jdbc.sql(
                        """
                        update reference_list set version = version + 1, last_applied = :at
                        where list = :list returning version
                        """)
                .param("at", at)
                .param("list", list.wireName())
                .query(Long.class)
                .single();
    }

    private void endUnits(LocalDate at, Difference.Plan plan) {
        int ended =
                jdbc.sql(
                                """
                                update administrative_unit
                                set valid = daterange(lower(valid), :at)
                                where code = any(:codes) and valid @> cast(:at as date)
                                """)
                        .param("at", at)
                        .param("codes", plan.ended().toArray(String[]::new))
                        .update();
        requireAll(ended, plan);
    }

    private void endItems(ReferenceList list, LocalDate at, Difference.Plan plan) {
        int ended =
                jdbc.sql(
                                """
                                update code_list_item set valid = daterange(lower(valid), :at)
                                where list = :list and code = any(:codes)
                                  and valid @> cast(:at as date)
                                """)
                        .param("at", at)
                        .param("list", list.wireName())
                        .param("codes", plan.ended().toArray(String[]::new))
                        .update();
        requireAll(ended, plan);
    }

    private static void requireAll(int ended, Difference.Plan plan) {
        if (ended != plan.ended().size()) {
            throw new IllegalStateException("a row that was to end does not hold");
        }
    }

    private void beginUnits(UUID editionId, LocalDate at, Difference.Plan plan) {
        batches.batchUpdate(
                """
                insert into administrative_unit (code, level, type, name, parent, valid, edition_id)
                values (?, ?, ?, ?, ?, daterange(?, null), ?)
                """,
                plan.begun(),
                BATCH,
                (insert, row) -> {
                    insert.setString(1, row.code());
                    insert.setString(2, Level.of(row.code()).wireName());
                    insert.setString(3, row.type());
                    insert.setString(4, row.name());
                    insert.setString(5, row.parent());
                    insert.setObject(6, at);
                    insert.setObject(7, editionId);
                });
    }

    private void beginItems(
            UUID editionId, ReferenceList list, LocalDate at, Difference.Plan plan) {
        int last =
                jdbc.sql(
                                """
                                select coalesce(max(position), 0) from code_list_item
                                where list = :list
                                """)
                        .param("list", list.wireName())
                        .query(Integer.class)
                        .single();
        int[] position = {last};
        batches.batchUpdate(
                """
                insert into code_list_item (list, code, name, position, valid, edition_id)
                values (?, ?, ?,
                    coalesce((select max(position) from code_list_item where list = ? and code = ?),
                        ?),
                    daterange(?, null), ?)
                """,
                plan.begun(),
                BATCH,
                (insert, row) -> {
                    insert.setString(1, list.wireName());
                    insert.setString(2, row.code());
                    insert.setString(3, row.name());
                    insert.setString(4, list.wireName());
                    insert.setString(5, row.code());
                    insert.setInt(6, ++position[0]);
                    insert.setObject(7, at);
                    insert.setObject(8, editionId);
                });
    }

    private void linkUnits(UUID editionId, Difference.Plan plan) {
        batches.batchUpdate(
                """
                insert into unit_successor (from_code, at, to_code, share, edition_id)
                values (?, ?, ?, ?, ?)
                """,
                plan.successions(),
                BATCH,
                (insert, line) -> {
                    insert.setString(1, line.from());
                    insert.setObject(2, line.at());
                    insert.setString(3, line.to());
                    insert.setString(4, line.share().name().toLowerCase(Locale.ROOT));
                    insert.setObject(5, editionId);
                });
    }

    private void askAboutSplits(UUID editionId, LocalDate at, Difference.Plan plan) {
        batches.batchUpdate(
                """
                insert into territory_question (question_id, unit_code, ended_at, unit_name,
                    candidates, edition_id, state, version)
                values (?, ?, ?, ?, ?, ?, 'OPEN', 1)
                """,
                plan.split(),
                BATCH,
                (insert, split) -> question(insert, split, editionId, at));
    }

    private static void question(
            PreparedStatement insert, Difference.Split split, UUID editionId, LocalDate at)
            throws SQLException {
        insert.setObject(1, UUID.randomUUID());
        insert.setString(2, split.code());
        insert.setObject(3, at);
        insert.setString(4, split.name());
        insert.setArray(5, insert.getConnection().createArrayOf("text", split.parts().toArray()));
        insert.setObject(6, editionId);
    }
}
