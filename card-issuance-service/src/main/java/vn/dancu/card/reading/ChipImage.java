package vn.dancu.card.reading;

import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a machine says is in a chip: {@code contracts/card/chip-image.md}.
 *
 * @param files by file identifier in four hexadecimal digits
 * @param sealed files that the chip gives to entitled terminals only, sealed for the terminal
 * @param activeAnswer the signature over the challenge
 * @param chipAnswer the code over the challenge under the key agreed with the terminal
 */
@SuppressWarnings("ArrayRecordComponent")
record ChipImage(
        String chipSerial,
        Map<String, byte[]> files,
        Map<String, byte[]> sealed,
        byte[] activeAnswer,
        byte[] chipAnswer) {
    private static final String FORMAT = "dancu-chip-image/1";

    /** A chip has 80 to 144 kB; base64 takes a third more. */
    static final int LARGEST = 256 * 1024;

    private static final int MOST_FILES = 32;

    static ChipImage parse(byte[] bytes) {
        if (bytes.length > LARGEST) {
            throw unreadable();
        }
        try {
            JsonNode root = JsonMapper.shared().readTree(bytes);
            if (!FORMAT.equals(root.path("format").asString(""))) {
                throw unreadable();
            }
            return new ChipImage(
                    text(root, "chipSerial"),
                    files(root.path("files")),
                    files(root.path("sealed")),
                    Base64.getDecoder().decode(text(root, "activeAuthentication")),
                    Base64.getDecoder().decode(text(root, "chipAuthentication")));
        } catch (JacksonException | IllegalArgumentException e) {
            throw unreadable();
        }
    }

    private static String text(JsonNode root, String name) {
        JsonNode value = root.path(name);
        if (!value.isString()) {
            throw unreadable();
        }
        return value.asString();
    }

    private static Map<String, byte[]> files(JsonNode node) {
        Map<String, byte[]> files = new TreeMap<>();
        if (!node.isObject() || node.size() > MOST_FILES) {
            throw unreadable();
        }
        node.properties()
                .forEach(
                        entry ->
                                files.put(
                                        entry.getKey(),
                                        Base64.getDecoder().decode(entry.getValue().asString())));
        return files;
    }

    byte[] file(String id) {
        byte[] file = files.get(id);
        if (file == null) {
            throw new UnreadableException(ReadingFailure.FILE_MISSING);
        }
        return file;
    }

    private static UnreadableException unreadable() {
        return new UnreadableException(ReadingFailure.IMAGE_UNREADABLE);
    }

    @Override
    public String toString() {
        return "ChipImage[" + chipSerial + "]";
    }
}
