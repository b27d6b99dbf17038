package vn.dancu.machine;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
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
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * A job file: frames of CBOR, signed as a whole, each card sealed for one machine. Read twice, a
 * frame at a time: first the signature over all of it, then card by card.
 */
final class JobFile {
    private static final String FORMAT = "dancu-personalisation-job/2";

    /** A job is signed by a signer of files, never by a signer of documents (RFC 9336). */
    private static final String FILE_SIGNING = "1.3.6.1.5.5.7.3.36";

    private static final int LONGEST_FRAME = 512 * 1024;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Path file;
    private final MachineKeys keys;
    private final CBORMapper cbor = CBORMapper.builder().build();

    JobFile(Path file, MachineKeys keys) {
        this.file = file;
        this.keys = keys;
    }

    /** What the first frame says of the job. */
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
        try (DataInputStream frames = frames()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Header header = null;
            byte[] frame = next(frames);
            while (frame != null) {
                JsonNode node = cbor.readTree(frame);
                if (header == null) {
                    header = header(node);
                }
                if (node.has("signature")) {
                    if (next(frames) != null) {
                        throw new MachineException("there is more behind the signature");
                    }
                    byte[] signature = bytes(node, "signature");
                    requireSigned(digest.digest(), signature, trusted);
                    return header;
                }
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(frame.length).array());
                digest.update(frame);
                frame = next(frames);
            }
            throw new MachineException("the job file has no signature");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | JacksonException e) {
            throw new MachineException("the job file is malformed", e);
        }
    }

    private DataInputStream frames() throws IOException {
        return new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
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
        try (DataInputStream frames = frames()) {
            int segment = 0;
            SecretKeySpec key = null;
            for (byte[] frame = next(frames); frame != null; frame = next(frames)) {
                JsonNode node = cbor.readTree(frame);
                if (node.has("key")) {
                    segment = node.path("segment").asInt();
                    key = new SecretKeySpec(opened(bytes(node, "key")), "AES");
                } else if (node.has("sealed")) {
                    if (key == null || node.path("segment").asInt() != segment) {
                        throw new MachineException("a line has no key before it");
                    }
                    int number = node.path("line").asInt();
                    byte[] card = open(key, header.runId(), number, bytes(node, "sealed"));
                    work.accept(new Line(number, cbor.readTree(card)));
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

    static byte[] bytes(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isBinary()) {
            throw new MachineException("a field is missing or not of bytes");
        }
        return value.binaryValue();
    }

    /** The next frame: four bytes of length, then so many; none at the end of the file. */
    private static byte @Nullable [] next(DataInputStream frames) throws IOException {
        byte[] length = frames.readNBytes(Integer.BYTES);
        if (length.length == 0) {
            return null;
        }
        int bytes = length.length == Integer.BYTES ? ByteBuffer.wrap(length).getInt() : -1;
        if (bytes < 1 || bytes > LONGEST_FRAME) {
            throw new MachineException("a frame is cut off, or longer than any card");
        }
        byte[] frame = frames.readNBytes(bytes);
        if (frame.length != bytes) {
            throw new MachineException("the job file is cut off");
        }
        return frame;
    }
}
