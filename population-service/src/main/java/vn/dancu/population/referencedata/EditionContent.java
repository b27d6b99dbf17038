package vn.dancu.population.referencedata;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import vn.dancu.reference.AdministrativeUnit;
import vn.dancu.reference.Succession;

/** A file whose form is right: what it means is for {@link Difference}. */
record EditionContent(
        ReferenceList list,
        String title,
        String source,
        LocalDate appliesAt,
        Set<Level> levels,
        List<AdministrativeUnit> units,
        List<Succession> successions,
        List<Item> items) {
    EditionContent {
        levels = Set.copyOf(levels);
        units = List.copyOf(units);
        successions = List.copyOf(successions);
        items = List.copyOf(items);
    }

    record Item(String code, String name) {}
}
