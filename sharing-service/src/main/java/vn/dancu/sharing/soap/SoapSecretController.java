package vn.dancu.sharing.soap;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;
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
    private final SecureRandom random = new SecureRandom();

    SoapSecretController(SoapUsers users, Callers callers, TransactionTemplate transaction) {
        this.users = users;
        this.callers = callers;
        this.transaction = transaction;
    }

    /**
     * @param user a client of the agency of kind SOAP
     * @param purpose what its calls are for, as the agreement names it
     * @param secret one that the client has already, so that it moves by its address alone; none: a
     *     new one is made
     */
    record SecretBody(
            @NotNull @Size(max = 255) String user,
            @NotNull PurposeCode purpose,
            @Nullable
                    @Size(min = 16, max = 200)
                    @Pattern(regexp = "[\\x21-\\x7e]+", message = "visible ASCII")
                    String secret) {
        @Override
        public String toString() {
            return "SecretBody[hidden]";
        }
    }

    /**
     * @param secret told this once, and only if it was made here
     */
    record SecretGiven(String user, @Nullable String secret) {
        @Override
        public String toString() {
            return "SecretGiven[hidden]";
        }
    }

    @PostMapping("/sharing/v1/agencies/{code}/soap-secrets")
    SecretGiven give(@PathVariable String code, @Valid @RequestBody SecretBody body) {
        var agency = new AgencyCode(code);
        var client = new ClientId(ClientId.Kind.SOAP, body.user());
        String made = body.secret() == null ? made() : null;
        String secret = body.secret() == null ? String.valueOf(made) : body.secret();
        transaction.executeWithoutResult(
                status -> users.keep(agency, client, body.purpose(), secret, administrator()));
        return new SecretGiven(body.user(), made);
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
