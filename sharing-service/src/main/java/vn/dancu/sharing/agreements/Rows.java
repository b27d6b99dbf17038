package vn.dancu.sharing.agreements;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How typed values of this service lie in columns. */
final class Rows {
    private Rows() {}

    static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    /** In a stable order, so that equal sets are stored alike. */
    static <T> String[] array(Collection<T> values, Function<T, String> text) {
        return values.stream().map(text).sorted().toArray(String[]::new);
    }

    static <T> Set<T> set(ResultSet row, String column, Function<String, T> read)
            throws SQLException {
        String[] texts = (String[]) row.getArray(column).getArray();
        return List.of(texts).stream().map(read).collect(Collectors.toUnmodifiableSet());
    }
}
