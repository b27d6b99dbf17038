package vn.dancu.idnumber.verification;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;

/** The number travels in the body: addresses are logged on their way. */
@RestController
class VerificationController {
    private final JdbcClient jdbc;
    private final AuditRecords audit;

    VerificationController(JdbcClient jdbc, AuditRecords audit) {
        this.jdbc = jdbc;
        this.audit = audit;
    }

    record VerificationRequest(@Nullable String number) {}

    /**
     * @param wellFormed the text is twelve digits, under whichever profile
     * @param issued the number is in the book
     * @param active it is neither suspended nor cancelled nor replaced
     */
    record Verification(boolean wellFormed, boolean issued, boolean active) {}

    @PostMapping("/id-numbers/v1/verifications")
    @Transactional
    public Verification verify(@RequestBody VerificationRequest request) {
        String number = request.number();
        if (number == null) {
            throw ProblemException.refused("missing_field", "This field is needed.", "/number");
        }
        Verification answer = answer(number);
        audit.record("number_verified", Optional.empty(), answer.issued() ? "issued" : "unknown");
        return answer;
    }

    private Verification answer(String number) {
        if (!PersonalIdNumber.isWellFormed(number)) {
            return new Verification(false, false, false);
        }
        Optional<String> state =
                jdbc.sql("select state from number where number = :number")
                        .param("number", Long.valueOf(number))
                        .query(String.class)
                        .optional();
        return new Verification(
                true, state.isPresent(), state.filter("active"::equals).isPresent());
    }
}
