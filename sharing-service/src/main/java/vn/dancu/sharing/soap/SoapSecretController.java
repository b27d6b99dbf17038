package vn.dancu.sharing.soap;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.agreements.ClientIds;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.ClientId;
import vn.dancu.sharing.model.PurposeCode;

/** Administrators give SOAP clients their secrets. */
@RestController
class SoapSecretController {
    private static final int SECRET_BYTES = 32;

    private final SoapUsers users;
    private final Callers callers;
    private final TransactionTemplate transaction;
    private final SoapSettings settings;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    SoapSecretController(
            SoapUsers users,
            Callers callers,
            TransactionTemplate transaction,
            SoapSettings settings,
            Clock clock) {
        this.users = users;
        this.callers = callers;
        this.transaction = transaction;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param user a client of the agency of kind SOAP
     * @param purpose what its calls are for, as the agreement names it
     * @param secret one that the client has already, so that it moves by its address alone; none: a
     *     new one is made
     * @param earlierUntil until when the secret before is believed too, so that the client changes
     *     it when it can; at most {@link SoapSettings#longestOverlap} away; none: it ends at once
     */
    record SecretBody(
            @NotNull @Size(max = 255) String user,
            @NotNull PurposeCode purpose,
            @Nullable
                    @Size(min = 16, max = 200)
                    @Pattern(regexp = "[\\x21-\\x7e]+", message = "visible ASCII")
                    String secret,
            @Nullable Instant earlierUntil) {
        @Override
        public String toString() {
            return "SecretBody[hidden]";
        }
    }

    /**
     * @param secret told this once, and only if it was made here
     */
    record SecretGiven(String user, @Nullable String secret, @Nullable Instant earlierUntil) {
        @Override
        public String toString() {
            return "SecretGiven[hidden]";
        }
    }

    @PostMapping("/sharing/v1/agencies/{code}/soap-secrets")
    SecretGiven give(@PathVariable AgencyCode code, @Valid @RequestBody SecretBody body) {
        var client = ClientIds.at("/user", ClientId.Kind.SOAP, body.user());
        String made = body.secret() == null ? made() : null;
        String secret = body.secret() == null ? String.valueOf(made) : body.secret();
        Optional<Instant> earlierUntil = Optional.ofNullable(body.earlierUntil());
        earlierUntil.ifPresent(this::requireBounded);
        transaction.executeWithoutResult(
                status ->
                        users.keep(
                                code,
                                client,
                                body.purpose(),
                                secret,
                                earlierUntil,
                                administrator()));
        return new SecretGiven(body.user(), made, body.earlierUntil());
    }

    private void requireBounded(Instant until) {
        Instant now = clock.instant();
        if (!until.isAfter(now) || until.isAfter(now.plus(settings.longestOverlap()))) {
            throw ProblemException.invalid(
                    List.of(
                            new Violation(
                                    "overlap_out_of_range",
                                    "/earlierUntil",
                                    "After now, and no later than in "
                                            + settings.longestOverlap().toDays()
                                            + " days.")));
        }
    }

    private String made() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private String administrator() {
        Caller caller = callers.current();
        String officer = caller.officer();
        return officer == null ? caller.subject() : officer;
    }
}
