package vn.dancu.population.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which names without marks a mistyped or misheard one may have meant. Everything is looked up by
 * the index that exact names use, so a forgiving search needs none of its own; see ADR on search.
 *
 * <p>Costs: 1 for what sounds alike or was typed with the marks beside the letters, 2 for one
 * letter or one space too many, too few, wrong or swapped and for two neighbouring words swapped, 3
 * for a word too many or a usual middle name left out.
 */
final class SimilarNames {
    /** The highest cost; each found name differs by one error only. */
    static final int MOST_COST = 3;

    private static final int SOUND = 1;
    private static final int LETTER = 2;
    private static final int WORD = 3;
    private static final int MOST_WORDS = 8;
    private static final int MOST_LETTERS = 30;

    /** Usual middle names, which people leave out when they give a name. */
    private static final List<String> MIDDLE =
            List.of(
                    "VAN", "THI", "HUU", "DUC", "XUAN", "NGOC", "MINH", "QUANG", "THANH", "DINH",
                    "CONG", "TRONG", "QUOC", "ANH", "TUAN", "DUY", "KIM", "THU", "HONG", "PHUONG",
                    "HOANG", "THE", "BA", "VIET", "DANG", "NHU", "MY", "BICH", "TIEN", "GIA", "BAO",
                    "KHANH", "HAI", "NHAT", "THUY", "LAN", "DIEU", "TUYET", "VINH", "SY");

    private final List<String> words;
    private final Set<String> vocabulary;
    private final Map<String, Integer> costs = new HashMap<>();

    private SimilarNames(String key, Set<String> vocabulary) {
        this.words = Vocabulary.syllables(key);
        this.vocabulary = vocabulary;
    }

    /** A name without marks and how far it is from the one that was given. */
    record Similar(String key, int cost) {
        static final Comparator<Similar> LIKELIEST =
                Comparator.comparingInt(Similar::cost).thenComparing(Similar::key);
    }

    /**
     * The likeliest first, without the name itself.
     *
     * @param key a name without marks
     * @param vocabulary words of names on record, without marks
     */
    static List<Similar> of(String key, Set<String> vocabulary, int most) {
        var names = new SimilarNames(key, vocabulary);
        if (names.words.size() <= MOST_WORDS && key.length() <= MOST_WORDS * MOST_LETTERS) {
            names.gather();
        }
        names.costs.remove(key);
        return names.costs.entrySet().stream()
                .map(e -> new Similar(e.getKey(), e.getValue()))
                .sorted(Similar.LIKELIEST)
                .limit(most)
                .toList();
    }

    private void gather() {
        withOneOtherWord();
        withMarksBesideLetters();
        withWordsSwapped();
        withSpacesMoved();
        withoutOneWord();
        withMiddleName();
    }

