package vn.dancu.sharing.proofs;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.interfaces.ECPrivateKey;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.math.ec.ECPoint;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import vn.dancu.platform.security.ServiceKeys;
import vn.dancu.platform.tokens.NativeSignatures;

/**
 * Signs as this service: JWS, ES256, with the key by which other parts know it. The type in the
 * header keeps what was signed for one use from being taken for another.
 */
@Component
public class ServiceSignature {
    private final @Nullable String pem;
    private volatile @Nullable Ready ready;

    ServiceSignature(@Value("${dancu.caller.private-key:#{null}}") @Nullable String pem) {
        this.pem = pem;
    }

    /**
     * @param key the public half, as agencies fetch it
     */
    private record Ready(JWSSigner signer, ECKey key) {}

    /** A compact JWS that carries its payload, under the name of the service. */
    public String compact(String type, String payload) {
        return compact(type, payload, "sharing-service");
    }

    /** A compact JWS whose key is one of those that are published. */
    public String receipt(String type, String payload) {
        return compact(type, payload, ready().key().getKeyID());
    }

    private String compact(String type, String payload, String keyId) {
        var header =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID(keyId)
                        .type(new JOSEObjectType(type))
                        .build();
        return signed(new JWSObject(header, new Payload(payload))).serialize();
    }

    /**
     * A JWS over bytes that travel beside it, not encoded once more (RFC 7797).
     *
     * @param members more members of the protected header
     */
    public String detached(String type, byte[] payload, Map<String, Object> members) {
        var header =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID(ready().key().getKeyID())
                        .type(new JOSEObjectType(type))
                        .base64URLEncodePayload(false)
                        .criticalParams(Set.of("b64"));
        members.forEach(header::customParam);
        return signed(new JWSObject(header.build(), new Payload(payload))).serialize(true);
    }

    /** The public key with which the signatures of this instance are checked. */
    JWK key() {
        return ready().key();
    }

    private JWSObject signed(JWSObject object) {
        try {
            object.sign(ready().signer());
            return object;
        } catch (JOSEException e) {
            throw new IllegalStateException("an answer could not be signed", e);
        }
    }

    private Ready ready() {
        Ready known = ready;
        if (known == null) {
            known = read();
            ready = known; // twice the same by two threads does no harm
        }
        return known;
    }

    private Ready read() {
        if (pem == null) {
            throw new IllegalStateException("dancu.caller.private-key is not set");
        }
        ECPrivateKey key = ServiceKeys.privateKey(pem);
        try {
            return new Ready(NativeSignatures.with(new ECDSASigner(key)), publicKey(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("dancu.caller.private-key is not a P-256 key", e);
        }
    }

    /** A private key in PKCS#8 need not carry its public half; it follows from it. */
    private static ECKey publicKey(ECPrivateKey key) throws JOSEException {
        ECPoint point =
                ECNamedCurveTable.getParameterSpec("P-256").getG().multiply(key.getS()).normalize();
        BigInteger x = point.getAffineXCoord().toBigInteger();
        BigInteger y = point.getAffineYCoord().toBigInteger();
        Base64URL encodedX =
                ECKey.encodeCoordinate(
                        Curve.P_256.toECParameterSpec().getCurve().getField().getFieldSize(), x);
        Base64URL encodedY =
                ECKey.encodeCoordinate(
                        Curve.P_256.toECParameterSpec().getCurve().getField().getFieldSize(), y);
        return new ECKey.Builder(Curve.P_256, encodedX, encodedY)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.ES256)
                .keyIDFromThumbprint()
                .build();
    }
}
