package vn.dancu.card.chip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What data group 13 says, item by item as cards in use number them: 1 number, 2 name, 3 date of
 * birth, 4 sex, 5 nationality, 6 ethnicity, 7 religion, 8 origin, 9 permanent residence, 10
 * identification features, 11 date of issue, 12 date of expiry, 13 parents. Sources disagree on 14
 * to 16, so the deployment says what stands there.
 *
 * @param items what is not recorded is left out; 13 is not among them
 * @param father empty where not recorded
 * @param mother empty where not recorded
 */
public record NationalData(
        SortedMap<Integer, String> items, Optional<String> father, Optional<String> mother) {
    static final int PARENTS = 13;
    static final int LAST = 16;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("dd/MM/uuuu");

    public NationalData {
        items = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(items));
        for (Map.Entry<Integer, String> item : items.entrySet()) {
            int number = item.getKey();
            if (number < 1 || number > LAST || number == PARENTS || item.getValue().isEmpty()) {
                throw new IllegalArgumentException("an item has a number from 1 to 16 and a text");
            }
        }
    }

    /**
     * SHA-256 over all of it, by which a reader is told what to expect: for each item in order its
     * number, 1F, its text, 1E; father and mother are parted by 1D.
     */
    public byte[] digest() {
        SortedMap<Integer, String> all = new TreeMap<>(items);
        if (father.isPresent() || mother.isPresent()) {
            all.put(PARENTS, father.orElse("") + '\u001D' + mother.orElse(""));
        }
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            all.forEach(
                    (number, text) ->
                            sha256.update(
                                    (number + "\u001F" + text + "\u001E")
                                            .getBytes(StandardCharsets.UTF_8)));
            return sha256.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the card and the chip show dates. */
    public static String date(LocalDate day) {
        return DATE.format(day);
    }

    @Override
    public String toString() {
        return "NationalData[hidden]";
    }
}
