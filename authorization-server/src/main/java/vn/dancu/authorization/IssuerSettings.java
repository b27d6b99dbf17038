package vn.dancu.authorization;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may have a token, and what stands in it.
 *
 * @param issuer {@code iss} of the tokens
 * @param signingKey RSA key, PKCS#8 in PEM, from the secrets folder
 * @param audience {@code aud} of the tokens of outsiders
 * @param tokenLifetime how long a token is good
 * @param citizenTokenLifetime how long a token is good that is bound to a citizen
 * @param clients by client id
 */
@ConfigurationProperties("dancu")
record IssuerSettings(
        @DefaultValue("http://localhost:8080") String issuer,
        @Nullable String signingKey,
        @DefaultValue("dancu") String audience,
        @DefaultValue("10m") Duration tokenLifetime,
        @DefaultValue("5m") Duration citizenTokenLifetime,
        @DefaultValue Map<String, Client> clients) {
    /**
     * @param scopes what the client may ask for
     * @param exchangeScopes what a token may do that the client gets for a citizen (RFC 8693);
     *     none: it exchanges no tokens
     * @param person the officer's own record in the register, which nobody changes for themselves
     * @param secret from the secrets folder; none: the client gets no token
     */
    record Client(
            @DefaultValue Set<String> scopes,
            @DefaultValue Set<String> exchangeScopes,
            @Nullable String agency,
            @Nullable String officer,
            @Nullable String territory,
            @Nullable UUID person,
            @Nullable String secret) {
        /** Never with its secret. */
        @Override
        public String toString() {
            return "Client" + scopes;
        }
    }
}
