package vn.dancu.card.model;

import java.util.random.RandomGenerator;
import vn.dancu.kernel.InvalidValueException;

/**
 * The serial number of one made card: ten letters and digits without those that are mistaken for
 * each other. It says nothing about its holder and cannot be guessed from another one.
 */
public record CardSerial(String text) {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 10;

    public CardSerial {
        if (!text.matches("[" + ALPHABET + "]{" + LENGTH + "}")) {
            throw new InvalidValueException(
                    "serial_malformed", "a card serial has 10 letters or digits, no I, L, O, U");
        }
    }

    /** A fresh one; that it is unique is for the database to say. */
    public static CardSerial random(RandomGenerator random) {
        StringBuilder out = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            out.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new CardSerial(out.toString());
    }
}
