package vn.dancu.sharing.agreements;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Clock;
import java.util.List;
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
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.model.AgencyCode;

/** The administrators' list of agencies. */
@RestController
@RequestMapping("/sharing/v1/agencies")
class AgencyController {
    private final Agencies agencies;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;
    private final Callers callers;
    private final Clock clock;

    AgencyController(
            Agencies agencies,
            IdempotencyKeys keys,
            TransactionTemplate transaction,
            Callers callers,
            Clock clock) {
        this.agencies = agencies;
        this.keys = keys;
        this.transaction = transaction;
        this.callers = callers;
        this.clock = clock;
    }

    record AgencyBody(@NotNull AgencyCode code, @NotBlank @Size(max = 200) String name) {}

    record AgencyPage(List<Agencies.Agency> agencies, @Nullable String next) {}

    @PostMapping
    ResponseEntity<Agencies.Agency> register(@Valid @RequestBody AgencyBody body) {
        transaction.executeWithoutResult(
                status ->
                        keys.once(
                                "sharing.agency.register",
                                body,
                                () -> {
                                    agencies.register(
                                            body.code(),
                                            body.name(),
                                            Administrator.of(callers.current()),
                                            clock.instant());
                                    return body.code().text();
                                }));
        return ResponseEntity.created(URI.create("/sharing/v1/agencies/" + body.code().text()))
                .body(find(body.code()));
    }

    @GetMapping("/{code}")
    Agencies.Agency find(@PathVariable AgencyCode code) {
        return agencies.require(code);
    }

    @GetMapping
    AgencyPage page(
            @RequestParam(defaultValue = "") @Size(max = 35) String after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(200) int limit) {
        List<Agencies.Agency> page = agencies.page(after, limit + 1);
        boolean more = page.size() > limit;
        List<Agencies.Agency> shown = more ? page.subList(0, limit) : page;
        return new AgencyPage(shown, more ? shown.getLast().code().text() : null);
    }
}
