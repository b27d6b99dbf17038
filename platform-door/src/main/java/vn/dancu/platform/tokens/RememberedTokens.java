package vn.dancu.platform.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/**
 * A client sends one token with each request of ten minutes. Its signature is checked when it first
 * comes, and again when that was a while ago, so that a key that the issuer has withdrawn opens
 * nothing for longer; what depends on the time and on this service is checked each time.
 *
 * <p>Only what was well signed and accepted is remembered, by its digest, so strangers fill nothing
 * and the memory holds no token.
 */
final class RememberedTokens implements JwtDecoder {
    private final JwtDecoder signatures;
    private final OAuth2TokenValidator<Jwt> rules;
    private final Cache<String, Jwt> checked;

    /**
     * @param signatures parses and checks the signature alone
     * @param rules what a token has to say, and when it ends
     */
    RememberedTokens(
            JwtDecoder signatures, OAuth2TokenValidator<Jwt> rules, TokenSettings settings) {
        this.signatures = signatures;
        this.rules = rules;
        this.checked =
                Caffeine.newBuilder()
                        .maximumSize(settings.rememberedTokens())
                        .expireAfterWrite(settings.rememberedFor())
                        .build();
    }

    @Override
    public Jwt decode(String token) {
        String digest = digest(token);
        Jwt known = checked.getIfPresent(digest);
        Jwt jwt = known == null ? signatures.decode(token) : known;
        OAuth2TokenValidatorResult result = rules.validate(jwt);
        if (result.hasErrors()) {
            throw new JwtValidationException(reason(result), result.getErrors());
        }
        if (known == null) {
            checked.put(digest, jwt);
        }
        return jwt;
    }

    private static String reason(OAuth2TokenValidatorResult result) {
        return result.getErrors().stream()
                .map(OAuth2Error::getDescription)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("the token is not accepted");
    }

    private static String digest(String token) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            byte[] digest = sha256.digest(token.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
