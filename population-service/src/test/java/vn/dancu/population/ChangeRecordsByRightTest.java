package vn.dancu.population;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.EvaluationResult;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.WritingRights;

class ChangeRecordsByRightTest {
    private static boolean breaks(Class<?>... classes) {
        EvaluationResult result =
                ArchRuleDefinition.classes()
                        .should(new ChangeRecordsByRight())
                        .evaluate(new ClassFileImporter().importClasses(classes));
        return result.hasViolation();
    }

    @Test
    void whoChangesIsAskedForOrIsCalledOnlyByWhoAsks() {
        assertThat(breaks(Desk.class, Writer.class, Asking.class)).isFalse();
        assertThat(breaks(Desk.class, Writer.class)).isTrue();
        assertThat(breaks(Desk.class, Writer.class, Asking.class, NotAsking.class)).isTrue();
        assertThat(breaks(Annulling.class)).isTrue();
    }
}

interface Desk {
    void write(PersonRecord person);
}

/** Leaves the question to who calls it. */
final class Writer implements Desk {
    private final Persons persons;

    Writer(Persons persons) {
        this.persons = persons;
    }

    @Override
    public void write(PersonRecord person) {
        Runnable later =
                () -> persons.change(person, Change.always("told", "r"), d -> d.phone = null);
        later.run();
    }
}

final class Asking {
    private final WritingRights rights;
    private final Desk desk;

    Asking(WritingRights rights, Desk desk) {
        this.rights = rights;
        this.desk = desk;
    }

    void write(PersonRecord person) {
        rights.check(person);
        desk.write(person);
    }
}

final class NotAsking {
    private final Desk desk;

    NotAsking(Desk desk) {
        this.desk = desk;
    }

    void write(PersonRecord person) {
        desk.write(person);
    }
}

final class Annulling {
    private final Persons persons;

    Annulling(Persons persons) {
        this.persons = persons;
    }

    void annul(UUID person) {
        persons.annul(person, 2, Change.always("annulled", "r"));
    }
}
