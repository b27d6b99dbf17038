package vn.dancu.platform.security;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf work is done: an outsider with a token, the outsider for whom another service
 * calls, or this service itself.
 *
 * @param subject {@code sub} of the token
 * @param clientId the OAuth2 client
 * @param agency code of the agency, where the client belongs to one
 * @param officer the officer, where a person acts
 * @param territory where the officer may act; {@link Territory#NONE} where no claim says so
 * @param scopes what the token allows
 * @param purpose why the call is made, where it is said; {@code event} for work that nobody asked
 *     for
 * @param person the officer's own record in the register, where the issuer knows it: nobody changes
 *     or approves it, or that of a relative
 */
public record Caller(
        String subject,
        String clientId,
        @Nullable String agency,
        @Nullable String officer,
        Territory territory,
        Set<String> scopes,
        @Nullable String purpose,
        @Nullable UUID person) {
    /** The purpose of work that no person asked for. */
    public static final String PURPOSE_EVENT = "event";

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** A caller whose own record is not known. */
    public Caller(
            String subject,
            String clientId,
            @Nullable String agency,
            @Nullable String officer,
            Territory territory,
            Set<String> scopes,
            @Nullable String purpose) {
        this(subject, clientId, agency, officer, territory, scopes, purpose, null);
    }

    /** A service that works on an event: it has no scopes, no agency and no territory. */
    public static Caller service(String name) {
        return new Caller(name, name, null, null, Territory.NONE, Set.of(), PURPOSE_EVENT);
    }

    public boolean hasScope(String scope) {
        return scopes.contains(scope);
    }

    public Caller withPurpose(String stated) {
        return new Caller(subject, clientId, agency, officer, territory, scopes, stated, person);
    }

    /** The same caller, whose territory is read as this service reads territories. */
    Caller inTerritoriesOf(TerritoryResolver resolver) {
        return new Caller(
                subject,
                clientId,
                agency,
                officer,
                territory.resolvedBy(resolver),
                scopes,
                purpose,
                person);
    }
}
