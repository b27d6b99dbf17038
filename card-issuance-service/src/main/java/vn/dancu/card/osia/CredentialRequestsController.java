package vn.dancu.card.osia;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import vn.dancu.card.applications.CardRequests;
import vn.dancu.card.model.CardKind;
import vn.dancu.card.model.CardReason;
import vn.dancu.platform.osia.OsiaException;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;

/**
 * Requests of OSIA: card applications, under an id that the client chose. What the card says comes
 * from the population record, so biographic data in a request is not taken.
 */
@RestController
@RequestMapping("/osia/cms/v1/credentialRequests/{credentialRequestId}")
class CredentialRequestsController extends OsiaCardErrors {
    private final CardRequests requests;
    private final JdbcClient jdbc;
    private final Callers callers;
    private final Clock clock;

    CredentialRequestsController(
            CardRequests requests, JdbcClient jdbc, Callers callers, Clock clock) {
        this.requests = requests;
        this.jdbc = jdbc;
        this.callers = callers;
        this.clock = clock;
    }

    /** A request; what is not named here is not offered. */
    record Request(
            @NotNull UUID personId,
            @NotNull JsonNode biographicData,
            @NotNull @Valid RequestData requestData,
            @Nullable @Size(max = 10) List<@Valid Biometric> biometricData) {}

    record RequestData(
            @NotNull @Min(0) @Max(9) Integer priority,
            @NotBlank String credentialProfileId,
            @NotBlank String requestType,
            @Nullable String requestTypeOther,
            @Nullable String deliveryOffice) {}

    record Biometric(
            @NotBlank String biometricType,
            @Nullable String biometricSubType,
            @Nullable String image,
            @Nullable String mimeType) {
        @Override
        public String toString() {
            return "Biometric[hidden]";
        }
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    void create(
            @PathVariable @Size(min = 1, max = 100) String credentialRequestId,
            @RequestParam @NotBlank String transactionId,
            @RequestBody @Valid Request request) {
        RequestData data = request.requestData();
        if (!data.credentialProfileId().equals(Credentials.PROFILE)) {
            throw OsiaException.badRequest("the profile is " + Credentials.PROFILE);
        }
        if (find(credentialRequestId).isPresent()) {
            throw exists();
        }
        UUID application =
                requests.file(
                        new CardRequests.Wanted(
                                request.personId(),
                                kind(data),
                                reason(data),
                                Optional.empty(),
                                portrait(request),
                                Optional.ofNullable(data.deliveryOffice())),
                        id -> keep(credentialRequestId, request, id));
        if (find(credentialRequestId).filter(application::equals).isEmpty()) {
            throw exists();
        }
    }

    private static ProblemException exists() {
        return ProblemException.conflict("request_exists", "The id is in use.");
    }

    private void keep(String requestId, Request request, UUID application) {
        int rows =
                jdbc.sql(
                                """
                                insert into osia_request (client_id, request_id, application_id,
                                    person_id, profile_id, request_type, priority, made_at)
                                values (:client, :request, :application, :person, :profile, :type,
                                    :priority, :at)
                                on conflict (client_id, request_id) do nothing
                                """)
                        .param("client", callers.current().clientId())
                        .param("request", requestId)
                        .param("application", application)
                        .param("person", request.personId())
                        .param("profile", request.requestData().credentialProfileId())
                        .param("type", request.requestData().requestType())
                        .param("priority", request.requestData().priority())
                        .param("at", Timestamp.from(clock.instant()))
                        .update();
        if (rows == 0) {
            throw exists();
        }
    }

    private static CardKind kind(RequestData data) {
        return switch (data.requestType()) {
            case "FIRST_ISSUANCE" -> CardKind.FIRST;
            case "RENEWAL" -> CardKind.CHANGE;
            case "REPLACEMENT" -> CardKind.REISSUE;
            default ->
                    throw OsiaException.badRequest(
                            "requestType is FIRST_ISSUANCE, RENEWAL or REPLACEMENT");
        };
    }

    /** {@code requestTypeOther} may name the legal reason by its code. */
    private static Optional<CardReason> reason(RequestData data) {
        CardKind kind = kind(data);
        if (kind == CardKind.FIRST) {
            return Optional.empty();
        }
        String named = data.requestTypeOther();
        if (named == null) {
            return Optional.of(kind == CardKind.CHANGE ? CardReason.ON_REQUEST : CardReason.LOST);
        }
        try {
            return Optional.of(CardReason.valueOf(named));
        } catch (IllegalArgumentException e) {
            throw OsiaException.badRequest("requestTypeOther is a code of a legal reason");
        }
    }

    private static Optional<String> portrait(Request request) {
        List<Biometric> all = request.biometricData();
        if (all == null) {
            return Optional.empty();
        }
        if (all.stream().anyMatch(one -> !one.biometricType().equals("FACE"))) {
            throw OsiaException.notOffered("only the portrait is taken with a request");
        }
        return all.stream().map(Biometric::image).filter(java.util.Objects::nonNull).findFirst();
    }

    @GetMapping
    Map<String, Object> read(
            @PathVariable String credentialRequestId,
            @RequestParam @NotBlank String transactionId,
            @RequestParam(required = false) @Nullable List<String> attributes) {
        UUID application = find(credentialRequestId).orElseThrow(OsiaException::unknown);
        CardRequests.Seen seen = requests.find(application);
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("credentialRequestId", credentialRequestId);
        view.put("status", status(seen));
        Map<String, Object> data = new LinkedHashMap<>(requestData(application));
        seen.unit().ifPresent(unit -> data.put("deliveryOffice", unit));
        view.put("requestData", data);
        view.put("personId", seen.personId());
        view.put("biographicData", Map.of());
        view.put("credentialIds", seen.cardId().map(List::of).orElse(List.of()));
        if (attributes != null && !attributes.isEmpty()) {
            List<String> required = List.of("personId", "biographicData", "requestData");
            view.keySet().removeIf(name -> !attributes.contains(name) && !required.contains(name));
        }
        return view;
    }

    private static String status(CardRequests.Seen seen) {
        return switch (seen.outcome()) {
            case OPEN -> "PENDING";
            case DELIVERED -> "ISSUED";
            case WITHDRAWN -> "CANCELLED";
            case FAILED -> "FAILED";
        };
    }

    private Map<String, Object> requestData(UUID application) {
        return jdbc.sql(
                        """
                        select priority, profile_id, request_type from osia_request
                        where application_id = :application
                        """)
                .param("application", application)
                .query(
                        (row, n) ->
                                Map.<String, Object>of(
                                        "priority", row.getInt("priority"),
                                        "credentialProfileId", row.getString("profile_id"),
                                        "requestType", row.getString("request_type")))
                .single();
    }

    @PutMapping
    void update(@PathVariable String credentialRequestId) {
        throw OsiaException.notOffered(
                "an application says what the record says: it is returned and handed in again");
    }

    @PostMapping("/cancel")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void cancel(
            @PathVariable String credentialRequestId,
            @RequestParam @NotBlank String transactionId) {
        UUID application = find(credentialRequestId).orElseThrow(OsiaException::unknown);
        requests.withdraw(application, "OSIA " + transactionId);
    }

    /** A client sees its own requests only. */
    private Optional<UUID> find(String requestId) {
        return jdbc.sql(
                        """
                        select application_id from osia_request
                        where client_id = :client and request_id = :request
                        """)
                .param("client", callers.current().clientId())
                .param("request", requestId)
                .query(UUID.class)
                .optional();
    }
}
