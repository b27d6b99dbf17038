package vn.dancu.population.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

/** Reads rows of the table {@code person}. */
final class PersonRows implements RowMapper<PersonRecord> {
    private final JsonMapper json;

    PersonRows(JsonMapper json) {
        this.json = json;
    }

    @Override
    public PersonRecord mapRow(ResultSet row, int n) throws SQLException {
        String number = row.getString("number");
        String death = row.getString("death_date");
        String further = row.getString("further");
        String closed = row.getString("closed");
        return new PersonRecord(
                row.getObject("person_id", UUID.class),
                row.getLong("version"),
                LifeStatus.valueOf(row.getString("status")),
                number == null ? null : new PersonalIdNumber(number),
                NumberStatus.valueOf(row.getString("number_status")),
                row.getString("number_reason"),
                row.getString("old_number"),
                new PersonName(row.getString("name")),
                new PartialDate(
                        row.getInt("birth_year"),
                        row.getInt("birth_month"),
                        row.getInt("birth_day")),
                nullable(row, "birth_order"),
                Sex.ofCode(row.getInt("sex")),
                mandatoryPlace(row, "birth_registration"),
                mandatoryPlace(row, "origin"),
                row.getString("ethnicity"),
                row.getString("religion"),
                row.getString("nationality"),
                row.getInt("marital_status"),
                place(row, "permanent"),
                place(row, "temporary"),
                place(row, "residing"),
                row.getString("blood_group"),
                json.readValue(row.getString("relatives"), Relatives.class),
                death == null ? null : new PersonRecord.Death(PartialDate.parse(death)),
                further == null ? Further.NONE : json.readValue(further, Further.class),
                closed == null ? null : RecordClosure.valueOf(closed),
                row.getObject("merged_into", UUID.class),
                row.getBoolean("protected") ? true : null);
    }

    private static @Nullable Integer nullable(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    private static @Nullable Place place(ResultSet row, String column) throws SQLException {
        return Place.stored(row.getString(column), row.getString(column + "_detail"));
    }

    private static Place mandatoryPlace(ResultSet row, String column) throws SQLException {
        Place place = place(row, column);
        if (place == null) {
            throw new IllegalStateException("a mandatory place is missing: " + column);
        }
        return place;
    }
}
