package vn.dancu.population.record;

import java.util.Set;
import org.springframework.stereotype.Component;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;

/**
 * What only a named scope may read: people under protection, and what history would tell of
 * adoptions and re-determined sex.
 */
@Component
public class Disclosure {
    public static final String SCOPE = "population.read.protected";

    /** The lines that {@link #whereaboutsHidden} hides, by their names. */
    private static final Set<String> WHEREABOUTS =
            Set.of(
                    "permanentResidence",
                    "temporaryResidence",
                    "currentResidence",
                    "residenceAbroad",
                    "temporaryAbsence",
                    "residenceFileNumber",
                    "father",
                    "mother",
                    "spouse",
                    "representative",
                    "householdHead",
                    "relationshipToHead",
                    "children",
                    "represented",
                    "phone",
                    "email",
                    "occupation");

    private final Callers callers;

    Disclosure(Callers callers) {
        this.callers = callers;
    }

    /** Whether the current caller may read everything. */
    public boolean isFull() {
        Caller caller = callers.current();
        // A service that works on an event shows nothing to anybody.
        boolean itself = caller.scopes().isEmpty() && Caller.PURPOSE_EVENT.equals(caller.purpose());
        return itself || caller.hasScope(SCOPE);
    }

    public boolean mayRead(PersonRecord person) {
        return !person.needsScope() || isFull();
    }

    /** How the current caller sees history. */
    public Timeline.View view() {
        return isFull() ? Timeline.View.ALL : Timeline.View.WITHOUT_PROTECTED;
    }

    /** Whether the current caller may learn that a line of the person has changed. */
    public boolean mayLearnOf(String line, PersonRecord person) {
        return mayRead(person) || !WHEREABOUTS.contains(line);
    }

    /** Where a protected person lives and with whom is hidden; who the person is can be checked. */
    public PersonRecord whereaboutsHidden(PersonRecord person) {
        return mayRead(person)
                ? person
                : person.with(
                        d -> {
                            d.permanentResidence = null;
                            d.temporaryResidence = null;
                            d.currentResidence = null;
                            d.residenceAbroad = null;
                            d.temporaryAbsence = null;
                            d.residenceFileNumber = null;
                            d.father = null;
                            d.mother = null;
                            d.spouse = null;
                            d.representative = null;
                            d.householdHead = null;
                            d.relationshipToHead = null;
                            d.children = null;
                            d.represented = null;
                            d.phone = null;
                            d.email = null;
                            d.occupation = null;
                        });
    }
}
