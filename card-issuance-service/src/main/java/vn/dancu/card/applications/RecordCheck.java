package vn.dancu.card.applications;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import vn.dancu.card.cards.Production;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.Eligibility;
import vn.dancu.card.model.Officer;
import vn.dancu.card.model.Place;
import vn.dancu.card.model.PlaceNames;
import vn.dancu.card.model.RegisteredPerson;
import vn.dancu.card.population.PopulationRecord;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.reference.AdministrativeUnits;

/** Asks the population record, at each step that relies on it, and fails closed. */
@Component
public class RecordCheck {
    private final PopulationRecord population;
    private final Production production;
    private final PlaceNames places = new PlaceNames(AdministrativeUnits.launchEra());

    RecordCheck(PopulationRecord population, Production production) {
        this.population = population;
        this.production = production;
    }

    /**
     * What the record says today of somebody who may have a card.
     *
     * @param person the record it was taken from
     */
    record Checked(CardFacts facts, Place residence, RegisteredPerson person) {
        long recordVersion() {
            return person.version();
        }
    }

    /**
     * @param admission refuses by an exception whoever the caller may not act for, before anything
     *     of the record is told: a broken rule tells an age or a death
     * @throws ProblemException 422 with each rule that is broken
     */
    Checked eligible(
            UUID personId,
            Optional<String> features,
            Instant at,
            Consumer<RegisteredPerson> admission) {
        RegisteredPerson person = population.read(personId);
        admission.accept(person);
        return eligible(person, features, at);
    }

    private Checked eligible(RegisteredPerson person, Optional<String> features, Instant at) {
        LocalDate day = LocalDate.ofInstant(at, Production.ZONE);
        List<Eligibility> broken = Eligibility.broken(person, day);
        if (!broken.isEmpty()) {
            throw ApplicationRefused.notEligible(broken);
        }
        CardFacts facts = CardFacts.of(person, places);
        List<String> problems = production.problems(facts, features, at);
        if (!problems.isEmpty()) {
            throw ApplicationRefused.notPrintable(problems);
        }
        return new Checked(facts, person.permanentResidence().orElseThrow(), person);
    }

    /**
     * The record must still say what was filed: what is printed was approved. Personalisation,
     * dispatch and delivery ask it; never within a transaction.
     *
     * @throws ProblemException 409 {@code record_changed}; 422 with each rule of eligibility that
     *     is broken since; 503 {@code unavailable} where the record does not answer
     */
    public void unchanged(ApplicationFile file, Instant at) {
        same(file, population.readToCompare(file.application().personId()), at);
    }

    /** As {@link #unchanged}, with what the record says, for whoever may read it. */
    Checked now(ApplicationFile file, Instant at) {
        return same(file, population.read(file.application().personId()), at);
    }

    private Checked same(ApplicationFile file, RegisteredPerson person, Instant at) {
        Checked now = eligible(person, file.features(), at);
        if (!now.facts().equals(file.facts())) {
            throw ProblemException.conflict(
                    "record_changed",
                    "The record has changed since the application was filed; it must be returned"
                            + " and filed again.");
        }
        return now;
    }

    /**
     * Nobody decides on the application of a relative (or of their own): the record of the officer
     * is asked too, where it is known which one that is.
     *
     * @throws ProblemException 422 {@code second_officer_required}
     */
    void notNear(RegisteredPerson applicant, Officer decider) {
        boolean near =
                decider.personId().map(population::read).filter(applicant::isNear).isPresent();
        if (near) {
            throw ProblemException.refused(
                    "second_officer_required", "Nobody decides on the application of a relative.");
        }
    }

    /** What the record says, whoever may have a card. */
    RegisteredPerson person(UUID personId) {
        return population.read(personId);
    }
}
