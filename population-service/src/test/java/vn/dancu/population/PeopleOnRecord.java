package vn.dancu.population;

import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.PersonDraft;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Place;

/** Puts people on record for tests, and reads them. */
@Component
public class PeopleOnRecord {
    private static final Place HANOI = new Place("01", "001", "00001", null);

    private final Persons persons;
    private final TransactionTemplate transaction;

    public PeopleOnRecord(Persons persons, TransactionTemplate transaction) {
        this.persons = persons;
        this.transaction = transaction;
    }

    public UUID add(String name, Sex sex, String born, Consumer<PersonDraft> more) {
        PersonRecord person =
                PersonRecord.first(
                                UUID.randomUUID(),
                                new PersonName(name),
                                PartialDate.parse(born),
                                sex,
                                HANOI,
                                HANOI,
                                "1",
                                "VN")
                        .with(d -> d.permanentResidence = HANOI)
                        .with(more);
        transaction.executeWithoutResult(
                status -> persons.insert(person, Change.always("test", "test")));
        return person.personId();
    }

    public UUID numbered(String name, Sex sex, String born, String number) {
        return add(name, sex, born, d -> d.numbered(new PersonalIdNumber(number)));
    }

    public PersonRecord read(UUID personId) {
        PersonRecord person = transaction.execute(status -> persons.find(personId).orElseThrow());
        if (person == null) {
            throw new IllegalStateException();
        }
        return person;
    }
}
