package vn.dancu.population.imports;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.VietnameseText;

/**
 * Reads a line into a {@link Card}, normalises its texts and finds what makes it unreadable. Mapped
 * by hand: that is several times faster than binding, and a line that breaks several rules is
 * reported by the first. Not for several threads.
 */
final class CardReader implements LineReader {
    /** The longest line, in bytes without its end. */
    static final int MAX_LINE_BYTES = 16_384;

    private static final int MAX_INTEGER_DIGITS = 4;
    private static final int MAX_LINE_DIGITS = 12;
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,60}");
    // The length of the line bounds all of this; a deep or long value is unknown, not malformed.
    private static final StreamReadConstraints LINE_BOUND =
            StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_LINE_BYTES)
                    .maxNumberLength(MAX_LINE_BYTES)
                    .build();
    private static final JsonFactory JSON =
            JsonFactory.builder().streamReadConstraints(LINE_BOUND).build();
    private static final JsonFactory DUPLICATES_REFUSED =
            JSON.rebuild().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final Card card = new Card();
    private final @Nullable PlainLines plain;
    private final Set<CardField> seen = EnumSet.noneOf(CardField.class);
    private boolean skippedAny;

    private CardReader(boolean plainFirst) {
        plain = plainFirst ? new PlainLines(card) : null;
    }

    CardReader() {
        this(true);
    }

    /** Reads each line by the JSON library: what a line means is what this says. */
    static CardReader ofTheLibraryAlone() {
        return new CardReader(false);
    }

    @Override
    public Card tooLong() {
        card.clear();
        card.refuse(RejectCode.LINE_TOO_LONG, (String) null);
        return card;
    }

    @Override
    public Card read(byte[] bytes, int offset, int length) {
        card.clear();
        skippedAny = false;
        if (!beginsObject(bytes, offset, length) || !Utf8.isWellFormed(bytes, offset, length)) {
            return malformed();
        }
        if (plain != null && plain.read(bytes, offset, length)) {
            return card;
        }
        card.clear();
        try (JsonParser parser =
                JSON.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
            parser.nextToken();
            if (!readObject(parser) || parser.nextToken() != null) {
                return malformed();
            }
        } catch (JacksonException e) {
            return malformed();
        }
        if (skippedAny && hasDuplicates(bytes, offset, length)) {
            return malformed();
        }
        return card;
    }

    @Override
    public Card malformed() {
        card.clear();
        card.refuse(RejectCode.MALFORMED_JSON, (String) null);
        return card;
    }

    private static boolean beginsObject(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            switch (bytes[i]) {
                case ' ', '\t', '\r' -> {}
                case '{' -> {
                    return true;
                }
                default -> {
                    return false;
                }
            }
        }
        return false;
    }

    /** What was skipped was not looked into; a key twice is malformed at any depth. */
    private static boolean hasDuplicates(byte[] bytes, int offset, int length) {
        try (JsonParser parser =
                DUPLICATES_REFUSED.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
            while (parser.nextToken() != null) {
                // Reading is the check.
            }
            return false;
        } catch (JacksonException e) {
            return true;
        }
    }

    private boolean readObject(JsonParser parser) {
        seen.clear();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            CardField field = CardField.named(name);
            if (field == null) {
                card.refuse(RejectCode.UNKNOWN_FIELD, unknown("", name));
                parser.nextToken();
                skip(parser);
                continue;
            }
            if (!seen.add(field)) {
                return false;
            }
            if (!readField(parser, field)) {
                return false;
            }
        }
        return parser.currentToken() == JsonToken.END_OBJECT;
    }

    private boolean readField(JsonParser parser, CardField field) {
        switch (field.kind()) {
            case TEXT -> {
                String text = text(parser, field, null);
                if (text != null) {
                    card.text(field, text);
                }
            }
            case INTEGER -> card.integer(field, integer(parser, field));
            case PLACE -> {
                if (entersObject(parser, field)) {
                    return readPlace(parser, field, card.place(field));
                }
            }
            case RELATIVE -> {
                if (entersObject(parser, field)) {
                    return readRelative(parser, field, card.relative(field));
                }
            }
            case CORRECTION -> {
                if (entersObject(parser, field)) {
                    return readCorrection(parser, field, card.correction());
                }
            }
        }
        return true;
    }

    private boolean readPlace(JsonParser parser, CardField field, Card.Place place) {
        place.present = true;
        int seen = 0;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            int bit =
                    switch (name) {
                        case "province" -> 1;
                        case "district" -> 2;
                        case "commune" -> 4;
                        case "detail" -> 8;
                        default -> 0;
                    };
            if ((seen & bit) != 0) {
                return false;
            }
            seen |= bit;
            switch (bit) {
                case 1 -> place.province = text(parser, field, "province");
                case 2 -> place.district = text(parser, field, "district");
                case 4 -> place.commune = text(parser, field, "commune");
                case 8 -> place.detail = text(parser, field, "detail");
                default -> skipUnknown(parser, field, name);
            }
        }
        return parser.currentToken() == JsonToken.END_OBJECT;
    }

    private boolean readRelative(JsonParser parser, CardField field, Card.Relative relative) {
        relative.present = true;
        int seen = 0;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            int bit =
                    switch (name) {
                        case "name" -> 1;
                        case "number" -> 2;
                        case "oldNumber" -> 4;
                        case "nationality" -> 8;
                        default -> 0;
                    };
            if ((seen & bit) != 0) {
                return false;
            }
            seen |= bit;
            switch (bit) {
                case 1 -> relative.name = text(parser, field, "name");
                case 2 -> relative.number = text(parser, field, "number");
                case 4 -> relative.oldNumber = text(parser, field, "oldNumber");
                case 8 -> relative.nationality = text(parser, field, "nationality");
                default -> skipUnknown(parser, field, name);
            }
        }
        return parser.currentToken() == JsonToken.END_OBJECT;
    }

    private boolean readCorrection(JsonParser parser, CardField field, Card.Correction correction) {
        correction.present = true;
        int seen = 0;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            int bit =
                    switch (name) {
                        case "importId" -> 1;
                        case "line" -> 2;
                        default -> 0;
                    };
            if ((seen & bit) != 0) {
                return false;
            }
            seen |= bit;
            switch (bit) {
                case 1 -> correction.importId = text(parser, field, name);
                case 2 -> correction.line = lineNumber(parser, field);
                default -> skipUnknown(parser, field, name);
            }
        }
        return parser.currentToken() == JsonToken.END_OBJECT;
    }

    private long lineNumber(JsonParser parser, CardField field) {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return parser.getStringLength() > MAX_LINE_DIGITS ? 0 : parser.getLongValue();
        }
        if (token != JsonToken.VALUE_NULL) {
            card.refuse(RejectCode.WRONG_TYPE, field, "line");
            skip(parser);
        }
        return 0;
    }

    private void skipUnknown(JsonParser parser, CardField field, String name) {
        card.refuse(RejectCode.UNKNOWN_FIELD, unknown("/" + field.json(), name));
        parser.nextToken();
        skip(parser);
    }

    /** Keys of outsiders may hold anything; only a plain one is repeated in the report. */
    private static String unknown(String parent, String name) {
        return PLAIN_NAME.matcher(name).matches() ? parent + "/" + name : parent;
    }

    private void skip(JsonParser parser) {
        skippedAny = true;
        parser.skipChildren();
    }

    private boolean entersObject(JsonParser parser, CardField field) {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_OBJECT) {
            return true;
        }
        if (token != JsonToken.VALUE_NULL) {
            card.refuse(RejectCode.WRONG_TYPE, field);
            skip(parser);
        }
        return false;
    }

    private int integer(JsonParser parser, CardField field) {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return parser.getStringLength() > MAX_INTEGER_DIGITS ? Card.HUGE : parser.getIntValue();
        }
        if (token != JsonToken.VALUE_NULL) {
            card.refuse(RejectCode.WRONG_TYPE, field);
            skip(parser);
        }
        return Card.ABSENT;
    }

    private @Nullable String text(JsonParser parser, CardField field, @Nullable String member) {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_STRING) {
            return stored(card, parser.getString(), field, member);
        }
        if (token != JsonToken.VALUE_NULL) {
            refuse(card, RejectCode.WRONG_TYPE, field, member);
            skip(parser);
        }
        return null;
    }

    /** Codes, numbers and dates: ASCII without spaces is in its stored form already. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    /** A text as it is stored; nothing, and the card refused, if it cannot be stored. */
    static @Nullable String stored(
            Card card, String text, CardField field, @Nullable String member) {
        if (isPlain(text)) {
            return text;
        }
        try {
            String stored = VietnameseText.normalise(text);
            if (!stored.equals(text)) {
                card.setNormalised();
            }
            return stored;
        } catch (InvalidValueException e) {
            refuse(card, RejectCode.CONTROL_CHARACTER, field, member);
            return null;
        }
    }

    private static void refuse(
            Card card, RejectCode code, CardField field, @Nullable String member) {
        if (member == null) {
            card.refuse(code, field);
        } else {
            card.refuse(code, field, member);
        }
    }
}
