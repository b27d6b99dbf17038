package vn.dancu.card.production;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Seals cards for one machine: a fresh AES-256 key, wrapped for the machine's certificate (CMS
 * EnvelopedData, ECDH), that is forgotten when the segment is done. Who reads the database or the
 * job file cannot open a card; the service itself cannot any more.
 */
public final class JobSegment {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    /** Made once: that takes milliseconds. */
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    private final SecretKeySpec key;
    private final byte[] wrapped;
    private final SecureRandom random;

    private JobSegment(SecretKeySpec key, byte[] wrapped, SecureRandom random) {
        this.key = key;
        this.wrapped = wrapped;
        this.random = random;
    }

    public static JobSegment openFor(X509Certificate machine, SecureRandom random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        try {
            return new JobSegment(new SecretKeySpec(key, "AES"), wrap(key, machine), random);
        } catch (GeneralSecurityException | CMSException e) {
            throw new IllegalStateException("nothing can be sealed for this machine", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] wrap(byte[] key, X509Certificate machine)
            throws GeneralSecurityException, CMSException, IOException {
        ECPublicKey recipient = (ECPublicKey) machine.getPublicKey();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(recipient.getParams());
        KeyPair ephemeral = generator.generateKeyPair();
        JceKeyAgreeRecipientInfoGenerator agreement =
                new JceKeyAgreeRecipientInfoGenerator(
                        CMSAlgorithm.ECDH_SHA256KDF,
                        ephemeral.getPrivate(),
                        ephemeral.getPublic(),
                        CMSAlgorithm.AES256_WRAP);
        agreement.addRecipient(machine);
        agreement.setProvider(BOUNCY_CASTLE);
        CMSEnvelopedDataGenerator envelope = new CMSEnvelopedDataGenerator();
        envelope.addRecipientInfoGenerator(agreement);
        return envelope.generate(
                        new CMSProcessableByteArray(key),
                        new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).build())
                .getEncoded();
    }

    /** The key of this segment, for the machine alone. */
    public byte[] wrappedKey() {
        return wrapped.clone();
    }

    /**
     * Bound to its line: a line put in another place does not open.
     *
     * @param card whose first {@code length} bytes are sealed
     */
    public byte[] seal(UUID runId, int line, byte[] card, int length) {
        try {
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD((runId + "|" + line).getBytes(StandardCharsets.UTF_8));
            byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + length + TAG_BITS / 8);
            cipher.doFinal(card, 0, length, sealed, NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("nothing can be sealed", e);
        }
    }
}
