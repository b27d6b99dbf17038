package vn.dancu.card.production;

import java.security.SecureRandom;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;
import tools.jackson.dataformat.cbor.CBORMapper;
import vn.dancu.card.chip.ChipCurve;
import vn.dancu.card.chip.ChipFile;
import vn.dancu.card.chip.ChipHolder;
import vn.dancu.card.chip.ChipKeys;
import vn.dancu.card.chip.ChipWriter;
import vn.dancu.card.chip.SodSigner;

/**
 * Makes one card for a machine: its keys, its files, the signature, all of it sealed. What it made
 * is kept nowhere but in the sealed line. Safe for use by many threads.
 */
public final class CardMaker {
    private static final int CHALLENGE_BYTES = 8;

    /** What a card has besides its files, about. */
    private static final int TEXTS_BYTES = 4096;

    private final ChipWriter writer;
    private final ChipKeys.Source keys;
    private final SecureRandom random;
    private final CBORMapper cbor = CBORMapper.builder().build();

    public CardMaker(ChipCurve curve, SecureRandom random) {
        this.writer = new ChipWriter(curve, random);
        this.keys = new ChipKeys.Source(curve, random);
        this.random = random;
    }

    /**
     * What is printed and said besides the chip, as the machine needs it.
     *
     * @param texts by name: {@code contracts/card/job-file.md}
     */
    public record Sheet(UUID cardId, String accessNumber, Map<String, String> texts) {
        @Override
        public String toString() {
            return "Sheet[" + cardId + "]";
        }
    }

    /**
     * @param challenge that the chip will be asked
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Made(byte[] sealed, byte[] challenge) {}

    public Made make(
            Sheet sheet,
            ChipHolder holder,
            SodSigner signer,
            JobSegment segment,
            UUID runId,
            int line) {
        ChipKeys pairs = keys.fresh();
        Map<ChipFile, byte[]> files = writer.files(holder, pairs);
        files.put(ChipFile.SOD, writer.sign(files, signer));
        byte[] challenge = new byte[CHALLENGE_BYTES];
        random.nextBytes(challenge);
        OpenBytes card = card(sheet, files, pairs, challenge);
        try {
            return new Made(segment.seal(runId, line, card.array(), card.size()), challenge);
        } finally {
            card.wipe();
        }
    }

    /** A map in CBOR: files as bytes, so that nothing is encoded twice. */
    private OpenBytes card(
            Sheet sheet, Map<ChipFile, byte[]> files, ChipKeys pairs, byte[] challenge) {
        int size = files.values().stream().mapToInt(file -> file.length).sum() + TEXTS_BYTES;
        OpenBytes out = new OpenBytes(size);
        try (JsonGenerator card = cbor.createGenerator(out)) {
            card.writeStartObject();
            card.writeStringProperty("cardId", sheet.cardId().toString());
            card.writeStringProperty("accessNumber", sheet.accessNumber());
            card.writeObjectPropertyStart("print");
            sheet.texts().forEach(card::writeStringProperty);
            card.writeEndObject();
            card.writeObjectPropertyStart("files");
            files.forEach(
                    (file, content) -> {
                        if (file != ChipFile.DG3) {
                            card.writeName(file.hexId()).writeBinary(content);
                        }
                    });
            card.writeEndObject();
            card.writeObjectPropertyStart("protectedFiles");
            byte[] fingers = Objects.requireNonNull(files.get(ChipFile.DG3));
            card.writeName(ChipFile.DG3.hexId()).writeBinary(fingers);
            card.writeEndObject();
            card.writeName("activeKey").writeBinary(pairs.active().getPrivate().getEncoded());
            card.writeName("chipKey").writeBinary(pairs.chip().getPrivate().getEncoded());
            card.writeName("challenge").writeBinary(challenge);
            card.writeEndObject();
        }
        return out;
    }
}
