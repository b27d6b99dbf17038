package vn.dancu.population.residence;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Place;

/**
 * A period as it is answered.
 *
 * @param current whether it holds today
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ResidenceView(
        UUID residenceId,
        ResidenceKind kind,
        @Nullable Place place,
        @Nullable String country,
        @Nullable String detail,
        @Nullable LocalDate from,
        @Nullable LocalDate until,
        @Nullable LocalDate expectedEnd,
        @Nullable String reason,
        @Nullable String evidence,
        boolean current) {

    static List<ResidenceView> of(
            PersonRecord person, List<ResidenceTable.Registered> rows, LocalDate today) {
        List<ResidenceView> views = new ArrayList<>();
        for (ResidenceKind kind : ResidenceKind.values()) {
            List<ResidenceTable.Registered> ofKind =
                    rows.stream().filter(row -> row.period().kind() == kind).toList();
            Periods periods =
                    new Periods(ofKind.stream().map(ResidenceTable.Registered::period).toList());
            Where onRecord = ResidenceLines.onRecord(kind, person);
            ofKind.forEach(row -> views.add(of(periods, row, today)));
            if (onRecord != null && ofKind.isEmpty()) {
                views.add(
                        new ResidenceView(
                                ResidenceLines.idOnRecord(kind, person.personId()),
                                kind,
                                onRecord.place(),
                                onRecord.country(),
                                onRecord.detail(),
                                null,
                                null,
                                null,
                                null,
                                null,
                                true));
            }
        }
        return views;
    }

    private static ResidenceView of(
            Periods periods, ResidenceTable.Registered row, LocalDate today) {
        Period held = periods.find(row.period().id()).orElseThrow();
        return new ResidenceView(
                held.id(),
                held.kind(),
                held.where().place(),
                held.where().country(),
                held.where().detail(),
                held.from(),
                held.until(),
                row.papers().expectedEnd(),
                row.papers().reason(),
                row.papers().evidence(),
                held.covers(today));
    }
}
