package vn.dancu.card.units;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.card.model.Place;
import vn.dancu.card.model.PlaceCategory;
import vn.dancu.platform.problem.ProblemException;

/** The units in the database. */
@Repository
public class IssuingUnits {
    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

    private final JdbcClient jdbc;
    private final Clock clock;

    IssuingUnits(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public Optional<IssuingUnit> find(String code) {
        return jdbc.sql("select * from issuing_unit where code = :code")
                .param("code", code)
                .query((row, n) -> unit(row))
                .optional();
    }

    /**
     * A unit that works today.
     *
     * @throws ProblemException 422 {@code unit_unknown} or {@code unit_ended} at {@code /unit}
     */
    public IssuingUnit working(String code) {
        IssuingUnit unit =
                find(code)
                        .orElseThrow(
                                () ->
                                        ProblemException.refused(
                                                "unit_unknown", "There is no such unit.", "/unit"));
        if (!unit.holdsOn(LocalDate.ofInstant(clock.instant(), ZONE))) {
            throw ProblemException.refused(
                    "unit_ended",
                    "The unit does not work today; its successor took over.",
                    "/unit");
        }
        return unit;
    }

    /**
     * A page of the units of a place, in the order of codes.
     *
     * @param territory {@code VN} or the code of an administrative unit
     */
    List<IssuingUnit> page(String territory, String after, int limit) {
        return jdbc.sql(
                        """
                        select * from issuing_unit
                        where code > :after
                          and (:territory = 'VN' or province = :territory
                            or district = :territory or commune = :territory)
                        order by code
                        limit :limit
                        """)
                .param("territory", territory)
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> unit(row))
                .list();
    }

    /** Those that work, or worked, for one administrative unit and were not succeeded yet. */
    List<IssuingUnit> standing() {
        return jdbc.sql("select * from issuing_unit where successor is null order by code")
                .query((row, n) -> unit(row))
                .list();
    }

    /** Adds a unit, or changes what is said of it; who succeeded it is told by a succession. */
    void put(IssuingUnit unit) {
        jdbc.sql(
                        """
                        insert into issuing_unit (code, name, level, place, province, district,
                            commune, valid_from, valid_to)
                        values (:code, :name, :level, :place, :province, :district, :commune,
                            :from, :to)
                        on conflict (code) do update
                        set name = excluded.name, level = excluded.level, place = excluded.place,
                            province = excluded.province, district = excluded.district,
                            commune = excluded.commune, valid_from = excluded.valid_from,
                            valid_to = coalesce(excluded.valid_to, issuing_unit.valid_to)
                        """)
                .param("code", unit.code())
                .param("name", unit.name())
                .param("level", unit.level().name())
                .param("place", unit.place().name())
                .param("province", unit.territory().province())
                .param("district", unit.territory().district().orElse(null), Types.VARCHAR)
                .param("commune", unit.territory().commune().orElse(null), Types.VARCHAR)
                .param("from", unit.validFrom().orElse(null), Types.DATE)
                .param("to", unit.validTo().orElse(null), Types.DATE)
                .update();
    }

    /** Ends a unit in favour of another; again for the same pair changes nothing. */
    boolean succeed(String code, String successor, LocalDate day) {
        return jdbc.sql(
                                """
                                update issuing_unit
                                set valid_to = greatest(:day, valid_from + 1),
                                    successor = :successor
                                where code = :code and successor is null
                                """)
                        .param("code", code)
                        .param("successor", successor)
                        .param("day", day)
                        .update()
                > 0;
    }

    boolean isEmpty() {
        return jdbc.sql("select not exists (select 1 from issuing_unit)")
                .query(Boolean.class)
                .single();
    }

    private static IssuingUnit unit(ResultSet row) throws SQLException {
        return new IssuingUnit(
                row.getString("code"),
                row.getString("name"),
                IssuingUnit.Level.valueOf(row.getString("level")),
                PlaceCategory.valueOf(row.getString("place")),
                new Place(
                        row.getString("province"),
                        Optional.ofNullable(row.getString("district")),
                        Optional.ofNullable(row.getString("commune")),
                        Optional.empty()),
                Optional.ofNullable(row.getObject("valid_from", LocalDate.class)),
                Optional.ofNullable(row.getObject("valid_to", LocalDate.class)),
                Optional.ofNullable(row.getString("successor")));
    }
}
