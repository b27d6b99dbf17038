package vn.dancu.population.imports;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.Sex;
import vn.dancu.population.record.LifeStatus;
import vn.dancu.population.record.NumberStatus;

/**
 * A person's row in two parts: what the card says, encoded once while the card is read, and what is
 * known only after numbering.
 */
final class PersonRow {
    static final String COLUMNS =
            "person_id, version, status, old_number, name, name_key, birth_year, birth_month,"
                    + " birth_day, birth_order, sex, birth_registration, birth_registration_detail,"
                    + " origin, origin_detail, ethnicity, religion, nationality, marital_status,"
                    + " permanent, permanent_detail, temporary, temporary_detail, residing,"
                    + " residing_detail, blood_group, relatives, further,"
                    + " number, number_status, number_reason, registered_at, updated_at";
    private static final int FIELDS = 33;
    private static final long FIRST_VERSION = 1;
    private static final String NO_BLOOD_GROUP = "00";

    private PersonRow() {}

    /** Appends the part that follows from the card, up to {@code relatives}. */
    static void append(RowBytes row, UUID personId, Card card, String nameKey, int birth, Sex sex) {
        String name = card.mandatory(CardField.NAME);
        row.fields(FIELDS);
        row.uuid(personId);
        row.bigint(FIRST_VERSION);
        row.text(LifeStatus.ALIVE.name());
        row.text(card.text(CardField.OLD_NUMBER));
        row.text(name);
        row.text(nameKey);
        row.smallint(CardDate.year(birth));
        known(row, CardDate.month(birth));
        known(row, CardDate.day(birth));
        int order = card.integer(CardField.BIRTH_ORDER);
        known(row, order == Card.ABSENT ? 0 : order);
        row.smallint(sex.code());
        place(row, card.place(CardField.BIRTH_REGISTRATION_PLACE));
        place(row, card.place(CardField.ORIGIN));
        row.text(card.mandatory(CardField.ETHNICITY));
        row.text(card.mandatory(CardField.RELIGION));
        row.text(card.mandatory(CardField.NATIONALITY));
        row.smallint(card.integer(CardField.MARITAL_STATUS));
        place(row, card.place(CardField.PERMANENT_RESIDENCE));
        place(row, card.place(CardField.TEMPORARY_RESIDENCE));
        place(row, card.place(CardField.CURRENT_RESIDENCE));
        String blood = card.text(CardField.BLOOD_GROUP);
        row.text(NO_BLOOD_GROUP.equals(blood) ? null : blood);
        relatives(row, card);
        further(row, card);
    }

    /** Appends the rest. */
    static void complete(
            RowBytes row,
            @Nullable String number,
            NumberStatus status,
            @Nullable String reason,
            Instant now) {
        row.text(number);
        row.text(status.name());
        row.text(reason);
        row.timestamptz(now);
        row.timestamptz(now);
    }

    private static void known(RowBytes row, int value) {
        if (value == 0) {
            row.nullField();
        } else {
            row.smallint(value);
        }
    }

    private static void place(RowBytes row, Card.Place place) {
        if (!place.present || place.province == null) {
            row.nullField();
            row.nullField();
            return;
        }
        int at = row.begin();
        row.ascii(place.province);
        if (place.district != null) {
            row.ascii(place.district);
        }
        if (place.commune != null) {
            row.ascii(place.commune);
        }
        row.end(at);
        row.text(place.detail == null || place.detail.isEmpty() ? null : place.detail);
    }

    /** The JSON of {@link vn.dancu.population.record.Relatives}. */
    private static void relatives(RowBytes row, Card card) {
        int at = row.beginJsonb();
        char before = '{';
        before = relative(row, before, card, CardField.FATHER);
        before = relative(row, before, card, CardField.MOTHER);
        before = relative(row, before, card, CardField.SPOUSE);
        before = relative(row, before, card, CardField.REPRESENTATIVE);
        before = relative(row, before, card, CardField.HOUSEHOLD_HEAD);
        String relationship = card.text(CardField.RELATIONSHIP_TO_HEAD);
        if (relationship != null && !relationship.isEmpty()) {
            before = member(row, before, "relationshipToHead", relationship);
        }
        if (before == '{') {
            row.ascii('{');
        }
        row.ascii('}');
        row.end(at);
    }

    /** The JSON of {@link vn.dancu.population.record.Further}: what an old paper says of a date. */
    private static void further(RowBytes row, Card card) {
        String text = card.text(CardField.DATE_OF_BIRTH_TEXT);
        if (text == null || text.isEmpty()) {
            row.nullField();
            return;
        }
        int at = row.beginJsonb();
        member(row, '{', "dateOfBirthText", text);
        row.ascii('}');
        row.end(at);
    }

    private static char relative(RowBytes row, char before, Card card, CardField field) {
        Card.Relative relative = card.relative(field);
        if (!relative.present || relative.name == null) {
            return before;
        }
        row.ascii(before);
        row.ascii('"');
        row.ascii(field.json());
        row.ascii("\":");
        char inner = member(row, '{', "name", relative.name);
        inner = member(row, inner, "number", relative.number);
        inner = member(row, inner, "oldNumber", relative.oldNumber);
        member(row, inner, "nationality", relative.nationality);
        row.ascii('}');
        return ',';
    }

    private static char member(RowBytes row, char before, String key, @Nullable String value) {
        if (value == null) {
            return before;
        }
        row.ascii(before);
        row.ascii('"');
        row.ascii(key);
        row.ascii("\":");
        row.jsonText(value);
        return ',';
    }
}
