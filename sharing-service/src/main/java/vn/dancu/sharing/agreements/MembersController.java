package vn.dancu.sharing.agreements;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
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
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.Client;
import vn.dancu.sharing.model.ClientId;
import vn.dancu.sharing.model.OfficerCode;

/** Administrators register what an agency works with: systems, clients, officers. */
@RestController
@RequestMapping("/sharing/v1/agencies/{code}")
class MembersController {
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Agencies agencies;
    private final Members members;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;
    private final Callers callers;
    private final Clock clock;

    MembersController(
            Agencies agencies,
            Members members,
            IdempotencyKeys keys,
            TransactionTemplate transaction,
            Callers callers,
            Clock clock) {
        this.agencies = agencies;
        this.members = members;
        this.keys = keys;
        this.transaction = transaction;
        this.callers = callers;
        this.clock = clock;
    }

    record SystemBody(
            @NotNull
                    @Pattern(
                            regexp = "[0-9A-Za-z][0-9A-Za-z._-]{0,39}",
                            message = "letters, digits, dots, hyphens")
                    String code,
            @NotBlank @Size(max = 200) String name) {}

    record Systems(List<Members.SystemView> systems) {}

    /**
     * @param sandbox true: it asks about synthetic people and never reaches the register
     */
    record ClientBody(
            @NotNull ClientId.Kind kind,
            @NotNull @Size(max = 255) String identifier,
            @Nullable @Size(max = 40) String system,
            @NotNull Boolean sandbox) {}

    record Registered(UUID id) {}

    record ClientPage(List<Members.ClientView> clients, @Nullable UUID next) {}

    record OfficersBody(@NotEmpty @Size(max = 1000) List<@NotNull OfficerCode> officers) {}

    record OfficerPage(List<String> officers, @Nullable String next) {}

    private record Key(AgencyCode agency, Object body) {}

    @PostMapping("/systems")
    Systems registerSystem(@PathVariable AgencyCode code, @Valid @RequestBody SystemBody body) {
        once(
                "sharing.system.register",
                new Key(code, body),
                () -> {
                    members.registerSystem(code, body.code(), body.name(), who(), now());
                    return body.code();
                });
        return systems(code);
    }

    @GetMapping("/systems")
    Systems systems(@PathVariable AgencyCode code) {
        return new Systems(members.systems(known(code)));
    }

    @PostMapping("/clients")
    ResponseEntity<Registered> registerClient(
            @PathVariable AgencyCode code, @Valid @RequestBody ClientBody body) {
        Client client =
                new Client(
                        ClientIds.at("/identifier", body.kind(), body.identifier()),
                        Optional.ofNullable(body.system()),
                        body.sandbox());
        String id =
                once(
                        "sharing.client.register",
                        new Key(code, body),
                        () -> members.registerClient(code, client, who(), now()).toString());
        return ResponseEntity.created(
                        URI.create("/sharing/v1/agencies/" + code.text() + "/clients"))
                .body(new Registered(UUID.fromString(id)));
    }

    @GetMapping("/clients")
    ClientPage clients(
            @PathVariable AgencyCode code,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(200) int limit) {
        List<Members.ClientView> page =
                members.clientPage(known(code), after == null ? BEFORE_ALL : after, limit + 1);
        boolean more = page.size() > limit;
        List<Members.ClientView> shown = more ? page.subList(0, limit) : page;
        return new ClientPage(shown, more ? shown.getLast().id() : null);
    }

    @PostMapping("/clients/{id}/withdrawal")
    ResponseEntity<Void> withdrawClient(@PathVariable AgencyCode code, @PathVariable UUID id) {
        once(
                "sharing.client.withdraw",
                new Key(code, id),
                () -> {
                    members.withdrawClient(code, id, who(), now());
                    return id.toString();
                });
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/officers")
    ResponseEntity<Void> registerOfficers(
            @PathVariable AgencyCode code, @Valid @RequestBody OfficersBody body) {
        transaction.executeWithoutResult(
                status -> members.registerOfficers(code, body.officers(), who(), now()));
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/officers/withdrawal")
    ResponseEntity<Void> withdrawOfficers(
            @PathVariable AgencyCode code, @Valid @RequestBody OfficersBody body) {
        transaction.executeWithoutResult(
                status -> members.withdrawOfficers(known(code), body.officers(), who(), now()));
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/officers")
    OfficerPage officers(
            @PathVariable AgencyCode code,
            @RequestParam(defaultValue = "") @Size(max = 40) String after,
            @RequestParam(defaultValue = "200") @Min(1) @Max(1000) int limit) {
        List<String> page = members.officerPage(known(code), after, limit + 1);
        boolean more = page.size() > limit;
        List<String> shown = more ? page.subList(0, limit) : page;
        return new OfficerPage(shown, more ? shown.getLast() : null);
    }

    private AgencyCode known(AgencyCode code) {
        return agencies.require(code).code();
    }

    private String who() {
        return Administrator.of(callers.current());
    }

    private Instant now() {
        return clock.instant();
    }

    private String once(String operation, Object request, Supplier<String> effect) {
        String result = transaction.execute(status -> keys.once(operation, request, effect));
        return Objects.requireNonNull(result);
    }
}
