package vn.dancu.platform.tokens;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.amazon.corretto.crypto.provider.SelfTestStatus;
import com.nimbusds.jose.jca.JCAAware;
import com.nimbusds.jose.jca.JCAContext;
import java.security.Provider;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signatures by AWS-LC where its library runs: on a processor that does not help with elliptic
 * curves they take a fifth of what the JDK needs, and one look-up makes two and checks one. Where
 * the library does not load, or fails its own tests, the JDK signs and checks as ever.
 */
public final class NativeSignatures {
    private static final Logger log = LoggerFactory.getLogger(NativeSignatures.class);

    /** Loaded once: it brings a library into the process. */
    private static final Optional<Provider> PROVIDER = load();

    private NativeSignatures() {}

    /** The same signer or verifier, at work with the faster code if there is any. */
    public static <T extends JCAAware<? extends JCAContext>> T with(T signing) {
        PROVIDER.ifPresent(provider -> signing.getJCAContext().setProvider(provider));
        return signing;
    }

    /** Whether it is there. */
    static boolean available() {
        return PROVIDER.isPresent();
    }

    private static Optional<Provider> load() {
        try {
            AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
            Throwable missing = provider.getLoadingError();
            if (missing == null && provider.runSelfTests() == SelfTestStatus.PASSED) {
                return Optional.of(provider);
            }
            log.info(
                    "signatures are made by the JDK: AWS-LC does not run here ({})",
                    missing == null ? "its self-tests fail" : missing.toString());
        } catch (LinkageError | RuntimeException e) {
            log.info("signatures are made by the JDK: {}", e.getClass().getSimpleName());
        }
        return Optional.empty();
    }
}
