package vn.dancu.population.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** What was rejected and why, what a duplicate met, and what has corrected a line since. */
@Repository
class RejectReports {
    static final String CSV_HEADER =
            "line,code,pointer,detail,formBarcode,first.personId,first.importId,first.line,"
                    + "correctedBy.importId,correctedBy.line\r\n";

    private final JdbcClient jdbc;
    private final JsonMapper json;

    RejectReports(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** A line of a file. */
    record LineOf(UUID importId, long line) {}

    /**
     * The stored person that a duplicate met.
     *
     * @param importId and {@code line}: the card, if the person came with an import
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record First(UUID personId, @Nullable UUID importId, @Nullable Long line) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reject(
            long line,
            String code,
            @Nullable String pointer,
            String detail,
            @Nullable String formBarcode,
            @Nullable First first,
            @Nullable LineOf correctedBy) {}

    /**
     * @param after line of the last one that was seen
     */
    List<Reject> page(UUID importId, long after, int limit) {
        return jdbc.sql(
                        """
                        select r.line, r.code, r.pointer, r.form_barcode, r.first_person,
                            (select i.import_id from import i where i.import_id =
                                (left(r.first_person::text, 26) || '0000000000')::uuid) first_import,
                            c.by_import, c.by_line,
                            case when r.code not in ('duplicate_barcode', 'duplicate_person')
                                then b.person_id end corrected_person
                        from import_reject r
                        left join import_correction c
                            on c.import_id = r.import_id and c.line = r.line
                        left join person_by_barcode b on b.barcode = r.form_barcode
                        where r.import_id = :id and r.line > :after
                        order by r.line limit :limit
                        """)
                .param("id", importId)
                .param("after", after)
                .param("limit", limit)
                .query(RejectReports::row)
                .list();
    }

    private static Reject row(ResultSet row, int n) throws SQLException {
        RejectCode code = RejectCode.ofCode(row.getString("code"));
        UUID first = row.getObject("first_person", UUID.class);
        UUID firstImport = row.getObject("first_import", UUID.class);
        UUID by = row.getObject("by_import", UUID.class);
        UUID byPerson = row.getObject("corrected_person", UUID.class);
        LineOf corrected = null;
        if (by != null) {
            corrected = new LineOf(by, row.getLong("by_line"));
        } else if (byPerson != null) {
            corrected =
                    new LineOf(TimeOrderedIds.importOf(byPerson), TimeOrderedIds.lineOf(byPerson));
        }
        return new Reject(
                row.getLong("line"),
                code.code(),
                row.getString("pointer"),
                code.detail(),
                row.getString("form_barcode"),
                first == null
                        ? null
                        : new First(
                                first,
                                firstImport,
                                firstImport == null ? null : TimeOrderedIds.lineOf(first)),
                corrected);
    }

    /** A record of the report as CSV. */
    static String csv(Reject reject) {
        First first = reject.first();
        LineOf corrected = reject.correctedBy();
        return String.join(
                        ",",
                        cell(reject.line()),
                        cell(reject.code()),
                        cell(reject.pointer()),
                        cell(reject.detail()),
                        cell(reject.formBarcode()),
                        cell(first == null ? null : first.personId()),
                        cell(first == null ? null : first.importId()),
                        cell(first == null ? null : first.line()),
                        cell(corrected == null ? null : corrected.importId()),
                        cell(corrected == null ? null : corrected.line()))
                + "\r\n";
    }

    private static String cell(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        return text.indexOf(',') < 0 && text.indexOf('"') < 0
                ? text
                : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** The quality of what an import has written so far, summed over its chunks. */
    Quality quality(UUID importId) {
        Quality[] sum = {Quality.NONE};
        int chunk = -1;
        while (true) {
            List<Counted> page = chunks(importId, chunk);
            if (page.isEmpty()) {
                return sum[0];
            }
            for (Counted counted : page) {
                sum[0] = sum[0].plus(json.readValue(counted.quality(), Quality.class));
                chunk = counted.chunk();
            }
        }
    }

    private record Counted(int chunk, String quality) {}

    private List<Counted> chunks(UUID importId, int after) {
        return jdbc.sql(
                        """
                        select chunk, quality::text quality from import_chunk
                        where import_id = :id and chunk > :after and quality is not null
                            and written_at is not null
                        order by chunk limit 500
                        """)
                .param("id", importId)
                .param("after", after)
                .query(Counted.class)
                .list();
    }
}
