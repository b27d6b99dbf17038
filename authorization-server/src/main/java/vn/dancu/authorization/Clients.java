package vn.dancu.authorization;

import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;

/** The clients of the evaluation, and the claims that their tokens carry. */
final class Clients {
    private static final Logger log = LoggerFactory.getLogger(Clients.class);
    private static final String INTERNAL = "internal:";

    private final IssuerSettings settings;

    Clients(IssuerSettings settings) {
        this.settings = settings;
    }

    RegisteredClientRepository registered(PasswordEncoder encoder) {
        var registered =
                settings.clients().entrySet().stream()
                        .filter(client -> client.getValue().secret() != null)
                        .map(client -> registered(client.getKey(), client.getValue(), encoder))
                        .toList();
        var without = new TreeSet<>(settings.clients().keySet());
        registered.forEach(client -> without.remove(client.getClientId()));
        if (!without.isEmpty()) {
            log.warn("clients without a secret get no token: {}", without);
        }
        return new InMemoryRegisteredClientRepository(registered);
    }

    private RegisteredClient registered(
            String id, IssuerSettings.Client client, PasswordEncoder encoder) {
        String secret = client.secret() == null ? "" : client.secret().strip();
        return RegisteredClient.withId(id)
                .clientId(id)
                .clientSecret(encoder.encode(secret))
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .authorizationGrantTypes(
                        grants -> {
                            grants.add(AuthorizationGrantType.CLIENT_CREDENTIALS);
                            if (!client.exchangeScopes().isEmpty()) {
                                grants.add(AuthorizationGrantType.TOKEN_EXCHANGE);
                            }
                        })
                .scopes(scopes -> scopes.addAll(client.scopes()))
                .tokenSettings(
                        TokenSettings.builder()
                                .accessTokenTimeToLive(settings.tokenLifetime())
                                .build())
                .build();
    }

    /** What a client gets that asks for no scope in particular; internal ones are always named. */
    static Set<String> usualScopes(RegisteredClient client) {
        var scopes = new TreeSet<>(client.getScopes());
        scopes.removeIf(scope -> scope.startsWith(INTERNAL));
        return scopes;
    }

    void customise(JwtEncodingContext token) {
        token.getJwsHeader().algorithm(SignatureAlgorithm.RS256);
        String clientId = token.getRegisteredClient().getClientId();
        JwtClaimsSet.Builder claims = token.getClaims();
        Set<String> scopes = token.getAuthorizedScopes();
        claims.audience(java.util.List.of(audience(scopes)))
                .claim("client_id", clientId)
                .claim("scope", String.join(" ", new TreeSet<>(scopes)));
        IssuerSettings.Client client = settings.clients().get(clientId);
        if (client != null) {
            addIfPresent(claims, "agency", client.agency());
            addIfPresent(claims, "officer", client.officer());
            addIfPresent(claims, "territory", client.territory());
            addIfPresent(
                    claims, "person", client.person() == null ? null : client.person().toString());
        }
    }

    /** A token for one service is for nobody else, so it cannot be used elsewhere by that one. */
    private String audience(Set<String> scopes) {
        var targets = scopes.stream().filter(scope -> scope.startsWith(INTERNAL)).toList();
        if (targets.isEmpty()) {
            return settings.audience();
        }
        if (scopes.size() > 1) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_SCOPE);
        }
        return targets.getFirst().substring(INTERNAL.length());
    }

    private static void addIfPresent(
            JwtClaimsSet.Builder claims,
            String name,
            @org.jspecify.annotations.Nullable String value) {
        if (value != null) {
            claims.claim(name, value);
        }
    }
}
