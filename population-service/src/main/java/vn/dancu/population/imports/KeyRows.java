package vn.dancu.population.imports;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** Rows of the tables that are keyed by a value: number, old number or barcode, and the person. */
record KeyRows(String table, String columns, List<Entry> entries) {
    /** One row. */
    record Entry(String key, UUID personId) {}

    static KeyRows barcodes() {
        return new KeyRows("person_by_barcode", "barcode, person_id", new ArrayList<>());
    }

    static KeyRows numbers() {
        return new KeyRows("person_by_number", "number, person_id", new ArrayList<>());
    }

    static KeyRows oldNumbers() {
        return new KeyRows("person_by_old_number", "old_number, person_id", new ArrayList<>());
    }

    void add(String key, UUID personId) {
        entries.add(new Entry(key, personId));
    }

    /** In the order of the keys: transactions that meet wait, and never for each other. */
    void copy(Connection connection) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        entries.sort(Comparator.comparing(Entry::key));
        try (var copy = BinaryCopy.into(connection, table, columns)) {
            for (Entry entry : entries) {
                copy.row().fields(2);
                copy.row().text(entry.key());
                copy.row().uuid(entry.personId());
                copy.endRow();
            }
            copy.finish();
        }
    }
}
