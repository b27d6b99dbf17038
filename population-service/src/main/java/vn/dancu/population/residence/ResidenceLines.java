package vn.dancu.population.residence;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.dancu.population.record.Further;
import vn.dancu.population.record.Further.PlaceInWorld;
import vn.dancu.population.record.PersonDraft;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Place;

/** The lines of a record that say where the person is: information lines 10 to 12. */
final class ResidenceLines {
    private ResidenceLines() {}

    /** The id of the period that only the record tells of, from whatever day. */
    static UUID idOnRecord(ResidenceKind kind, UUID personId) {
        return UUID.nameUUIDFromBytes(
                (personId + "/" + kind.name()).getBytes(StandardCharsets.US_ASCII));
    }

    /** What is on record; nothing for a kind that has no line. */
    static @Nullable Where onRecord(ResidenceKind kind, PersonRecord person) {
        return switch (kind) {
            case PERMANENT -> at(person.permanentResidence());
            case TEMPORARY -> at(person.temporaryResidence());
            case CURRENT -> at(person.currentResidence());
            case ABSENCE -> {
                Further.TemporaryAbsence absence = person.further().temporaryAbsence();
                yield absence == null ? null : inWorld(absence.destination());
            }
            case ABROAD -> {
                PlaceInWorld abroad = person.further().residenceAbroad();
                yield abroad == null ? null : inWorld(abroad);
            }
            case STAY -> null;
        };
    }

    private static @Nullable Where at(@Nullable Place place) {
        return place == null ? null : Where.at(place);
    }

    private static Where inWorld(@Nullable PlaceInWorld there) {
        if (there == null) {
            return Where.UNSAID;
        }
        return there.place() != null
                ? Where.at(there.place())
                : new Where(null, there.country(), there.detail());
    }

    /** Writes a period that began. */
    static Consumer<PersonDraft> began(
            Period period, @Nullable LocalDate expectedEnd, @Nullable String reason) {
        Where where = period.where();
        return draft -> {
            switch (period.kind()) {
                case PERMANENT -> draft.permanentResidence = where.place();
                case TEMPORARY -> draft.temporaryResidence = where.place();
                case CURRENT -> draft.currentResidence = where.place();
                case ABROAD ->
                        draft.residenceAbroad =
                                new PlaceInWorld(
                                        Objects.requireNonNull(where.country()),
                                        null,
                                        where.detail());
                case ABSENCE ->
                        draft.temporaryAbsence =
                                new Further.TemporaryAbsence(
                                        Objects.requireNonNull(period.from()),
                                        expectedEnd,
                                        destination(where),
                                        reason);
                case STAY -> {}
            }
        };
    }

    private static @Nullable PlaceInWorld destination(Where where) {
        if (where.place() != null) {
            return new PlaceInWorld("VN", where.place(), null);
        }
        return where.country() == null
                ? null
                : new PlaceInWorld(where.country(), null, where.detail());
    }

    /** Writes that a period ended and none followed. */
    static Consumer<PersonDraft> ended(ResidenceKind kind) {
        return draft -> {
            switch (kind) {
                case PERMANENT -> draft.permanentResidence = null;
                case TEMPORARY -> draft.temporaryResidence = null;
                case CURRENT -> draft.currentResidence = null;
                case ABROAD -> draft.residenceAbroad = null;
                case ABSENCE -> draft.temporaryAbsence = null;
                case STAY -> {}
            }
        };
    }
}
