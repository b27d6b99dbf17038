package vn.dancu.machine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The machine's own key pair: jobs are sealed for it, results are signed with it. A machine of a
 * factory holds it in hardware; this one in a folder that its user alone reads.
 */
public record MachineKeys(PrivateKey key, X509Certificate certificate) {
    private static final String KEY_FILE = "machine.key";
    private static final String CERTIFICATE_FILE = "machine.cer";
    private static final Duration LIFE = Duration.ofDays(3653);

    /** The keys in a folder, made at the first use. */
    public static MachineKeys in(Path folder, String machineId) {
        try {
            Path certificate = folder.resolve(CERTIFICATE_FILE);
            if (!Files.exists(certificate)) {
                make(folder, machineId);
            }
            return new MachineKeys(
                    KeyFactory.getInstance("EC")
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(
                                            Files.readAllBytes(folder.resolve(KEY_FILE)))),
                    certificate(Files.readAllBytes(certificate)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new MachineException("the machine's key is unreadable", e);
        }
    }

    static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new MachineException("a certificate is unreadable", e);
        }
    }

    /** The certificate last: while it is missing, the pair is made anew. */
    private static void make(Path folder, String machineId)
            throws IOException, GeneralSecurityException {
        Files.createDirectories(folder);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), new SecureRandom());
        KeyPair pair = generator.generateKeyPair();
        Path key = folder.resolve(KEY_FILE);
        Files.deleteIfExists(key);
        Files.createFile(
                key,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(key, pair.getPrivate().getEncoded());
        Files.write(folder.resolve(CERTIFICATE_FILE), selfSigned(pair, machineId));
    }

    private static byte[] selfSigned(KeyPair pair, String machineId) throws IOException {
        try {
            Instant now = Instant.now();
            X500Name name = new X500Name("CN=" + machineId);
            X509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            name,
                            new BigInteger(127, new SecureRandom()).add(BigInteger.ONE),
                            Date.from(now.minus(Duration.ofMinutes(5))),
                            Date.from(now.plus(LIFE)),
                            name,
                            pair.getPublic());
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement));
            return builder.build(
                            new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                    .getEncoded();
        } catch (OperatorCreationException e) {
            throw new MachineException("no certificate could be made", e);
        }
    }

    @Override
    public String toString() {
        return "MachineKeys[hidden]";
    }
}
