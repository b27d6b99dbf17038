package vn.dancu.population.acts;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.population.record.PersonRecord;

/**
 * An act and the people it is about, whose records are locked.
 *
 * @param facts absent only for births of the first releases
 * @param people by their ids; without the person that the act makes
 * @param today in Việt Nam
 * @param where pointer to the facts in the request
 */
public record Situation<F>(
        Act act, @Nullable F facts, Map<UUID, PersonRecord> people, LocalDate today, String where) {
    public Situation {
        people = Map.copyOf(people);
    }

    /** What happened. */
    public F what() {
        if (facts == null) {
            throw new IllegalStateException("an act without facts");
        }
        return facts;
    }

    public PersonRecord person() {
        PersonRecord person = people.get(act.personId());
        if (person == null) {
            throw new IllegalStateException("an act without its person");
        }
        return person;
    }

    public Optional<PersonRecord> other() {
        return Optional.ofNullable(act.otherId()).map(people::get);
    }
}
