package vn.dancu.population.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.dancu.kernel.VietnameseText;
import vn.dancu.population.search.SimilarNames.Similar;

class SimilarNamesTest {
    private static final int MOST = 400;
    private static final List<String> SURNAMES =
            List.of(
                    "NGUYEN", "TRAN", "LE", "PHAM", "HOANG", "HUYNH", "PHAN", "VU", "VO", "DANG",
                    "BUI", "DO", "HO", "NGO", "DUONG", "LY", "TRUONG", "DINH", "NONG", "LUONG");
    private static final List<String> MIDDLE =
            List.of("VAN", "THI", "HUU", "DUC", "NGOC", "MINH", "QUANG", "THANH", "XUAN", "KIM");
    private static final List<String> GIVEN =
            List.of(
                    "HUNG", "DUNG", "LAN", "HOA", "TRANG", "THUY", "QUY", "NGHIA", "GIANG", "SON",
                    "XUYEN", "CHAU", "TRAU", "LONG", "LINH", "NGA", "ANH", "TUAN", "PHUONG", "YEN",
                    "KHANH", "BINH", "MAI", "HANH", "DAO", "SANG", "HIEN", "HUONG", "KIEN", "VIET");
    private static final Set<String> VOCABULARY = vocabulary();

    private static Set<String> vocabulary() {
        Set<String> all = new TreeSet<>(SURNAMES);
        all.addAll(MIDDLE);
        all.addAll(GIVEN);
        return all;
    }

    @Provide
    Arbitrary<List<String>> names() {
        return Arbitraries.of(SURNAMES)
                .flatMap(
                        surname ->
                                Arbitraries.of(MIDDLE)
                                        .flatMap(
                                                middle ->
                                                        Arbitraries.of(GIVEN)
                                                                .map(
                                                                        given ->
                                                                                List.of(
                                                                                        surname,
                                                                                        middle,
                                                                                        given))));
    }

    private static List<String> similar(List<String> words) {
        return SimilarNames.of(String.join(" ", words), VOCABULARY, MOST).stream()
                .map(Similar::key)
                .toList();
    }

    private static void assertMeant(List<String> name, List<String> typed) {
        if (!typed.equals(name)) {
            assertThat(similar(typed))
                    .as("%s for %s", name, typed)
                    .contains(String.join(" ", name));
        }
    }

    private static List<String> with(List<String> name, int at, String word) {
        List<String> typed = new ArrayList<>(name);
        typed.set(at, word);
        return typed;
    }

    @Property(tries = 300)
    void nameIsFoundThoughALetterIsMissing(
            @ForAll("names") List<String> name,
            @ForAll @IntRange(max = 2) int word,
            @ForAll @IntRange(max = 5) int at) {
        String right = name.get(word);
        int gone = at % right.length();
        assertMeant(name, with(name, word, right.substring(0, gone) + right.substring(gone + 1)));
    }

    @Property(tries = 300)
    void nameIsFoundThoughALetterIsWrongOrTooMany(
            @ForAll("names") List<String> name,
            @ForAll @IntRange(max = 2) int word,
            @ForAll @IntRange(max = 5) int at,
            @ForAll @IntRange(max = 25) int letter) {
        String right = name.get(word);
        int place = at % right.length();
        char other = (char) ('A' + letter);
        assertMeant(
                name,
                with(name, word, right.substring(0, place) + other + right.substring(place + 1)));
        assertMeant(
                name, with(name, word, right.substring(0, place) + other + right.substring(place)));
    }

    @Property(tries = 300)
    void nameIsFoundThoughNeighboursAreSwapped(
            @ForAll("names") List<String> name,
            @ForAll @IntRange(max = 2) int word,
            @ForAll @IntRange(max = 5) int at) {
        char[] letters = name.get(word).toCharArray();
        int place = at % (letters.length - 1);
        char first = letters[place];
        letters[place] = letters[place + 1];
        letters[place + 1] = first;
        assertMeant(name, with(name, word, new String(letters)));
        if (word < 2) {
            List<String> words = new ArrayList<>(name);
            Collections.swap(words, word, word + 1);
            assertMeant(name, words);
        }
    }

    @Property(tries = 200)
    void nameIsFoundThoughAWordIsTooManyOrTheMiddleNameIsMissing(
            @ForAll("names") List<String> name, @ForAll @IntRange(max = 3) int at) {
        List<String> more = new ArrayList<>(name);
        more.add(at, "PHUC");
        assertMeant(name, more);
        assertMeant(name, List.of(name.getFirst(), name.getLast()));
    }

    @Property(tries = 200)
    void nameIsFoundThoughASpaceIsMissing(
            @ForAll("names") List<String> name, @ForAll @IntRange(max = 1) int at) {
        List<String> joined = new ArrayList<>(name);
        joined.set(at, joined.get(at) + joined.remove(at + 1));
        assertMeant(name, joined);
    }

    @Property(tries = 300)
    void resultIsBoundedOrderedAndNeverTheNameItself(
            @ForAll("names") List<String> name, @ForAll @IntRange(min = 1, max = 50) int most) {
        String key = String.join(" ", name);
        List<Similar> similar = SimilarNames.of(key, VOCABULARY, most);
        assertThat(similar).hasSizeLessThanOrEqualTo(most).isSortedAccordingTo(Similar.LIKELIEST);
        assertThat(similar).extracting(Similar::key).doesNotContain(key).doesNotHaveDuplicates();
        assertThat(similar).extracting(Similar::cost).allMatch(c -> c >= 1 && c <= 3);
    }

    @ParameterizedTest
    @CsvSource({
        "QUY, QUI",
        "LY, LI",
        "SON, XON",
        "CHAU, TRAU",
        "DUNG, GIUNG",
        "DANG, RANG",
        "LAN, NAN",
        "KHANH, KHANH",
        "KIM, CIM",
        "LAN, LANG",
        "BAC, BAT",
        "NGHI, NGI"
    })
    void soundsThatAreTakenForEachOtherAreOne(String one, String other) {
        assertThat(SimilarNames.sound(one)).isEqualTo(SimilarNames.sound(other));
    }

    @ParameterizedTest
    @CsvSource({"LAN, LIN", "HOA, HUE", "KHANH, CANH", "THI, TI", "NGA, NA", "AN, ANG"})
    void otherSoundsStayApart(String one, String other) {
        assertThat(SimilarNames.sound(one)).isNotEqualTo(SimilarNames.sound(other));
    }

    @Test
    void whatSoundsAlikeComesBeforeAWrongLetter() {
        List<Similar> similar = SimilarNames.of("NGUYEN VAN CHAU", VOCABULARY, MOST);
        assertThat(similar.getFirst()).isEqualTo(new Similar("NGUYEN VAN TRAU", 1));
    }

    @Test
    void telexThatWasNotComposedIsRead() {
        String typed = VietnameseText.unaccentedKey("Nguyeenx Vawn Huwngf");
        assertThat(SimilarNames.of(typed, VOCABULARY, MOST))
                .contains(new Similar("NGUYEN VAN HUNG", 1));
    }

    @Test
    void overlongNamesAreTakenAsTheyAre() {
        assertThat(SimilarNames.of("A ".repeat(40).strip(), VOCABULARY, MOST)).isEmpty();
        assertThat(SimilarNames.of("", VOCABULARY, MOST)).allMatch(s -> !s.key().isEmpty());
    }
}
