package vn.dancu.card.production;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
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

    private final ChipWriter writer;
    private final ChipKeys.Source keys;
    private final SecureRandom random;
    private final JsonMapper json = JsonMapper.builder().build();

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
        byte[] card = card(sheet, files, pairs, challenge);
        try {
            return new Made(segment.seal(runId, line, card), challenge);
        } finally {
            Arrays.fill(card, (byte) 0);
        }
    }

    private byte[] card(
            Sheet sheet, Map<ChipFile, byte[]> files, ChipKeys pairs, byte[] challenge) {
        ObjectNode card = json.createObjectNode();
        card.put("cardId", sheet.cardId().toString());
        card.put("accessNumber", sheet.accessNumber());
        ObjectNode print = card.putObject("print");
        sheet.texts().forEach(print::put);
        ObjectNode open = card.putObject("files");
        ObjectNode guarded = card.putObject("protectedFiles");
        files.forEach(
                (file, content) ->
                        (file == ChipFile.DG3 ? guarded : open).put(file.hexId(), text(content)));
        card.put("activeKey", text(pairs.active().getPrivate().getEncoded()));
        card.put("chipKey", text(pairs.chip().getPrivate().getEncoded()));
        card.put("challenge", text(challenge));
        return json.writeValueAsBytes(card);
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
