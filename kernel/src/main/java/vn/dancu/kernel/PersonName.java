package vn.dancu.kernel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A full birth name (họ, chữ đệm và tên khai sinh), stored in NFC exactly as registered. The full
 * text is authoritative: how it splits into family, middle and given name cannot be told reliably.
 */
public record PersonName(@JsonValue String full) {
    /** The longest name the interfaces of the ministry carry (HoVaTen, 100 characters). */
    public static final int MAX_LENGTH = 100;

    /**
     * @throws InvalidValueException {@code name_empty}, {@code name_too_long}, {@code
     *     name_has_digit} or {@code control_character}
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public PersonName {
        full = VietnameseText.normalise(full);
        if (full.isEmpty()) {
            throw new InvalidValueException("name_empty", "a name has at least one letter");
        }
        if (full.codePointCount(0, full.length()) > MAX_LENGTH) {
            throw new InvalidValueException("name_too_long", "a name has at most 100 characters");
        }
        if (full.codePoints().anyMatch(Character::isDigit)) {
            throw new InvalidValueException("name_has_digit", "a name has no digits");
        }
        if (full.codePoints().noneMatch(Character::isLetter)) {
            throw new InvalidValueException("name_empty", "a name has at least one letter");
        }
    }

    /** As printed on forms and cards. */
    public String upper() {
        return VietnameseText.upper(full);
    }

    /** Equal for spellings that differ in case or tone placement only. */
    public String toneKey() {
        return VietnameseText.toneKey(full);
    }

    public String unaccentedKey() {
        return VietnameseText.unaccentedKey(full);
    }

    /** Whether two spellings name the same person: NFC, case and tone placement set aside. */
    public boolean sameAs(PersonName other) {
        return toneKey().equals(other.toneKey());
    }

    @Override
    public String toString() {
        return "PersonName[hidden]";
    }
}
