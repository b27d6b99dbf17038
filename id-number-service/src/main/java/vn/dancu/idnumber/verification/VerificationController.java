package vn.dancu.idnumber.verification;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.idnumber.settings.NumberSettings;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;

/** The number travels in the body: addresses are logged on their way. */
@RestController
class VerificationController {
    private final JdbcClient jdbc;
    private final AuditRecords audit;
    private final NumberSettings settings;

    VerificationController(JdbcClient jdbc, AuditRecords audit, NumberSettings settings) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.settings = settings;
    }

    record VerificationRequest(@Nullable String number) {}

    record BulkRequest(@Nullable List<@Nullable String> numbers) {}

    /** The answers in the order of the numbers, which are not repeated. */
    record BulkVerification(List<Verification> items) {}

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

    /** At most so many as a batch has; one record of it, since no person is named. */
    @PostMapping("/id-numbers/v1/bulk-verifications")
    @Transactional
    public BulkVerification verifyAll(@RequestBody BulkRequest request) {
        List<@Nullable String> numbers = request.numbers();
        if (numbers == null || numbers.isEmpty() || numbers.size() > settings.maxItems()) {
            throw ProblemException.refused(
                    "items_count", "1 to " + settings.maxItems() + " numbers.", "/numbers");
        }
        Map<Long, String> states = statesOf(numbers);
        List<Verification> answers = new ArrayList<>(numbers.size());
        for (String number : numbers) {
            if (number == null || !PersonalIdNumber.isWellFormed(number)) {
                answers.add(new Verification(false, false, false));
            } else {
                String state = states.get(Long.valueOf(number));
                answers.add(new Verification(true, state != null, "active".equals(state)));
            }
        }
        audit.record("numbers_verified", Optional.empty(), "answered");
        return new BulkVerification(answers);
    }

    private Map<Long, String> statesOf(List<@Nullable String> numbers) {
        Map<Long, String> states = new HashMap<>();
        jdbc.sql("select number, state from number where number = any(:numbers)")
                .param(
                        "numbers",
                        numbers.stream()
                                .filter(n -> n != null && PersonalIdNumber.isWellFormed(n))
                                .map(Long::valueOf)
                                .toArray(Long[]::new))
                .query(
                        row -> {
                            states.put(row.getLong("number"), row.getString("state"));
                        });
        return states;
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
