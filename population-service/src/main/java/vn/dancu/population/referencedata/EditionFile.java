package vn.dancu.population.referencedata;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A new edition of a list, as its file says: {@code
 * contracts/population/reference-edition.schema.json}. What may be absent in a malformed file is
 * nullable here; {@link EditionReader} refuses it.
 *
 * @param levels of administrative units: the levels that the file lists completely
 * @param units all units of those levels, of which the unchanged ones are in force already
 * @param successions what became of units that end, and of those that gave a part away
 * @param items of a code list: all of its codes
 */
record EditionFile(
        @Nullable String list,
        @Nullable String title,
        @Nullable String source,
        @Nullable LocalDate appliesAt,
        @Nullable List<@Nullable String> levels,
        @Nullable List<@Nullable Unit> units,
        @Nullable List<@Nullable SuccessionLine> successions,
        @Nullable List<@Nullable Item> items) {

    record Unit(
            @Nullable String code,
            @Nullable String type,
            @Nullable String name,
            @Nullable String parent) {}

    /**
     * @param share {@code whole} or {@code part}
     */
    record SuccessionLine(@Nullable String from, @Nullable String to, @Nullable String share) {}

    record Item(@Nullable String code, @Nullable String name) {}
}
