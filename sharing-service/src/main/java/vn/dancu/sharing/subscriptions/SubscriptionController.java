package vn.dancu.sharing.subscriptions;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.model.ClientId;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.ProcedureCode;
import vn.dancu.sharing.model.PurposeCode;
import vn.dancu.sharing.model.RequestId;
import vn.dancu.sharing.model.Topic;
import vn.dancu.sharing.rest.Asking;
import vn.dancu.sharing.subscriptions.Subscription.Format;
import vn.dancu.sharing.subscriptions.Subscription.State;

/** Clients of agencies subscribe, by a webhook or a feed. */
@RestController
@RequestMapping("/sharing/v1/subscriptions")
class SubscriptionController {
    private final SubscriptionDesk desk;
    private final Deliveries deliveries;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;
    private final Callers callers;

    SubscriptionController(
            SubscriptionDesk desk,
            Deliveries deliveries,
            IdempotencyKeys keys,
            TransactionTemplate transaction,
            Callers callers) {
        this.desk = desk;
        this.deliveries = deliveries;
        this.keys = keys;
        this.transaction = transaction;
        this.callers = callers;
    }

    record WebhookBody(@NotNull @Size(min = 1, max = 500) String address) {}

    /**
     * @param webhook none: a feed
     */
    record SubscriptionBody(
            @NotNull ProcedureCode procedure,
            @Nullable OfficerCode officer,
            @NotNull PurposeCode purpose,
            @Nullable RequestId requestId,
            @NotEmpty @Size(max = 20) List<@NotNull Topic> topics,
            @Nullable @Valid WebhookBody webhook)
            implements Asking {}

    record TokenBody(@NotNull @Size(min = 1, max = 100) String token) {}

    /**
     * @param position of the last notification that was made deliverable
     * @param cursor of a feed: up to where the client has taken what it was told
     * @param failures of a webhook, in a row
     * @param heldBecause why nothing is told now
     * @param missed what happened while no more could wait, or was too old: ask about your people
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SubscriptionView(
            UUID id,
            State state,
            ProcedureCode procedure,
            PurposeCode purpose,
            List<Topic> topics,
            @Nullable WebhookBody webhook,
            boolean synthetic,
            int people,
            Instant createdAt,
            @Nullable Instant confirmBy,
            long position,
            @Nullable Long cursor,
            @Nullable Integer failures,
            @Nullable Instant nextTryAt,
            @Nullable String heldBecause,
            long missed) {}

    /**
     * @param next what to give as {@code after} for the next page; absent on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SubscriptionPage(List<SubscriptionView> subscriptions, @Nullable UUID next) {}

    @PostMapping
    ResponseEntity<SubscriptionView> subscribe(@Valid @RequestBody SubscriptionBody body) {
        var wish =
                new SubscriptionDesk.Wish(
                        body.topics(),
                        Optional.ofNullable(body.webhook()).map(WebhookBody::address),
                        Format.DANCU,
                        Optional.empty(),
                        "/webhook/address");
        Subscription made =
                desk.subscribe(
                        body.requester(callers.current()),
                        wish,
                        written -> own(once(body, () -> written.get().id().toString())));
        return ResponseEntity.created(URI.create("/sharing/v1/subscriptions/" + made.id()))
                .body(view(made));
    }

    private UUID once(SubscriptionBody body, Supplier<String> made) {
        return UUID.fromString(
                Objects.requireNonNull(
                        transaction.execute(status -> keys.once("sharing.subscribe", body, made))));
    }

    @GetMapping
    SubscriptionPage list(
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        List<Subscription> page = desk.page(client(), after, limit + 1);
        List<SubscriptionView> shown = page.stream().limit(limit).map(this::view).toList();
        return new SubscriptionPage(shown, page.size() > limit ? shown.getLast().id() : null);
    }

    @GetMapping("/{id}")
    SubscriptionView find(@PathVariable UUID id) {
        return view(own(id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(@PathVariable UUID id) {
        desk.end(client(), id);
    }

    @PostMapping("/{id}/confirmation")
    SubscriptionView confirm(@PathVariable UUID id, @Valid @RequestBody TokenBody body) {
        own(id);
        return view(desk.confirm(client(), id, body.token(), "/token"));
    }

    @PostMapping("/{id}/pause")
    SubscriptionView pause(@PathVariable UUID id) {
        desk.pause(own(id));
        return find(id);
    }

    @PostMapping("/{id}/resume")
    SubscriptionView resume(@PathVariable UUID id) {
        desk.resume(own(id));
        return find(id);
    }

    private ClientId client() {
        return ClientId.oauth2(callers.current().clientId());
    }

    private Subscription own(UUID id) {
        return desk.own(client(), id);
    }

    private SubscriptionView view(Subscription one) {
        Deliveries.Delivery delivery = deliveries.of(one.id());
        boolean feed = one.isFeed();
        boolean failing = delivery.failures() > 0;
        return new SubscriptionView(
                one.id(),
                one.state(),
                one.requester().procedure(),
                one.requester().purpose(),
                one.topics(),
                one.address().map(WebhookBody::new).orElse(null),
                one.sandbox(),
                one.people(),
                one.createdAt(),
                one.state() == State.UNCONFIRMED ? one.confirmBy().orElse(null) : null,
                delivery.position(),
                feed ? delivery.cursor() : null,
                feed ? null : delivery.failures(),
                failing ? delivery.dueAt() : null,
                delivery.heldBecause(),
                delivery.missed());
    }
}
