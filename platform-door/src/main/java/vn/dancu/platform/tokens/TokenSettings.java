package vn.dancu.platform.tokens;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose tokens are believed.
 *
 * @param issuer {@code iss} of accepted tokens
 * @param jwkSetUri where the issuer's public keys are
 * @param audience {@code aud} of the tokens of outsiders
 * @param clockSkew by how much the clocks of issuer and service may differ
 * @param keysLifetime how long fetched keys are used before they are fetched again
 * @param keysOutage how long known keys are still used while the issuer does not answer
 * @param keysMinInterval the shortest time between two fetches, so that tokens with invented key
 *     ids cannot make this service flood the issuer
 * @param keysTimeout limit for connecting and for reading, each
 * @param rememberedTokens how many tokens are known not to need their signature checked again
 * @param rememberedFor how long that is believed; each token ends no later for it
 */
@ConfigurationProperties("dancu.security")
public record TokenSettings(
        @DefaultValue("http://localhost:8080") String issuer,
        @DefaultValue("http://localhost:8083/oauth2/jwks") URI jwkSetUri,
        @DefaultValue("dancu") String audience,
        @DefaultValue("10s") Duration clockSkew,
        @DefaultValue("5m") Duration keysLifetime,
        @DefaultValue("4h") Duration keysOutage,
        @DefaultValue("1s") Duration keysMinInterval,
        @DefaultValue("2s") Duration keysTimeout,
        @DefaultValue("2000") int rememberedTokens,
        @DefaultValue("1m") Duration rememberedFor) {}
