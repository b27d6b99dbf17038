package vn.dancu.platform.seals;

import java.util.regex.Pattern;

/**
 * A table whose rows are never changed and which is sealed: declare it as a bean. It needs a column
 * {@code written_in bigint default (pg_current_xact_id()::text::bigint)} with a block range index,
 * and a primary key, which orders the rows of one transaction.
 *
 * @param name of the table, also the name of its chain
 */
public record SealedTable(String name) {
    private static final Pattern IDENTIFIER = Pattern.compile("[a-z_]+");

    public SealedTable {
        if (!IDENTIFIER.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a table");
        }
    }
}
