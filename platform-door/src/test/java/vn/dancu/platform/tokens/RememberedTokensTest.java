package vn.dancu.platform.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

class RememberedTokensTest {
    private static RSAKey key;
    private final AtomicInteger signaturesChecked = new AtomicInteger();
    private final JwtTimestampValidator rules = new JwtTimestampValidator();

    @BeforeAll
    static void key() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("demo-1").generate();
    }

    private static String token(String subject) throws Exception {
        var claims =
                new JWTClaimsSet.Builder()
                        .subject(subject)
                        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                        .build();
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    private RememberedTokens tokens(Duration rememberedFor) throws Exception {
        NimbusJwtDecoder signatures = NimbusJwtDecoder.withPublicKey(key.toRSAPublicKey()).build();
        signatures.setJwtValidator(jwt -> OAuth2TokenValidatorResult.success());
        return new RememberedTokens(
                token -> {
                    signaturesChecked.incrementAndGet();
                    return signatures.decode(token);
                },
                rules,
                new TokenSettings(
                        "http://localhost",
                        URI.create("http://localhost/oauth2/jwks"),
                        "dancu",
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        10,
                        rememberedFor));
    }

    @Test
    void signatureOfATokenThatComesAgainIsNotCheckedAgain() throws Exception {
        var tokens = tokens(Duration.ofMinutes(1));
        String token = token("moj");
        assertThat(tokens.decode(token).getSubject()).isEqualTo("moj");
        assertThat(tokens.decode(token).getSubject()).isEqualTo("moj");
        assertThat(signaturesChecked).hasValue(1);
        assertThat(tokens.decode(token("vss")).getSubject()).isEqualTo("vss");
        assertThat(signaturesChecked).hasValue(2);
    }

    @Test
    void signatureIsCheckedAgainWhenThatWasAWhileAgo() throws Exception {
        var tokens = tokens(Duration.ZERO);
        String token = token("moj");
        tokens.decode(token);
        tokens.decode(token);
        assertThat(signaturesChecked).hasValue(2);
    }

    @Test
    void rememberedTokenEndsWhenItEnds() throws Exception {
        var tokens = tokens(Duration.ofMinutes(1));
        String token = token("moj");
        tokens.decode(token);
        rules.setClock(Clock.fixed(Instant.now().plusSeconds(700), ZoneOffset.UTC));
        assertThatThrownBy(() -> tokens.decode(token)).isInstanceOf(JwtValidationException.class);
    }

    @Test
    void tokenLikeARememberedOneIsRefusedWithoutItsSignature() throws Exception {
        var tokens = tokens(Duration.ofMinutes(1));
        String token = token("moj");
        tokens.decode(token);
        String other = token("vss");
        String forged =
                token.substring(0, token.lastIndexOf('.'))
                        + other.substring(other.lastIndexOf('.'));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> tokens.decode(forged)).isInstanceOf(BadJwtException.class);
        }
        assertThat(signaturesChecked).hasValue(3);
    }
}
