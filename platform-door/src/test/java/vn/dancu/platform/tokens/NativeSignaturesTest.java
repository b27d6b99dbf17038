package vn.dancu.platform.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeSignaturesTest {
    @Test
    @EnabledOnOs(
            value = OS.LINUX,
            architectures = {"amd64", "aarch64"})
    void libraryRunsOnWhatServersAreMadeOf() {
        assertThat(NativeSignatures.available()).isTrue();
    }

    @Test
    void whatOneSignsTheOtherChecks() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        var fast = NativeSignatures.with(new ECDSASigner(key));
        var fastCheck = NativeSignatures.with(new ECDSAVerifier(key));
        assertThat(signed(fast, "a").verify(new ECDSAVerifier(key))).isTrue();
        assertThat(signed(new ECDSASigner(key), "a").verify(fastCheck)).isTrue();
        assertThat(isBelieved(signed(fast, "a"), signed(fast, "b"), fastCheck)).isFalse();
    }

    private static JWSObject signed(JWSSigner signer, String text) throws Exception {
        var object = new JWSObject(new JWSHeader(JWSAlgorithm.ES256), new Payload(text));
        object.sign(signer);
        return object;
    }

    /** The text of one under the signature of the other. */
    private static boolean isBelieved(JWSObject text, JWSObject signature, JWSVerifier verifier)
            throws Exception {
        return new JWSObject(
                        text.getHeader().toBase64URL(),
                        text.getPayload().toBase64URL(),
                        signature.getSignature())
                .verify(verifier);
    }
}
