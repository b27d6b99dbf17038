package vn.dancu.sharing.accesses;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.accesses.DisclosureDelays.Delay;
import vn.dancu.sharing.model.AgencyCode;

/** Two administrators delay what a citizen sees, for a lawful investigation, until a day. */
@RestController
@RequestMapping("/sharing/v1/disclosure-delays")
class DelayController {
    private final DisclosureDelays delays;
    private final DelayLimits limits;
    private final AuditRecords audit;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;
    private final Callers callers;
    private final Clock clock;

    DelayController(
            DisclosureDelays delays,
            DelayLimits limits,
            AuditRecords audit,
            IdempotencyKeys keys,
            TransactionTemplate transaction,
            Callers callers,
            Clock clock) {
        this.delays = delays;
        this.limits = limits;
        this.audit = audit;
        this.keys = keys;
        this.transaction = transaction;
        this.callers = callers;
        this.clock = clock;
    }

    record DelayBody(
            @NotNull UUID personId,
            @NotNull AgencyCode agency,
            @NotNull Instant coversFrom,
            @NotNull Instant coversTo,
            @NotNull Instant until,
            @NotBlank @Size(max = 500) String legalBasis) {}

    /**
     * @param next what to give as {@code after} for the next page; absent on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DelayPage(List<Delay> delays, @Nullable UUID next) {}

    @PostMapping
    ResponseEntity<Delay> propose(@Valid @RequestBody DelayBody body) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        check(body, now);
        String id =
                Objects.requireNonNull(
                        transaction.execute(
                                status ->
                                        keys.once(
                                                "sharing.delay.propose",
                                                body,
                                                () -> proposed(body, now))));
        return ResponseEntity.created(URI.create("/sharing/v1/disclosure-delays/" + id))
                .body(find(UUID.fromString(id)));
    }

    private String proposed(DelayBody body, Instant now) {
        UUID id = UUID.randomUUID();
        delays.propose(
                new Delay(
                        id,
                        body.personId(),
                        body.agency().text(),
                        body.coversFrom(),
                        body.coversTo(),
                        body.until(),
                        body.legalBasis(),
                        administrator(),
                        now,
                        null,
                        null,
                        null,
                        null));
        audit.record("disclosure_delay_proposed", Optional.of(body.personId()), "recorded");
        return id.toString();
    }

    private void check(DelayBody body, Instant now) {
        List<Violation> violations = new ArrayList<>();
        if (!body.coversTo().isAfter(body.coversFrom())) {
            violations.add(
                    new Violation("period_impossible", "/coversTo", "It is before coversFrom."));
        }
        if (!body.until().isAfter(now)) {
            violations.add(new Violation("until_in_past", "/until", "It is over already."));
        } else if (body.until().isAfter(now.plus(limits.longest()))) {
            violations.add(
                    new Violation(
                            "delay_too_long",
                            "/until",
                            "At most " + limits.longest().toDays() + " days from now."));
        }
        if (!delays.knows(body.agency().text())) {
            violations.add(new Violation("agency_unknown", "/agency", "No such agency."));
        }
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
    }

    /** Those that wait for a second administrator, or hold now, by when they are over. */
    @GetMapping
    DelayPage list(
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        List<Delay> page = delays.open(after, limit + 1, clock.instant());
        List<Delay> shown = page.stream().limit(limit).toList();
        recordRead(shown);
        return new DelayPage(shown, page.size() > limit ? shown.getLast().id() : null);
    }

    @GetMapping("/{id}")
    Delay read(@PathVariable UUID id) {
        Delay delay = find(id);
        recordRead(List.of(delay));
        return delay;
    }

    /** Who is under investigation is told to nobody without a record of it. */
    private void recordRead(List<Delay> told) {
        List<UUID> people = told.stream().map(Delay::personId).distinct().toList();
        transaction.executeWithoutResult(
                status -> audit.recordAll("disclosure_delay_read", people, "answered"));
    }

    private Delay find(UUID id) {
        return delays.find(id)
                .orElseThrow(() -> ProblemException.notFound("delay_not_found", "No such delay."));
    }

    @PostMapping("/{id}/approval")
    Delay approve(@PathVariable UUID id) {
        Delay delay = find(id);
        if (delay.proposedBy().equals(administrator())) {
            throw ProblemException.refused(
                    "second_administrator_required",
                    "Another administrator than the one who proposed it approves it.");
        }
        act(delay, "disclosure_delay_approved", delays::approve);
        return find(id);
    }

    @PostMapping("/{id}/end")
    Delay end(@PathVariable UUID id) {
        act(find(id), "disclosure_delay_ended", delays::end);
        return find(id);
    }

    private interface Act {
        boolean done(UUID id, String administrator, Instant at);
    }

    private void act(Delay delay, String action, Act act) {
        transaction.executeWithoutResult(
                status -> {
                    if (!act.done(delay.id(), administrator(), clock.instant())) {
                        throw ProblemException.conflict(
                                "illegal_transition", "The delay is approved or over already.");
                    }
                    audit.record(action, Optional.of(delay.personId()), "recorded");
                });
    }

    /** A person where the token names one, so that two can be told apart. */
    private String administrator() {
        Caller caller = callers.current();
        String officer = caller.officer();
        return officer == null ? caller.subject() : officer;
    }
}
