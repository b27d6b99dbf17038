package vn.dancu.sharing.agreements;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
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
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.AgreementCommand;
import vn.dancu.sharing.model.AgreementState;

/** Administrators draft, approve, activate, suspend and end agreements; no step is ever lost. */
@RestController
@RequestMapping("/sharing/v1/agreements")
class AgreementController {
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Agreements agreements;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;
    private final Callers callers;
    private final Clock clock;

    AgreementController(
            Agreements agreements,
            IdempotencyKeys keys,
            TransactionTemplate transaction,
            Callers callers,
            Clock clock) {
        this.agreements = agreements;
        this.keys = keys;
        this.transaction = transaction;
        this.callers = callers;
        this.clock = clock;
    }

    record DraftBody(@NotNull AgencyCode agency, @NotNull @Valid TermsBody terms) {}

    record AmendmentBody(@NotNull @Valid TermsBody terms) {}

    /**
     * @param version the version that the administrator has read; never just the latest
     */
    record CommandBody(
            @NotNull @Min(1) Integer version, @Size(min = 1, max = 500) @Nullable String reason) {}

    private record CommandKey(UUID id, AgreementCommand command, CommandBody body) {}

    private record AmendmentKey(UUID id, AmendmentBody body) {}

    record VersionView(
            int version,
            AgreementState state,
            TermsBody terms,
            String authoredBy,
            Instant authoredAt,
            @Nullable String approvedBy,
            @Nullable Instant approvedAt) {
        static VersionView of(Agreements.Version version) {
            return new VersionView(
                    version.agreement().version(),
                    version.agreement().state(),
                    TermsBody.of(version.agreement().terms()),
                    version.authoredBy(),
                    version.authoredAt(),
                    version.approvedBy(),
                    version.approvedAt());
        }
    }

    record AgreementView(
            UUID id,
            AgencyCode agency,
            List<VersionView> versions,
            List<Agreements.Transition> transitions) {}

    record AgreementPage(List<AgreementView> agreements, @Nullable UUID next) {}

    @PostMapping
    ResponseEntity<AgreementView> draft(@Valid @RequestBody DraftBody body) {
        UUID id =
                UUID.fromString(
                        once(
                                "sharing.agreement.draft",
                                body,
                                () ->
                                        agreements
                                                .draft(
                                                        body.agency(),
                                                        body.terms().terms(),
                                                        Administrator.of(callers.current()),
                                                        clock.instant())
                                                .toString()));
        return ResponseEntity.created(URI.create("/sharing/v1/agreements/" + id)).body(find(id));
    }

    @PostMapping("/{id}/amendments")
    ResponseEntity<AgreementView> amend(
            @PathVariable UUID id, @Valid @RequestBody AmendmentBody body) {
        once(
                "sharing.agreement.amend",
                new AmendmentKey(id, body),
                () ->
                        Integer.toString(
                                agreements.amend(
                                        id,
                                        body.terms().terms(),
                                        Administrator.of(callers.current()),
                                        clock.instant())));
        return ResponseEntity.created(URI.create("/sharing/v1/agreements/" + id)).body(find(id));
    }

    /** The reason is the report of the connection test. */
    @PostMapping("/{id}/test")
    AgreementView test(@PathVariable UUID id, @Valid @RequestBody CommandBody body) {
        return apply(id, AgreementCommand.TEST, withReason(body));
    }

    @PostMapping("/{id}/approval")
    AgreementView approve(@PathVariable UUID id, @Valid @RequestBody CommandBody body) {
        return apply(id, AgreementCommand.APPROVE, body);
    }

    @PostMapping("/{id}/activation")
    AgreementView activate(@PathVariable UUID id, @Valid @RequestBody CommandBody body) {
        return apply(id, AgreementCommand.ACTIVATE, body);
    }

    @PostMapping("/{id}/suspension")
    AgreementView suspend(@PathVariable UUID id, @Valid @RequestBody CommandBody body) {
        return apply(id, AgreementCommand.SUSPEND, withReason(body));
    }

    @PostMapping("/{id}/end")
    AgreementView end(@PathVariable UUID id, @Valid @RequestBody CommandBody body) {
        return apply(id, AgreementCommand.END, withReason(body));
    }

    @GetMapping("/{id}")
    AgreementView find(@PathVariable UUID id) {
        return view(id).orElseThrow(Agreements::missing);
    }

    @GetMapping
    AgreementPage page(
            @RequestParam(required = false) @Nullable AgencyCode agency,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        List<UUID> ids =
                agreements.page(
                        Optional.ofNullable(agency), after == null ? BEFORE_ALL : after, limit + 1);
        boolean more = ids.size() > limit;
        List<UUID> shown = more ? ids.subList(0, limit) : ids;
        return new AgreementPage(
                shown.stream().flatMap(id -> view(id).stream()).toList(),
                more ? shown.getLast() : null);
    }

    private AgreementView apply(UUID id, AgreementCommand command, CommandBody body) {
        once(
                "sharing.agreement.command",
                new CommandKey(id, command, body),
                () -> {
                    agreements.apply(
                            id,
                            body.version(),
                            command,
                            Administrator.of(callers.current()),
                            Optional.ofNullable(body.reason()),
                            clock.instant());
                    return id.toString();
                });
        return find(id);
    }

    /** A test is reported, and what takes a right away says why. */
    private static CommandBody withReason(CommandBody body) {
        if (body.reason() == null) {
            throw ProblemException.refused("reason_missing", "A reason is required.", "/reason");
        }
        return body;
    }

    private Optional<AgreementView> view(UUID id) {
        List<Agreements.Version> versions = agreements.versions(id);
        if (versions.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new AgreementView(
                        id,
                        versions.getFirst().agreement().agency(),
                        versions.stream().map(VersionView::of).toList(),
                        agreements.transitions(id)));
    }

    private String once(String operation, Object request, Supplier<String> effect) {
        String result = transaction.execute(status -> keys.once(operation, request, effect));
        return Objects.requireNonNull(result);
    }
}
