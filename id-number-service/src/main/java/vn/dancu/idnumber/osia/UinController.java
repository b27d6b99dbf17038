package vn.dancu.idnumber.osia;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.idnumber.ledger.Allocated;
import vn.dancu.idnumber.ledger.Allocation;
import vn.dancu.idnumber.ledger.LedgerTransactions;
import vn.dancu.idnumber.ledger.NumberLedger;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.idnumber.requests.AnsweredRequests;
import vn.dancu.idnumber.settings.GenerationSettings;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;

/**
 * {@code generateUIN} of OSIA UIN 1.2.0. The transaction id is the request: the same one gets the
 * same number for ever. Where it is a UUID it is the person's id too, as everywhere else.
 */
@RestController
class UinController {
    private static final Logger log = LoggerFactory.getLogger(UinController.class);
    private static final int LONGEST_TRANSACTION = 100;

    private final NumberLedger ledger;
    private final LedgerTransactions transactions;
    private final AnsweredRequests requests;
    private final AuditRecords audit;
    private final Callers callers;
    private final GenerationSettings generation;
    private final OsiaSettings settings;
    private final JsonMapper json;

    UinController(
            NumberLedger ledger,
            LedgerTransactions transactions,
            AnsweredRequests requests,
            AuditRecords audit,
            Callers callers,
            GenerationSettings generation,
            OsiaSettings settings,
            JsonMapper json) {
        this.ledger = ledger;
        this.transactions = transactions;
        this.requests = requests;
        this.audit = audit;
        this.callers = callers;
        this.generation = generation;
        this.settings = settings;
        this.json = json;
    }

    /** The error of the interface, for 400 and 500. */
    record UinError(int code, String message) {}

    @PostMapping("/osia/uin/v1/uin")
    ResponseEntity<JsonNode> generate(
            @RequestParam(required = false) @Nullable String transactionId,
            @RequestBody(required = false) byte @Nullable [] body) {
        if (transactionId == null
                || !transactionId.matches("[\\x21-\\x7e]{1," + LONGEST_TRANSACTION + "}")) {
            throw UinException.bad("transaction_id_malformed");
        }
        if (body == null) {
            throw UinException.bad("attributes_malformed");
        }
        Bucket bucket = Attributes.read(body, json).bucket(settings, generation.generating());
        String own = "osia-uin:" + callers.current().clientId() + ":" + transactionId;
        UUID request = UUID.nameUUIDFromBytes(own.getBytes(StandardCharsets.UTF_8));
        UUID item = personId(transactionId).orElse(request);
        PersonalIdNumber number =
                transactions.run(
                        () -> {
                            requests.once(request, "uin", bucket, Bucket.class, () -> bucket);
                            audit.record("uin_generated", Optional.of(item), "answered");
                            return number(ledger.allocate(List.of(new Allocation(item, bucket))));
                        });
        // A text alone would go out without its quotes; the interface wants a JSON string.
        return ResponseEntity.ok(json.valueToTree(number));
    }

    private static PersonalIdNumber number(List<Allocated> outcomes) {
        Allocated one = outcomes.getFirst();
        PersonalIdNumber number = one.number();
        if (number == null) {
            throw UinException.refused(one.outcome().code());
        }
        return number;
    }

    private static Optional<UUID> personId(String transactionId) {
        try {
            UUID id = UUID.fromString(transactionId);
            return id.toString().equalsIgnoreCase(transactionId)
                    ? Optional.of(id)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @ExceptionHandler
    ResponseEntity<UinError> refused(UinException e) {
        return error(HttpStatus.BAD_REQUEST, e.code(), String.valueOf(e.getMessage()));
    }

    /** The interface knows 400 and 500 alone; the code of the problem goes into the message. */
    @ExceptionHandler
    ResponseEntity<UinError> problem(ProblemException e) {
        HttpStatus status =
                e.status().is4xxClientError()
                        ? HttpStatus.BAD_REQUEST
                        : HttpStatus.INTERNAL_SERVER_ERROR;
        var answer = ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON);
        e.retryAfter()
                .ifPresent(
                        after ->
                                answer.header(
                                        HttpHeaders.RETRY_AFTER,
                                        Long.toString(Math.max(1, after.toSeconds()))));
        return answer.body(new UinError(e.status().value(), e.code()));
    }

    @ExceptionHandler
    ResponseEntity<UinError> failed(Exception e) throws Exception {
        if (e instanceof AccessDeniedException
                || e instanceof org.springframework.web.ErrorResponse) {
            throw e;
        }
        log.error("a UIN could not be generated: {}", e.getClass().getSimpleName());
        return error(HttpStatus.INTERNAL_SERVER_ERROR, 500, "unexpected");
    }

    private static ResponseEntity<UinError> error(HttpStatus status, int code, String message) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(new UinError(code, message));
    }
}
