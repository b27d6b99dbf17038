package vn.dancu.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A job file: lines of JSON, signed as a whole, each card sealed for one machine. Read twice, a
 * line at a time: first the signature over all of it, then card by card.
 */
final class JobFile {
    private static final String FORMAT = "dancu-personalisation-job/1";

    /** A job is signed by a signer of files, never by a signer of documents (RFC 9336). */
    private static final String FILE_SIGNING = "1.3.6.1.5.5.7.3.36";

    private static final int LONGEST_LINE = 512 * 1024;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Path file;
    private final MachineKeys keys;
    private final JsonMapper json = JsonMapper.builder().build();

    JobFile(Path file, MachineKeys keys) {
        this.file = file;
        this.keys = keys;
    }

    /** What the first line says of the job. */
    @SuppressWarnings("ArrayRecordComponent")
    record Header(String runId, String machineId, int lines, byte[] terminalKey) {}

    /** One card, opened. */
    record Line(int number, JsonNode card) {
        @Override
        public String toString() {
            return "Line[" + number + "]";
        }
    }

    /**
     * @param trusted the country signer that issued the signer of jobs
     * @throws MachineException if the file is not whole, not signed, or by somebody else
     */
    Header verify(X509Certificate trusted) {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Header header = null;
            String line = next(lines);
            while (line != null) {
                JsonNode node = json.readTree(line);
                if (header == null) {
                    header = header(node);
                }
                if (node.has("signature")) {
                    if (next(lines) != null) {
                        throw new MachineException("there is more behind the signature");
                    }
                    byte[] signature = bytes(node, "signature");
                    requireSigned(digest.digest(), signature, trusted);
                    return header;
                }
                digest.update(line.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) '\n');
                line = next(lines);
            }
            throw new MachineException("the job file has no signature");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | JacksonException e) {
            throw new MachineException("the job file is malformed", e);
        }
    }

    private static Header header(JsonNode node) {
        if (!FORMAT.equals(node.path("format").asString(""))) {
            throw new MachineException("this is no job file that the machine knows");
        }
        return new Header(
                node.path("runId").asString(),
                node.path("machineId").asString(),
                node.path("lines").asInt(),
                bytes(node, "terminalKey"));
    }

    private static void requireSigned(byte[] digest, byte[] signature, X509Certificate trusted) {
        try {
            CMSSignedData signed = new CMSSignedData(signature);
            List<SignerInformation> signers = List.copyOf(signed.getSignerInfos().getSigners());
            if (signers.size() != 1 || signed.getSignedContent() == null) {
                throw new MachineException("the job file is not signed by one signer");
            }
            SignerInformation signer = signers.getFirst();
            @SuppressWarnings("unchecked")
            List<X509CertificateHolder> found =
                    List.copyOf(signed.getCertificates().getMatches(signer.getSID()));
            X509Certificate certificate = MachineKeys.certificate(found.getFirst().getEncoded());
            certificate.verify(trusted.getPublicKey());
            certificate.checkValidity();
            List<String> purposes = certificate.getExtendedKeyUsage();
            if (purposes == null || !purposes.contains(FILE_SIGNING)) {
                throw new MachineException("the signer may not sign job files");
            }
            boolean verified =
                    signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(certificate));
            if (!verified
                    || !Arrays.equals(digest, (byte[]) signed.getSignedContent().getContent())) {
                throw new MachineException("the job file was changed after it was signed");
            }
        } catch (CMSException
                | OperatorCreationException
                | GeneralSecurityException
                | IOException
                | java.util.NoSuchElementException e) {
            throw new MachineException("the job file is signed by nobody known here", e);
        }
    }

    /** Opens card after card, in the order of the file. */
    void forEach(Header header, Consumer<Line> work) {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            int segment = 0;
            SecretKeySpec key = null;
            for (String text = next(lines); text != null; text = next(lines)) {
                JsonNode node = json.readTree(text);
                if (node.has("key")) {
                    segment = node.path("segment").asInt();
                    key = new SecretKeySpec(opened(bytes(node, "key")), "AES");
                } else if (node.has("sealed")) {
                    if (key == null || node.path("segment").asInt() != segment) {
                        throw new MachineException("a line has no key before it");
                    }
                    int number = node.path("line").asInt();
                    byte[] card = open(key, header.runId(), number, bytes(node, "sealed"));
                    work.accept(new Line(number, json.readTree(card)));
                    Arrays.fill(card, (byte) 0);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | CMSException | JacksonException e) {
            throw new MachineException("a line does not open with this machine's key", e);
        }
    }

    private byte[] opened(byte[] envelope) throws CMSException {
        return new CMSEnvelopedData(envelope)
                .getRecipientInfos()
                .getRecipients()
                .iterator()
                .next()
                .getContent(
                        new JceKeyAgreeEnvelopedRecipient(keys.key())
                                .setProvider(new BouncyCastleProvider()));
    }

    private static byte[] open(SecretKeySpec key, String runId, int line, byte[] sealed)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((runId + "|" + line).getBytes(StandardCharsets.UTF_8));
        return cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    }

    private static byte[] bytes(JsonNode node, String field) {
        try {
            return Base64.getDecoder().decode(node.path(field).asString());
        } catch (IllegalArgumentException e) {
            throw new MachineException("a field is not base64", e);
        }
    }

    private static @Nullable String next(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        if (line != null && line.length() > LONGEST_LINE) {
            throw new MachineException("a line is longer than any card");
        }
        return line;
    }
}
