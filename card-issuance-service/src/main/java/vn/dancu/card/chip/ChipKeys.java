package vn.dancu.card.chip;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * The two key pairs that are made for one chip alone. The private keys go into the job file, sealed
 * for the machine, and are kept nowhere else.
 *
 * @param active for active authentication: a clone of the data cannot sign
 * @param chip for chip authentication: key agreement with the terminal
 */
public record ChipKeys(KeyPair active, KeyPair chip) {

    /** Makes pairs on one curve. Safe for use by many threads. */
    public static final class Source {
        private final ThreadLocal<KeyPairGenerator> generators;

        public Source(ChipCurve curve, SecureRandom random) {
            Provider bouncyCastle = new BouncyCastleProvider();
            this.generators = ThreadLocal.withInitial(() -> generator(curve, random, bouncyCastle));
        }

        public ChipKeys fresh() {
            KeyPairGenerator generator = generators.get();
            return new ChipKeys(generator.generateKeyPair(), generator.generateKeyPair());
        }

        /** One pair, as a terminal has for key agreement with chips. */
        public KeyPair pair() {
            return generators.get().generateKeyPair();
        }

        private static KeyPairGenerator generator(
                ChipCurve curve, SecureRandom random, Provider bouncyCastle) {
            try {
                KeyPairGenerator generator =
                        curve.isBrainpool()
                                ? KeyPairGenerator.getInstance("EC", bouncyCastle)
                                : KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec(curve.curveName()), random);
                return generator;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JVM lacks the curve of the chips", e);
            }
        }
    }

    @Override
    public String toString() {
        return "ChipKeys[hidden]";
    }
}
