package vn.dancu.population.record;

import java.sql.Types;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.kernel.PersonalIdNumber;

/**
 * What of a record stands in which column of {@code person}: inserts and updates write all of them,
 * so that no line can be forgotten by one of the two. {@link PersonRows} reads them.
 */
final class PersonColumns {
    private final List<Column> columns;

    PersonColumns(JsonMapper json) {
        columns =
                List.of(
                        number("version", Types.BIGINT, PersonRecord::version),
                        text("status", p -> p.status().name()),
                        text("number", PersonColumns::digits),
                        text("number_status", p -> p.numberStatus().name()),
                        text("number_reason", PersonRecord::numberReason),
                        text("old_number", PersonRecord::oldNumber),
                        text("name", p -> p.name().full()),
                        text("name_key", p -> p.name().unaccentedKey()),
                        number("birth_year", Types.SMALLINT, p -> p.dateOfBirth().year()),
                        number("birth_month", Types.SMALLINT, p -> known(p.dateOfBirth().month())),
                        number("birth_day", Types.SMALLINT, p -> known(p.dateOfBirth().day())),
                        number("birth_order", Types.SMALLINT, PersonRecord::birthOrder),
                        number("sex", Types.SMALLINT, p -> p.sex().code()),
                        units("birth_registration", PersonRecord::birthRegistrationPlace),
                        detail("birth_registration_detail", PersonRecord::birthRegistrationPlace),
                        units("origin", PersonRecord::origin),
                        detail("origin_detail", PersonRecord::origin),
                        text("ethnicity", PersonRecord::ethnicity),
                        text("religion", PersonRecord::religion),
                        text("nationality", PersonRecord::nationality),
                        number("marital_status", Types.SMALLINT, PersonRecord::maritalStatus),
                        units("permanent", PersonRecord::permanentResidence),
                        detail("permanent_detail", PersonRecord::permanentResidence),
                        units("temporary", PersonRecord::temporaryResidence),
                        detail("temporary_detail", PersonRecord::temporaryResidence),
                        units("residing", PersonRecord::currentResidence),
                        detail("residing_detail", PersonRecord::currentResidence),
                        text("blood_group", PersonRecord::bloodGroup),
                        json("relatives", p -> json.writeValueAsString(p.relatives())),
                        text("death_date", PersonColumns::death),
                        json("further", p -> further(p, json)),
                        text("closed", PersonColumns::closed),
                        new Column("merged_into", ":merged_into", Types.OTHER, p -> p.mergedInto()),
                        new Column(
                                "protected",
                                ":protected",
                                Types.BOOLEAN,
                                PersonRecord::protectedPerson));
    }

    /**
     * @param parameter how the value stands in a statement
     */
    private record Column(
            String name,
            String parameter,
            int type,
            Function<PersonRecord, @Nullable Object> value) {}

    /** {@code version, status, …}. */
    String names() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /** {@code :version, :status, …}. */
    String parameters() {
        return columns.stream().map(Column::parameter).collect(Collectors.joining(", "));
    }

    /** {@code version = :version, …}. */
    String assignments() {
        return columns.stream()
                .map(column -> column.name() + " = " + column.parameter())
                .collect(Collectors.joining(", "));
    }

    JdbcClient.StatementSpec bind(JdbcClient.StatementSpec statement, PersonRecord person) {
        JdbcClient.StatementSpec bound = statement;
        for (Column column : columns) {
            bound = bound.param(column.name(), column.value().apply(person), column.type());
        }
        return bound;
    }

    private static Column text(String name, Function<PersonRecord, @Nullable Object> value) {
        return new Column(name, ":" + name, Types.VARCHAR, value);
    }

    private static Column number(
            String name, int type, Function<PersonRecord, @Nullable Object> value) {
        return new Column(name, ":" + name, type, value);
    }

    private static Column json(String name, Function<PersonRecord, @Nullable Object> value) {
        return new Column(name, "cast(:" + name + " as jsonb)", Types.VARCHAR, value);
    }

    private static Column units(String name, Function<PersonRecord, @Nullable Place> place) {
        return text(
                name,
                p -> {
                    Place there = place.apply(p);
                    return there == null ? null : there.units();
                });
    }

    private static Column detail(String name, Function<PersonRecord, @Nullable Place> place) {
        return text(
                name,
                p -> {
                    Place there = place.apply(p);
                    return there == null ? null : there.detail();
                });
    }

    private static @Nullable Object known(int monthOrDay) {
        return monthOrDay == 0 ? null : monthOrDay;
    }

    private static @Nullable Object digits(PersonRecord person) {
        PersonalIdNumber number = person.number();
        return number == null ? null : number.digits();
    }

    private static @Nullable Object death(PersonRecord person) {
        PersonRecord.Death death = person.death();
        return death == null ? null : death.date().iso();
    }

    private static @Nullable Object closed(PersonRecord person) {
        RecordClosure closed = person.closed();
        return closed == null ? null : closed.name();
    }

    private static @Nullable Object further(PersonRecord person, JsonMapper json) {
        return person.further().equals(Further.NONE)
                ? null
                : json.writeValueAsString(person.further());
    }
}
