package vn.dancu.card.osia;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.card.life.CardLife;
import vn.dancu.card.model.CardCommand;
import vn.dancu.card.model.LifeReason;
import vn.dancu.platform.osia.OsiaException;

/** Credentials of OSIA: the issued cards. {@code docs/osia-cards.md} tells what maps to what. */
@RestController
@RequestMapping("/osia/cms/v1/credentials")
class CredentialsController extends OsiaCardErrors {
    private final CardLife life;
    private final Credentials credentials;

    CredentialsController(CardLife life, Credentials credentials) {
        this.life = life;
        this.credentials = credentials;
    }

    @PostMapping
    List<Map<String, Object>> find(
            @RequestParam @NotBlank String transactionId,
            @RequestParam(required = false) @Nullable List<String> attributes,
            @RequestBody @NotEmpty @Size(max = 10) List<@NotNull @Valid Expression> expressions) {
        return credentials.find(expressions).stream()
                .map(card -> Credentials.view(card, attributes))
                .toList();
    }

    @GetMapping("/{credentialId}")
    Map<String, Object> read(
            @PathVariable String credentialId,
            @RequestParam @NotBlank String transactionId,
            @RequestParam(required = false) @Nullable List<String> attributes) {
        return Credentials.view(
                life.readable(id(credentialId), "osia_credential_read"), attributes);
    }

    @PutMapping("/{credentialId}")
    void update(@PathVariable String credentialId) {
        throw OsiaException.notOffered(
                "what a card says never changes: a mistake is mended by another card");
    }

    /** Why, as OSIA has it: a text. One of the codes of the platform is taken as such. */
    record Reason(@Nullable @Size(max = 400) String reason) {}

    @PostMapping("/{credentialId}/suspend")
    ResponseEntity<Void> suspend(
            @PathVariable String credentialId,
            @RequestParam @NotBlank String transactionId,
            @RequestBody(required = false) @Valid @Nullable Reason body) {
        return order(credentialId, CardCommand.SUSPEND, transactionId, text(body));
    }

    @PostMapping("/{credentialId}/unsuspend")
    ResponseEntity<Void> unsuspend(
            @PathVariable String credentialId,
            @RequestParam @NotBlank String transactionId,
            @RequestBody(required = false) @Valid @Nullable Reason body) {
        return order(credentialId, CardCommand.REINSTATE, transactionId, text(body));
    }

    @PostMapping("/{credentialId}/revoke")
    ResponseEntity<Void> revoke(
            @PathVariable String credentialId,
            @RequestParam @NotBlank String transactionId,
            @RequestBody(required = false) @Valid @Nullable Reason body) {
        return order(credentialId, CardCommand.REVOKE, transactionId, text(body));
    }

    private static String text(@Nullable Reason body) {
        return body == null || body.reason() == null ? "" : body.reason();
    }

    /** A new status, and why. */
    record StatusBody(
            @NotBlank String status,
            @Nullable @Size(max = 400) String reason,
            @Nullable @Size(max = 100) String requester,
            @Nullable @Size(max = 400) String comment) {}

    @PostMapping("/{credentialId}/status")
    ResponseEntity<Void> status(
            @PathVariable String credentialId,
            @RequestParam @NotBlank String transactionId,
            @RequestBody @Valid StatusBody body) {
        CardCommand command =
                switch (body.status().toUpperCase(Locale.ROOT)) {
                    case "SUSPENDED" -> CardCommand.SUSPEND;
                    case "ACTIVE" -> CardCommand.REINSTATE;
                    case "REVOKED" -> CardCommand.REVOKE;
                    case "LOST" -> CardCommand.REPORT_LOST;
                    case "DESTROYED" -> CardCommand.DESTROY;
                    default ->
                            throw OsiaException.badRequest(
                                    "status is SUSPENDED, ACTIVE, REVOKED, LOST or DESTROYED");
                };
        return order(
                credentialId, command, transactionId, body.reason() == null ? "" : body.reason());
    }

    /** 204 where it is done, 202 where a second officer has to decide. */
    private ResponseEntity<Void> order(
            String credentialId, CardCommand command, String transactionId, String reason) {
        String evidence = "OSIA " + transactionId + (reason.isBlank() ? "" : ": " + reason);
        CardLife.Outcome outcome =
                life.order(
                        new CardLife.Order(
                                id(credentialId),
                                command,
                                null,
                                reason(command, reason),
                                evidence.substring(0, Math.min(500, evidence.length()))));
        return outcome.proposalId().isPresent()
                ? ResponseEntity.accepted().build()
                : ResponseEntity.noContent().build();
    }

    private static LifeReason reason(CardCommand command, String text) {
        String code = text.strip().toUpperCase(Locale.ROOT);
        for (LifeReason one : LifeReason.values()) {
            if (one.name().equals(code)) {
                return one;
            }
        }
        return switch (command) {
            case SUSPEND -> LifeReason.UNDER_INVESTIGATION;
            case REINSTATE -> LifeReason.CLEARED;
            case REPORT_LOST -> LifeReason.LOST;
            case DESTROY -> LifeReason.HANDED_IN;
            default ->
                    throw OsiaException.badRequest(
                            "reason is nationality_lost, issued_wrongly or altered");
        };
    }

    static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw OsiaException.unknown();
        }
    }
}
