package vn.dancu.population.civilstatus;

import java.util.Optional;
import org.springframework.stereotype.Component;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Relative;

/** Follows links and numbers of relatives to their records. */
@Component
class Kin implements Register {
    private final Persons persons;

    Kin(Persons persons) {
        this.persons = persons;
    }

    @Override
    public Optional<PersonRecord> find(Relative relative) {
        Optional<PersonRecord> found =
                relative.personId() != null
                        ? persons.find(relative.personId())
                        : Optional.ofNullable(relative.number()).flatMap(persons::findByNumber);
        return found.map(persons::survivor).filter(person -> !person.hasEnded());
    }
}
