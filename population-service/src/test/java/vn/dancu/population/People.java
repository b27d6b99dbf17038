package vn.dancu.population;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.kernel.PersonName;

/** Synthetic people as an import leaves them: rows without history. */
public final class People {
    private static final AtomicInteger LAST = new AtomicInteger();

    private final JdbcClient jdbc;

    public People(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A person with a number of their own, living in commune 00001. */
    public record One(UUID id, String number, String name) {}

    public One someone() {
        return someone("{}", "0100100001");
    }

    public One living(String units) {
        return someone("{}", units);
    }

    /**
     * @param relatives the column, as JSON
     */
    public One someone(String relatives, String units) {
        UUID id = UUID.randomUUID();
        String number = "0010%02d%06d".formatted(80, LAST.incrementAndGet());
        String name = "Nguyễn Văn " + letters(LAST.get());
        jdbc.sql(
                        """
                        with claimed as (
                            insert into person_by_number (number, person_id) values (:number, :id))
                        insert into person (person_id, version, status, number, number_status,
                            name, name_key, birth_year, birth_month, birth_day, sex,
                            birth_registration, origin, ethnicity, nationality, marital_status,
                            permanent, permanent_detail, residing, relatives, registered_at,
                            updated_at)
                        values (:id, 1, 'ALIVE', :number, 'ASSIGNED', :name, :key, 1980, 3,
                            15, 1, '01', '36', '1', 'VN', 2, :units, 'Số 1', :units,
                            cast(:relatives as jsonb), now(), now())
                        """)
                .params(
                        Map.of(
                                "id", id,
                                "number", number,
                                "name", name,
                                "key", new PersonName(name).unaccentedKey(),
                                "units", units,
                                "relatives", relatives))
                .update();
        return new One(id, number, name);
    }

    /** As the indexing of an import does. */
    public void nameRelatives(UUID... people) {
        for (UUID person : people) {
            jdbc.sql(
                            """
                            insert into named_relative (name_key, role, person_id)
                            select 'n' || (named ->> 'number'), role, person_id from person
                            cross join lateral (values (1, relatives -> 'father'),
                                (2, relatives -> 'mother'), (3, relatives -> 'spouse'),
                                (4, relatives -> 'representative'),
                                (5, relatives -> 'householdHead')) r (role, named)
                            where person_id = :id and named ->> 'number' is not null
                            """)
                    .param("id", person)
                    .update();
        }
    }

    private static String letters(int n) {
        StringBuilder word = new StringBuilder();
        for (int rest = n; rest > 0; rest /= 26) {
            word.append((char) ('A' + rest % 26));
        }
        return word.toString();
    }
}
