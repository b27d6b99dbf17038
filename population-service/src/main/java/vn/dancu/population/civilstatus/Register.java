package vn.dancu.population.civilstatus;

import java.util.Optional;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Relative;

/** Finds the record of a relative, where an entry leads to one. */
@FunctionalInterface
interface Register {
    Optional<PersonRecord> find(Relative relative);
}
