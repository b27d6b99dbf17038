package vn.dancu.population.civilstatus;

import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.acts.ActRefused;
import vn.dancu.population.acts.Evidence;
import vn.dancu.population.record.LifeStatus;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Relative;

/**
 * What a rule may look at.
 *
 * @param person whose record it is
 * @param other the other spouse, where on record
 * @param today in Việt Nam
 * @param where pointer to the event in the request
 */
record Facts(
        PersonRecord person,
        @Nullable PersonRecord other,
        Evidence evidence,
        LocalDate today,
        Register register,
        String where) {

    /** Pointer to a part of the event in the request. */
    String at(String part) {
        return where + part;
    }

    Optional<PersonRecord> otherPerson() {
        return Optional.ofNullable(other);
    }

    /** How history names what proves it. */
    String proof() {
        return evidence.reference();
    }

    void requireNotAfterToday(LocalDate date, String pointer) {
        if (date.isAfter(today)) {
            throw ProblemException.refused("date_in_future", "The date is after today.", pointer);
        }
    }

    /** A day of the person's life, as far as its dates are known. */
    void requireSinceBirth(LocalDate date, String pointer) {
        requireNotAfterToday(date, pointer);
        if (date.isBefore(person.dateOfBirth().earliest())) {
            throw ActRefused.rule("date_before_birth", "The date is before the birth.", pointer);
        }
    }

    static void requireAlive(PersonRecord someone) {
        requireOpen(someone);
        if (someone.status() != LifeStatus.ALIVE) {
            throw ActRefused.conflict(
                    "person_not_alive", "On record the person is dead or missing.");
        }
    }

    static void requireOpen(PersonRecord someone) {
        if (someone.hasEnded()) {
            throw ActRefused.conflict(
                    "record_closed", "The record was merged into another one or cancelled.");
        }
    }

    /** How one record names the person of another. */
    static Relative asRelative(PersonRecord person) {
        return new Relative(
                person.name(),
                person.number(),
                person.oldNumber(),
                person.nationality(),
                person.personId());
    }
}
