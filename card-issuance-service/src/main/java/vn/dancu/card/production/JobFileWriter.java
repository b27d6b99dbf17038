package vn.dancu.card.production;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import vn.dancu.card.chip.SodSigner;

/**
 * Writes a job file, line by line: {@code contracts/card/job-file.md}. Nothing of it is kept in
 * memory; the signature over all lines comes last.
 */
public final class JobFileWriter {
    private final OutputStream out;
    private final MessageDigest digest;

    public JobFileWriter(OutputStream out) {
        this.out = out;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the first line says. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Header(
            UUID runId, String machineId, int lines, byte[] terminalKey, Instant createdAt) {}

    public void header(Header header) throws IOException {
        line(
                "{\"format\":\"dancu-personalisation-job/1\",\"runId\":\"%s\",\"machineId\":\"%s\","
                                .formatted(header.runId(), header.machineId())
                        + "\"lines\":%d,\"terminalKey\":\"%s\",\"createdAt\":\"%s\"}"
                                .formatted(
                                        header.lines(),
                                        text(header.terminalKey()),
                                        header.createdAt()));
    }

    public void segment(int segment, byte[] wrappedKey) throws IOException {
        line("{\"segment\":%d,\"key\":\"%s\"}".formatted(segment, text(wrappedKey)));
    }

    public void card(int line, int segment, byte[] sealed) throws IOException {
        line(
                "{\"line\":"
                        + line
                        + ",\"segment\":"
                        + segment
                        + ",\"sealed\":\""
                        + text(sealed)
                        + "\"}");
    }

    /** The last line: a CMS SignedData over the SHA-256 of all bytes before it. */
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
            line("{\"signature\":\"" + text(signed) + "\"}");
            out.flush();
        } catch (GeneralSecurityException | OperatorCreationException | CMSException e) {
            throw new IllegalStateException("the job could not be signed", e);
        }
    }

    private void line(String text) throws IOException {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        digest.update(bytes);
        out.write(bytes);
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
