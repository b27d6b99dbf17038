package vn.dancu.card.production;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import tools.jackson.core.JsonGenerator;
import tools.jackson.dataformat.cbor.CBORMapper;
import vn.dancu.card.chip.SodSigner;

/**
 * Writes a job file, frame by frame: {@code contracts/card/job-file.md}. One frame of it is kept in
 * memory; the signature over all others comes last.
 */
public final class JobFileWriter {
    private final OutputStream out;
    private final MessageDigest digest;
    private final CBORMapper cbor = CBORMapper.builder().build();
    private final OpenBytes frame = new OpenBytes(1 << 17);

    public JobFileWriter(OutputStream out) {
        this.out = out;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the first frame says. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Header(
            UUID runId, String machineId, int lines, byte[] terminalKey, Instant createdAt) {}

    public void header(Header header) throws IOException {
        frame(
                map -> {
                    map.writeStringProperty("format", "dancu-personalisation-job/2");
                    map.writeStringProperty("runId", header.runId().toString());
                    map.writeStringProperty("machineId", header.machineId());
                    map.writeNumberProperty("lines", header.lines());
                    map.writeName("terminalKey").writeBinary(header.terminalKey());
                    map.writeStringProperty("createdAt", header.createdAt().toString());
                });
    }

    public void segment(int segment, byte[] wrappedKey) throws IOException {
        frame(
                map -> {
                    map.writeNumberProperty("segment", segment);
                    map.writeName("key").writeBinary(wrappedKey);
                });
    }

    public void card(int line, int segment, byte[] sealed) throws IOException {
        frame(
                map -> {
                    map.writeNumberProperty("line", line);
                    map.writeNumberProperty("segment", segment);
                    map.writeName("sealed").writeBinary(sealed);
                });
    }

    /** The last frame: a CMS SignedData over the SHA-256 of all bytes before it. */
    public void sign(SodSigner signer) throws IOException {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    new JcaSignerInfoGeneratorBuilder(
                                    new JcaDigestCalculatorProviderBuilder().build())
                            .build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .setProvider(signer.provider())
                                            .build(signer.key()),
                                    signer.certificate()));
            generator.addCertificates(new JcaCertStore(List.of(signer.certificate())));
            byte[] signed =
                    generator
                            .generate(new CMSProcessableByteArray(digest.digest()), true)
                            .getEncoded();
            frame(map -> map.writeName("signature").writeBinary(signed));
            out.flush();
        } catch (GeneralSecurityException | OperatorCreationException | CMSException e) {
            throw new IllegalStateException("the job could not be signed", e);
        }
    }

    /** Four bytes of length, then a map in CBOR. */
    private void frame(Consumer<JsonGenerator> content) throws IOException {
        frame.reset();
        try (JsonGenerator map = cbor.createGenerator(frame)) {
            map.writeStartObject();
            content.accept(map);
            map.writeEndObject();
        }
        byte[] length = ByteBuffer.allocate(Integer.BYTES).putInt(frame.size()).array();
        digest.update(length);
        digest.update(frame.array(), 0, frame.size());
        out.write(length);
        frame.writeTo(out);
    }
}
