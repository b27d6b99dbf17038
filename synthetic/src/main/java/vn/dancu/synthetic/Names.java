package vn.dancu.synthetic;

import java.util.HashMap;
import java.util.Map;
import vn.dancu.kernel.Sex;

/**
 * Names as people bear them: surnames by ethnic group and region, middle and given names by sex and
 * generation.
 */
final class Names {
    private static final Map<String, String> STYLES =
            Map.of(
                    "8",
                    "hmong",
                    "10",
                    "highland",
                    "12",
                    "highland",
                    "14",
                    "particle",
                    "16",
                    "particle",
                    "22",
                    "particle");

    private final Map<String, Weighted<String>> surnames = new HashMap<>();
    private final Map<String, Weighted<String>> words = new HashMap<>();

    Names() {
        for (String[] row : Resources.table("surnames.tsv")) {
            surnames.put(row[0], Weighted.parse(row[1]));
        }
        for (String[] row : Resources.table("given-names.tsv")) {
            words.put(key(row[0], row[1].equals("M"), row[2], row[3]), Weighted.parse(row[4]));
        }
    }

    private static String key(String style, boolean male, String generation, String part) {
        return style + (male ? "M" : "F") + generation + part;
    }

    /**
     * A surname as it is handed down. It may hold a form for each sex ({@code Điểu/Thị}); see
     * {@link #borne}.
     */
    String surname(String ethnicGroup, boolean southern, Chance chance) {
        Weighted<String> list = surnames.get(ethnicGroup);
        String surname = (list == null ? listOf("*") : list).pick(chance);
        int bar = surname.indexOf('|');
        if (bar < 0) {
            return surname;
        }
        return southern ? surname.substring(bar + 1) : surname.substring(0, bar);
    }

    /** The surname as a man or a woman bears it. */
    static String borne(String surname, Sex sex) {
        int slash = surname.indexOf('/');
        if (slash < 0) {
            return surname;
        }
        return sex == Sex.MALE ? surname.substring(0, slash) : surname.substring(slash + 1);
    }

    /** Whether children take the mother's name: the matrilineal Gia-rai and Ê-đê. */
    static boolean fromMother(String ethnicGroup) {
        return ethnicGroup.equals("10") || ethnicGroup.equals("12");
    }

    /** A full name with this surname. */
    String full(String ethnicGroup, String surname, Sex sex, int birthYear, Chance chance) {
        boolean male = sex == Sex.MALE;
        String style = STYLES.getOrDefault(ethnicGroup, "kinh");
        return switch (style) {
            case "highland" -> {
                String particle = word(style, male, "0", "particle", chance);
                yield join(particle, word(style, male, "0", "given", chance)) + " " + surname;
            }
            case "particle" -> join(borne(surname, sex), word(style, male, "0", "given", chance));
            case "hmong" ->
                    surname
                            + " "
                            + word(style, male, "0", "middle", chance)
                            + " "
                            + word(style, male, "0", "given", chance);
            default -> {
                String generation = birthYear < 1960 ? "1" : birthYear < 1990 ? "2" : "3";
                String middle = word(style, male, generation, "middle", chance);
                String given = word(style, male, generation, "given", chance);
                yield borne(surname, sex) + (middle.equals("_") ? " " : " " + middle + " ") + given;
            }
        };
    }

    /** H'Hen in one word, Y Thanh in two. */
    private static String join(String particle, String given) {
        return particle.endsWith("'") ? particle + given : particle + " " + given;
    }

    private String word(String style, boolean male, String generation, String part, Chance chance) {
        Weighted<String> list = words.get(key(style, male, generation, part));
        if (list == null) {
            throw new IllegalStateException("no " + part + " names of style " + style);
        }
        return list.pick(chance);
    }

    private Weighted<String> listOf(String group) {
        Weighted<String> list = surnames.get(group);
        if (list == null) {
            throw new IllegalStateException("no surnames of group " + group);
        }
        return list;
    }
}
