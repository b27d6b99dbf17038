package vn.dancu.sharing.model;

import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import vn.dancu.kernel.InvalidValueException;

/**
 * What one version of an agreement allows. Terms never change: an amendment is a new version.
 *
 * @param legalBasis the act that gives the agency the right to ask (Decree 137/2015 Art 8)
 * @param purposes why the agency may ask; anything else is refused
 * @param validTo the last day, included
 * @param procedures the fields that may be asked for in each procedure
 */
public record Terms(
        String legalBasis,
        Set<PurposeCode> purposes,
        LocalDate validFrom,
        LocalDate validTo,
        Set<Operation> operations,
        Map<ProcedureCode, Set<PersonField>> procedures,
        Officers officers,
        Quota quota,
        Conditions conditions) {
    public static final int MAX_PURPOSES = 20;
    public static final int MAX_PROCEDURES = 500;

    public Terms {
        purposes = Set.copyOf(purposes);
        operations = Set.copyOf(operations);
        Map<ProcedureCode, Set<PersonField>> copy = new TreeMap<>();
        procedures.forEach((procedure, fields) -> copy.put(procedure, Set.copyOf(fields)));
        procedures = Map.copyOf(copy);
        if (legalBasis.isBlank() || legalBasis.length() > 500) {
            throw new InvalidValueException("legal_basis_missing", "1 to 500 characters");
        }
        if (purposes.isEmpty() || purposes.size() > MAX_PURPOSES) {
            throw new InvalidValueException("purposes_out_of_range", "1 to 20 purposes");
        }
        if (operations.isEmpty()) {
            throw new InvalidValueException("operations_missing", "at least one operation");
        }
        if (procedures.isEmpty() || procedures.size() > MAX_PROCEDURES) {
            throw new InvalidValueException("procedures_out_of_range", "1 to 500 procedures");
        }
        if (validTo.isBefore(validFrom)) {
            throw new InvalidValueException("period_impossible", "validTo is before validFrom");
        }
    }

    public boolean holdOn(LocalDate day) {
        return !day.isBefore(validFrom) && !day.isAfter(validTo);
    }
}