    private void withOneOtherWord() {
        List<List<String>> alike = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            List<String> sounding = new ArrayList<>();
            String sound = sound(word);
            for (String known : vocabulary) {
                if (known.equals(word)) {
                    continue;
                }
                if (sound(known).equals(sound)) {
                    sounding.add(known);
                    add(replaced(i, known), SOUND);
                } else if (isOneErrorAway(word, known)) {
                    add(replaced(i, known), LETTER);
                }
            }
            alike.add(sounding);
        }
        for (int i = 0; i < words.size(); i++) {
            for (int j = i + 1; j < words.size(); j++) {
                for (String first : alike.get(i)) {
                    for (String second : alike.get(j)) {
                        List<String> both = replaced(i, first);
                        both.set(j, second);
                        add(both, 2 * SOUND);
                    }
                }
            }
        }
    }

    /** Telex typed into a field that did not compose it: NGUYEENX VAWN. */
    private void withMarksBesideLetters() {
        List<String> composed = new ArrayList<>();
        for (String word : words) {
            composed.add(vocabulary.contains(word) ? word : withoutTelex(word));
        }
        if (vocabulary.containsAll(composed)) {
            add(composed, SOUND);
        }
    }

    private static String withoutTelex(String word) {
        StringBuilder out = new StringBuilder(word.length());
        boolean vowelSeen = false;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            // Before the vowel they are letters: TRAANF is TRAN.
            boolean tone = vowelSeen && "SFRXJ".indexOf(c) >= 0;
            vowelSeen |= "AEIOUY".indexOf(c) >= 0;
            boolean doubled = i > 0 && c == word.charAt(i - 1) && "AEOD".indexOf(c) >= 0;
            if (!tone && !doubled && c != 'W') {
                out.append(c);
            }
        }
        return out.toString();
    }

    private void withWordsSwapped() {
        for (int i = 0; i + 1 < words.size(); i++) {
            List<String> swapped = replaced(i, words.get(i + 1));
            swapped.set(i + 1, words.get(i));
            add(swapped, LETTER);
        }
        if (words.size() > 2) {
            // Given name first, as other countries' forms have it.
            List<String> turned = new ArrayList<>(words.subList(1, words.size()));
            turned.add(words.getFirst());
            add(turned, LETTER);
            List<String> back = new ArrayList<>(words.subList(0, words.size() - 1));
            back.addFirst(words.getLast());
            add(back, LETTER);
        }
    }

    private void withSpacesMoved() {
        for (int i = 0; i + 1 < words.size(); i++) {
            String joined = words.get(i) + words.get(i + 1);
            if (vocabulary.contains(joined)) {
                List<String> fewer = without(i);
                fewer.set(i, joined);
                add(fewer, LETTER);
            }
        }
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            for (int at = 1; at < word.length(); at++) {
                String left = word.substring(0, at);
                String right = word.substring(at);
                if (vocabulary.contains(left) && vocabulary.contains(right)) {
                    List<String> more = replaced(i, left);
                    more.add(i + 1, right);
                    add(more, LETTER);
                }
            }
        }
    }

    private void withoutOneWord() {
        for (int i = 0; words.size() > 2 && i < words.size(); i++) {
            add(without(i), WORD);
        }
    }

    private void withMiddleName() {
        for (int gap = 1; gap < words.size(); gap++) {
            for (String middle : MIDDLE) {
                if (vocabulary.contains(middle)) {
                    List<String> longer = new ArrayList<>(words);
                    longer.add(gap, middle);
                    add(longer, WORD);
                }
            }
        }
    }

    private List<String> replaced(int at, String word) {
        List<String> other = new ArrayList<>(words);
        other.set(at, word);
        return other;
    }

    private List<String> without(int at) {
        List<String> fewer = new ArrayList<>(words);
        fewer.remove(at);
        return fewer;
    }

    private void add(Collection<String> name, int cost) {
        costs.merge(String.join(" ", name), cost, Math::min);
    }

    /**
     * What words have in common that regions pronounce, and people write, alike: i and y, s and x,
     * tr and ch, d, gi and r, l and n, c, k and q, n and ng, t and c at the end.
     */
    static String sound(String word) {
        if (word.isEmpty()) {
            return word;
        }
        String sound = word.replace('Y', 'I');
        if (sound.startsWith("NGH")) {
            sound = "NG" + sound.substring(3);
        } else if (sound.startsWith("GH")) {
            sound = "G" + sound.substring(2);
        } else if (sound.startsWith("TR")) {
            sound = "CH" + sound.substring(2);
        } else if (sound.startsWith("GI")) {
            // GIA is gi + a, GI alone gi + i.
            sound = "D" + (sound.length() == 2 ? "I" : sound.substring(2));
        } else {
            sound = otherInitial(sound);
        }
        return otherFinal(sound);
    }

    private static String otherInitial(String word) {
        String rest = word.substring(1);
        return switch (word.charAt(0)) {
            case 'X' -> "S" + rest;
            case 'R' -> "D" + rest;
            case 'L' -> "N" + rest;
            case 'K', 'Q' -> rest.startsWith("H") ? word : "C" + rest;
            default -> word;
        };
    }

    private static String otherFinal(String word) {
        if (word.length() > 3 && word.endsWith("NG")) {
            return word.substring(0, word.length() - 1);
        }
        if (word.length() > 2 && word.endsWith("C")) {
            return word.substring(0, word.length() - 1) + "T";
        }
        return word;
    }

    /** Whether one letter is wrong, missing, too many or swapped with its neighbour. */
    static boolean isOneErrorAway(String a, String b) {
        if (a.length() > b.length()) {
            return isOneErrorAway(b, a);
        }
        int longer = b.length() - a.length();
        if (longer > 1) {
            return false;
        }
        int i = 0;
        while (i < a.length() && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        if (longer == 1) {
            return a.regionMatches(i, b, i + 1, a.length() - i);
        }
        if (i == a.length()) {
            return false; // the same
        }
        int rest = a.length() - i - 1;
        boolean wrong = a.regionMatches(i + 1, b, i + 1, rest);
        boolean swapped =
                rest > 0
                        && a.charAt(i) == b.charAt(i + 1)
                        && a.charAt(i + 1) == b.charAt(i)
                        && a.regionMatches(i + 2, b, i + 2, rest - 1);
        return wrong || swapped;
    }
}
