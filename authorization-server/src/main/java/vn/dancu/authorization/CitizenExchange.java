package vn.dancu.authorization;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenExchangeAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * Exchanges the portal's own token for one that is bound to the citizen who has logged in there
 * (RFC 8693). The portal answers for the log-in; it names the citizen's record as the resource
 * {@code urn:dancu:person:<id>}. What it gets is short-lived, says who acts, and opens nothing but
 * the citizen's own view.
 */
final class CitizenExchange implements AuthenticationProvider {
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final Pattern PERSON =
            Pattern.compile("urn:dancu:person:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

    private final IssuerSettings settings;
    private final JwtDecoder decoder;
    private final JwtEncoder encoder;
    private final Clock clock;

    CitizenExchange(IssuerSettings settings, JWKSource<SecurityContext> keys, Clock clock) {
        this.settings = settings;
        this.decoder = OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
        this.encoder = new NimbusJwtEncoder(keys);
        this.clock = clock;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2TokenExchangeAuthenticationToken.class.isAssignableFrom(authentication);
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        var asked = (OAuth2TokenExchangeAuthenticationToken) authentication;
        if (!(asked.getPrincipal() instanceof OAuth2ClientAuthenticationToken principal)
                || principal.getRegisteredClient() == null) {
            throw refused(OAuth2ErrorCodes.INVALID_CLIENT, "The client is not authenticated.");
        }
        RegisteredClient client = principal.getRegisteredClient();
        IssuerSettings.Client known = settings.clients().get(client.getClientId());
        if (known == null
                || !client.getAuthorizationGrantTypes()
                        .contains(AuthorizationGrantType.TOKEN_EXCHANGE)) {
            throw refused(OAuth2ErrorCodes.UNAUTHORIZED_CLIENT, "This client exchanges no tokens.");
        }
        checkSubject(asked, client.getClientId());
        Set<String> scopes = scopes(asked.getScopes(), known.exchangeScopes());
        Jwt token = token(client.getClientId(), known, person(asked.getResources()), scopes);
        var access =
                new OAuth2AccessToken(
                        OAuth2AccessToken.TokenType.BEARER,
                        token.getTokenValue(),
                        token.getIssuedAt(),
                        token.getExpiresAt(),
                        scopes);
        return new OAuth2AccessTokenAuthenticationToken(
                client, principal, access, null, Map.of("issued_token_type", ACCESS_TOKEN));
    }

    /** The token that is given in exchange is the client's own, of this issuer, and still good. */
    private void checkSubject(OAuth2TokenExchangeAuthenticationToken asked, String clientId) {
        if (!ACCESS_TOKEN.equals(asked.getSubjectTokenType())
                || !ACCESS_TOKEN.equals(asked.getRequestedTokenType())
                || asked.getActorToken() != null) {
            throw refused(
                    OAuth2ErrorCodes.INVALID_REQUEST, "An access token is exchanged for another.");
        }
        Jwt subject;
        try {
            subject = decoder.decode(asked.getSubjectToken());
        } catch (JwtException e) {
            throw refused(OAuth2ErrorCodes.INVALID_GRANT, "The subject token is not valid.");
        }
        boolean own =
                settings.issuer().equals(subject.getClaimAsString("iss"))
                        && clientId.equals(subject.getClaimAsString("client_id"))
                        && List.of(settings.audience()).equals(subject.getAudience())
                        && !subject.hasClaim("act");
        if (!own) {
            throw refused(
                    OAuth2ErrorCodes.INVALID_GRANT, "The subject token is not the client's own.");
        }
    }

    private static UUID person(Set<String> resources) {
        if (resources.size() == 1) {
            Matcher person = PERSON.matcher(resources.iterator().next());
            if (person.matches()) {
                return UUID.fromString(person.group(1));
            }
        }
        throw refused("invalid_target", "The resource is one urn:dancu:person:<id>.");
    }

    private static Set<String> scopes(@Nullable Set<String> asked, Set<String> allowed) {
        if (asked == null || asked.isEmpty()) {
            return new TreeSet<>(allowed);
        }
        if (!allowed.containsAll(asked)) {
            throw refused(OAuth2ErrorCodes.INVALID_SCOPE, "This scope is not given in exchange.");
        }
        return new TreeSet<>(asked);
    }

    private Jwt token(
            String clientId, IssuerSettings.Client client, UUID person, Set<String> scopes) {
        Instant now = clock.instant();
        JwtClaimsSet.Builder claims =
                JwtClaimsSet.builder()
                        .issuer(settings.issuer())
                        .subject(person.toString())
                        .audience(List.of(settings.audience()))
                        .issuedAt(now)
                        .notBefore(now)
                        .expiresAt(now.plus(settings.citizenTokenLifetime()))
                        .id(UUID.randomUUID().toString())
                        .claim("client_id", clientId)
                        .claim("scope", String.join(" ", scopes))
                        .claim("person", person.toString())
                        .claim("act", Map.of("sub", clientId));
        if (client.agency() != null) {
            claims.claim("agency", client.agency());
        }
        JwsHeader header = JwsHeader.with(SignatureAlgorithm.RS256).type("JWT").build();
        return encoder.encode(JwtEncoderParameters.from(header, claims.build()));
    }

    private static OAuth2AuthenticationException refused(String code, String description) {
        return new OAuth2AuthenticationException(new OAuth2Error(code, description, null));
    }
}
