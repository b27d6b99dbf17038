package vn.dancu.gateway;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

/** A real key, published by the upstream of the test, and tokens signed with it. */
final class Issuer {
    static final String NAME = "http://localhost:8080";
    private final RSAKey key;

    Issuer() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("demo-test").generate();
    }

    String keys() {
        return new JWKSet(key).toString();
    }

    String token(String clientId, Map<String, Object> claims) throws Exception {
        Instant now = Instant.now();
        var set =
                new JWTClaimsSet.Builder()
                        .issuer(NAME)
                        .subject(clientId)
                        .audience("dancu")
                        .claim("client_id", clientId)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(600)));
        claims.forEach(set::claim);
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
        var jwt = new SignedJWT(header, set.build());
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }
}
