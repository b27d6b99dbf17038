package vn.dancu.population.referencedata;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.reference.AdministrativeUnit;
import vn.dancu.reference.CodeListHistory;
import vn.dancu.reference.Standing;
import vn.dancu.reference.Succession;
import vn.dancu.reference.Succession.Share;
import vn.dancu.reference.UnitHistory;
import vn.dancu.reference.UnitVersion;

/** Reads reference data from its tables. */
@Repository
class ReferenceTables {
    private final JdbcClient jdbc;

    ReferenceTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Rises with whatever changes a snapshot. */
    long version() {
        return jdbc.sql("select coalesce(sum(version), 0) from reference_list")
                .query(Long.class)
                .single();
    }

    /** The version first: what changes meanwhile is seen at the next look. */
    ReferenceSnapshot load() {
        long version = version();
        UnitHistory units = units();
        return new ReferenceSnapshot(version, units, new Standing(units, decisions()), lists());
    }

    UnitHistory units() {
        // Types and parents repeat thousands of times; each is kept in memory once.
        Map<String, String> shared = new HashMap<>();
        List<UnitVersion> versions = new ArrayList<>(11_500);
        jdbc.sql(
                        """
                        select code, type, name, parent, lower(valid), upper(valid)
                        from administrative_unit
                        """)
                .query(
                        row -> {
                            versions.add(version(row, shared));
                        });
        List<Succession> successions =
                jdbc.sql(
                                "select from_code, to_code, at, share from unit_successor order by 1, 3, 2")
                        .query(
                                (row, n) ->
                                        new Succession(
                                                row.getString(1),
                                                row.getString(2),
                                                row.getObject(3, LocalDate.class),
                                                Share.valueOf(
                                                        row.getString(4).toUpperCase(Locale.ROOT))))
                        .list();
        return UnitHistory.of(versions, successions);
    }

    private static UnitVersion version(ResultSet row, Map<String, String> shared)
            throws SQLException {
        String parent = row.getString(4);
        return new UnitVersion(
                new AdministrativeUnit(
                        row.getString(1),
                        shared.computeIfAbsent(row.getString(2), text -> text),
                        row.getString(3),
                        parent == null ? null : shared.computeIfAbsent(parent, text -> text)),
                from(row.getObject(5, LocalDate.class)),
                to(row.getObject(6, LocalDate.class)));
    }

    private static LocalDate from(@Nullable LocalDate lower) {
        return lower == null ? UnitVersion.ALWAYS : lower;
    }

    private static LocalDate to(@Nullable LocalDate upper) {
        return upper == null ? UnitVersion.STILL : upper;
    }

    Map<ReferenceList, CodeListHistory> lists() {
        Map<ReferenceList, List<CodeListHistory.Item>> items = new EnumMap<>(ReferenceList.class);
        for (ReferenceList list : ReferenceList.values()) {
            if (list.isCodeList()) {
                items.put(list, new ArrayList<>());
            }
        }
        jdbc.sql(
                        """
                        select list, code, name, lower(valid), upper(valid)
                        from code_list_item order by list, position, valid
                        """)
                .query(
                        row -> {
                            var item =
                                    new CodeListHistory.Item(
                                            row.getString(2),
                                            row.getString(3),
                                            from(row.getObject(4, LocalDate.class)),
                                            to(row.getObject(5, LocalDate.class)));
                            ReferenceList.named(row.getString(1))
                                    .map(items::get)
                                    .ifPresent(list -> list.add(item));
                        });
        Map<ReferenceList, CodeListHistory> lists = new EnumMap<>(ReferenceList.class);
        items.forEach(
                (list, known) ->
                        lists.put(list, CodeListHistory.of(known, list.hasTwoDigitForms())));
        return lists;
    }

    private Map<Standing.Ended, Set<String>> decisions() {
        Map<Standing.Ended, Set<String>> decisions = new HashMap<>();
        jdbc.sql(
                        """
                        select unit_code, ended_at, units from territory_question
                        where state = 'DECIDED'
                        """)
                .query(
                        row -> {
                            decisions.put(
                                    new Standing.Ended(
                                            row.getString(1), row.getObject(2, LocalDate.class)),
                                    Set.copyOf(texts(row.getArray(3))));
                        });
        return decisions;
    }

    static List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
