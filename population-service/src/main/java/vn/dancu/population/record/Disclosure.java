package vn.dancu.population.record;

import java.util.Map;
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

    /**
     * What services do by themselves with what they read in full, by the name of the service: they
     * show it to nobody. An outsider cannot state these purposes, which have no such letters.
     */
    private static final Map<String, Set<String>> SERVICES =
            Map.of(
                    "card-issuance-service",
                    Set.of("card_facts", "card_issuance", "card_production"));

    private final Callers callers;

    Disclosure(Callers callers) {
        this.callers = callers;
    }

    /** Whether the current caller may read everything. */
    public boolean isFull() {
        Caller caller = callers.current();
        return isItself(caller) || caller.hasScope(SCOPE);
    }

    /** A service that works on an event, or for a purpose of its own, shows nothing to anybody. */
    private static boolean isItself(Caller caller) {
        String purpose = caller.purpose();
        if (purpose == null || !caller.scopes().isEmpty() || caller.officer() != null) {
            return false;
        }
        return purpose.equals(Caller.PURPOSE_EVENT)
                || (caller.subject().equals(caller.clientId())
                        && SERVICES.getOrDefault(caller.clientId(), Set.of()).contains(purpose));
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
