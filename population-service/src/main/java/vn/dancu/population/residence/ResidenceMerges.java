package vn.dancu.population.residence;

import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import vn.dancu.population.merge.MergeObserver;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;

/**
 * The periods of a record that is merged go on with the other one, if that one said nothing of its
 * own about where the person lives; else they stay where they are, for whoever reads the closed
 * record. Undone, they are the closed record's alone again.
 */
@Component
class ResidenceMerges implements MergeObserver {
    private final ResidenceTable table;
    private final Persons persons;

    ResidenceMerges(ResidenceTable table, Persons persons) {
        this.table = table;
        this.persons = persons;
    }

    @Override
    public void recorded(Merged merged) {
        PersonRecord survivor = persons.find(merged.survivorId()).orElseThrow();
        PersonRecord source = persons.find(merged.sourceId()).orElseThrow();
        boolean sameLines =
                Stream.of(ResidenceKind.values())
                        .filter(ResidenceKind::onRecord)
                        .allMatch(
                                kind ->
                                        Objects.equals(
                                                ResidenceLines.onRecord(kind, survivor),
                                                ResidenceLines.onRecord(kind, source)));
        if (sameLines && table.rows(survivor.personId()).isEmpty()) {
            table.takeOver(survivor.personId(), source.personId());
        }
    }

    @Override
    public void undone(Merged merged) {
        UUID survivor = merged.survivorId();
        Set<UUID> taken = table.takenFrom(survivor, merged.sourceId());
        if (taken.isEmpty()) {
            return;
        }
        String evidence = "act " + merged.mergeId();
        for (ResidenceTable.Registered row : table.rows(survivor)) {
            Long end = row.endVersion();
            if (taken.contains(row.period().id()) && end != null) {
                persons.annul(survivor, end, Change.always("merge_undone", evidence));
            }
        }
        table.periods(survivor)
                .values()
                .forEach(
                        known -> {
                            Periods left = known;
                            for (Period period : known.periods()) {
                                if (taken.contains(period.id())) {
                                    left = left.without(period.id());
                                }
                            }
                            table.save(survivor, known, left);
                        });
    }
}
