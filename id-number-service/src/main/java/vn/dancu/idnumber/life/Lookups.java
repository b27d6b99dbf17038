package vn.dancu.idnumber.life;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.dancu.idnumber.ledger.IssuedNumber;
import vn.dancu.kernel.PersonalIdNumber;

/** Finds how numbers stand, and follows an old number to the one it leads to. */
@Component
class Lookups {
    /** A person has few numbers in a life; a longer chain would be a loop. */
    private static final int LONGEST_CHAIN = 20;

    private final JdbcClient jdbc;

    Lookups(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param state {@code unknown} where the number was never issued or the person has none
     * @param currentNumber where a re-established number leads, after all further steps
     * @param formerNumbers that lead to this one, of a person that is asked about
     * @param origin {@code assigned} here or {@code registered}, of a person that is asked about
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            @Nullable UUID personId,
            @Nullable PersonalIdNumber number,
            String state,
            @Nullable PersonalIdNumber currentNumber,
            @Nullable List<PersonalIdNumber> formerNumbers,
            @Nullable String origin) {}

    List<Item> byPerson(List<UUID> persons) {
        Map<UUID, Item> found = new HashMap<>();
        jdbc.sql(
                        """
                        with recursive chain as (
                            select a.item_id, s.old_number, 1 as step
                              from assignment a
                              join succession s
                                on s.new_number = a.number and s.annulled_at is null
                             where a.item_id = any(cast(:persons as uuid[]))
                             union all
                            select c.item_id, s.old_number, c.step + 1
                              from chain c
                              join succession s
                                on s.new_number = c.old_number and s.annulled_at is null
                             where c.step < :longest)
                        select a.item_id, a.number, n.state, n.origin,
                               (select array_agg(c.old_number order by c.step)
                                  from chain c where c.item_id = a.item_id) as former
                          from assignment a
                          join number n on n.number = a.number
                         where a.item_id = any(cast(:persons as uuid[]))
                        """)
                .param("persons", persons.stream().map(UUID::toString).toArray(String[]::new))
                .param("longest", LONGEST_CHAIN)
                .query(
                        row -> {
                            UUID person = row.getObject("item_id", UUID.class);
                            java.sql.Array former = row.getArray("former");
                            List<PersonalIdNumber> formerNumbers = new ArrayList<>();
                            if (former != null) {
                                for (Long number : (Long[]) former.getArray()) {
                                    formerNumbers.add(IssuedNumber.read(number));
                                }
                            }
                            found.put(
                                    person,
                                    new Item(
                                            person,
                                            IssuedNumber.read(row.getLong("number")),
                                            row.getString("state"),
                                            null,
                                            formerNumbers,
                                            row.getString("origin")));
                        });
        return persons.stream()
                .map(
                        person ->
                                found.getOrDefault(
                                        person,
                                        new Item(person, null, "unknown", null, null, null)))
                .toList();
    }

    List<Item> byNumber(List<PersonalIdNumber> numbers) {
        Map<PersonalIdNumber, Item> found = new HashMap<>();
        jdbc.sql(
                        """
                        with recursive chain as (
                            select s.old_number as asked, s.new_number, 1 as step
                              from succession s
                             where s.old_number = any(:numbers) and s.annulled_at is null
                             union all
                            select c.asked, s.new_number, c.step + 1
                              from chain c
                              join succession s
                                on s.old_number = c.new_number and s.annulled_at is null
                             where c.step < :longest)
                        select n.number, n.item_id, n.state,
                               (select c.new_number from chain c where c.asked = n.number
                                 order by c.step desc limit 1) as leads_to
                          from number n
                         where n.number = any(:numbers)
                        """)
                .param(
                        "numbers",
                        numbers.stream()
                                .map(number -> Long.valueOf(number.digits()))
                                .toArray(Long[]::new))
                .param("longest", LONGEST_CHAIN)
                .query(
                        row -> {
                            PersonalIdNumber number = IssuedNumber.read(row.getLong("number"));
                            long leadsTo = row.getLong("leads_to");
                            PersonalIdNumber current =
                                    row.wasNull() ? null : IssuedNumber.read(leadsTo);
                            String state = row.getString("state");
                            UUID owner =
                                    state.equals("withdrawn")
                                            ? null
                                            : row.getObject("item_id", UUID.class);
                            found.put(number, new Item(owner, number, state, current, null, null));
                        });
        return numbers.stream()
                .map(
                        number ->
                                found.getOrDefault(
                                        number,
                                        new Item(null, number, "unknown", null, null, null)))
                .toList();
    }
}
