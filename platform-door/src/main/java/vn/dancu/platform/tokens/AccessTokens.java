package vn.dancu.platform.tokens;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Decoders of access tokens. Keys are fetched with the first token, not at start, so that
 * everything starts in any order; they are kept through an outage of the issuer.
 */
public final class AccessTokens {
    private static final int MAX_KEYS_BYTES = 64 * 1024;

    private final TokenSettings settings;
    private final boolean demonstration;
    private final JWKSource<SecurityContext> keys;

    public AccessTokens(TokenSettings settings, boolean demonstration) {
        this.settings = settings;
        this.demonstration = demonstration;
        this.keys = keys(settings);
    }

    /** For outsiders, whose tokens are for the platform as a whole. */
    public JwtDecoder forOutsiders() {
        return decoder(audience -> audience.contains(settings.audience()));
    }

    /** For other services, whose tokens are for this service and nobody else. */
    public JwtDecoder forServices(String serviceName) {
        return decoder(List.of(serviceName)::equals);
    }

    private JwtDecoder decoder(Predicate<List<String>> audience) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
        processor.setJWSVerifierFactory(NativeSignatures.with(new DefaultJWSVerifierFactory()));
        // Null: a header without a type is common, and says no less.
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWTClaimsSetVerifier((claims, context) -> {}); // the validators below do
        var decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(jwt -> OAuth2TokenValidatorResult.success()); // the rules below do
        var rules =
                new DelegatingOAuth2TokenValidator<Jwt>(
                        new JwtTimestampValidator(settings.clockSkew()),
                        new JwtIssuerValidator(settings.issuer()),
                        rule("exp", jwt -> jwt.getExpiresAt() != null),
                        rule("aud", jwt -> audience.test(audienceOf(jwt))),
                        rule("client_id", jwt -> jwt.hasClaim("client_id")),
                        rule("kid", this::isKeyAllowed));
        return new RememberedTokens(decoder, rules, settings);
    }

    @SuppressWarnings("NullAway") // getAudience is null where the claim is absent
    private static List<String> audienceOf(Jwt jwt) {
        List<String> audience = jwt.getAudience();
        return audience == null ? List.of() : audience;
    }

    private boolean isKeyAllowed(Jwt jwt) {
        return jwt.getHeaders().get("kid") instanceof String kid
                && (demonstration || !kid.startsWith("demo-"));
    }

    private static OAuth2TokenValidator<Jwt> rule(String claim, Predicate<Jwt> holds) {
        var refused =
                OAuth2TokenValidatorResult.failure(
                        new OAuth2Error("invalid_token", claim + " is not accepted", null));
        return jwt -> holds.test(jwt) ? OAuth2TokenValidatorResult.success() : refused;
    }

    private static JWKSource<SecurityContext> keys(TokenSettings settings) {
        int timeoutMillis = Math.toIntExact(settings.keysTimeout().toMillis());
        try {
            return JWKSourceBuilder.<SecurityContext>create(
                            settings.jwkSetUri().toURL(),
                            new DefaultResourceRetriever(
                                    timeoutMillis, timeoutMillis, MAX_KEYS_BYTES))
                    .cache(settings.keysLifetime().toMillis(), 3L * timeoutMillis)
                    .refreshAheadCache(false)
                    .rateLimited(settings.keysMinInterval().toMillis())
                    .outageTolerant(settings.keysOutage().toMillis())
                    .retrying(true)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("dancu.security.jwk-set-uri is not an address", e);
        }
    }
}
