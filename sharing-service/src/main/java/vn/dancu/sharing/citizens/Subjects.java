package vn.dancu.sharing.citizens;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PartialDate;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.calls.CalleeRefusedException;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.VietnamDay;
import vn.dancu.sharing.disclosure.OwnRecords;

/**
 * Whose data a citizen deals with: their own, or that of a ward. Guardianship is read from the
 * register each time, so it ends here when it ends there.
 */
@Component
public class Subjects {
    /** Civil Code 91/2015/QH13 Art 20 and 136: parents represent their children below this age. */
    private static final int FULL_AGE = 18;

    private final Callers callers;
    private final OwnRecords records;
    private final AuditRecords audit;
    private final TransactionTemplate transaction;
    private final VietnamDay day;

    Subjects(
            Callers callers,
            OwnRecords records,
            AuditRecords audit,
            TransactionTemplate transaction,
            VietnamDay day) {
        this.callers = callers;
        this.records = records;
        this.audit = audit;
        this.transaction = transaction;
        this.day = day;
    }

    /**
     * The citizen to whom the token is bound.
     *
     * @throws ProblemException 403 {@code person_missing}
     */
    public UUID self() {
        UUID person = callers.current().person();
        if (person == null) {
            throw ProblemException.forbidden(
                    "person_missing", "The token is not bound to a citizen.");
        }
        return person;
    }

    /**
     * @param ward whose data it is; none: the citizen's own
     * @throws ProblemException 404 {@code ward_not_found} for whom the citizen does not act for
     */
    public UUID of(@Nullable UUID ward) {
        UUID self = self();
        if (ward == null || ward.equals(self)) {
            return self;
        }
        boolean acts = actsFor(self, ward);
        transaction.executeWithoutResult(
                status ->
                        audit.record(
                                "ward_checked",
                                Optional.of(ward),
                                acts ? "answered" : "ward_not_found"));
        if (!acts) {
            throw ProblemException.notFound(
                    "ward_not_found", "There is no such person for whom the citizen acts.");
        }
        return ward;
    }

    /** The record as the register has it now. */
    JsonNode record(UUID person) {
        return records.read(person);
    }

    private boolean actsFor(UUID self, UUID ward) {
        JsonNode record;
        try {
            record = records.read(ward);
        } catch (CalleeRefusedException e) {
            // Missing or protected: which of the two is nobody's business.
            if (e.status().isSameCodeAs(HttpStatus.NOT_FOUND)
                    || e.status().isSameCodeAs(HttpStatus.FORBIDDEN)) {
                return false;
            }
            throw e;
        }
        if (!record.path("status").asString("").equals("ALIVE")) {
            return false;
        }
        return is(record.path("representative"), self)
                || (minor(record)
                        && (is(record.path("father"), self) || is(record.path("mother"), self)));
    }

    /** Only a relative who is linked to a record of their own can be told from another. */
    private static boolean is(JsonNode relative, UUID person) {
        return relative.path("personId").asString("").equals(person.toString());
    }

    /** Below full age for certain: by the earliest day that the date of birth allows. */
    private boolean minor(JsonNode record) {
        try {
            LocalDate earliest =
                    PartialDate.parse(record.path("dateOfBirth").asString("")).earliest();
            return earliest.plusYears(FULL_AGE).isAfter(day.today());
        } catch (InvalidValueException e) {
            return false;
        }
    }
}
