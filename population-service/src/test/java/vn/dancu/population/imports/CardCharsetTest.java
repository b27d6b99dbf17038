package vn.dancu.population.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardCharsetTest {
    private static final String SMALL =
            "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ";

    /** The published table of each encoding, its bytes written as those of Windows-1252. */
    private static final String TCVN3_BYTES =
            "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊËÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00ADõö÷øùúûüýþ®";

    private static final String[] VNI_BYTES = {
        "aø", "aû", "aõ", "aù", "aï", "aê", "aè", "aú", "aü", "aé", "aë", "aâ", "aà", "aå", "aã",
        "aá", "aä", "eø", "eû", "eõ", "eù", "eï", "eâ", "eà", "eå", "eã", "eá", "eä", "ì", "æ", "ó",
        "í", "ò", "oø", "oû", "oõ", "où", "oï", "oâ", "oà", "oå", "oã", "oá", "oä", "ô", "ôø", "ôû",
        "ôõ", "ôù", "ôï", "uø", "uû", "uõ", "uù", "uï", "ö", "öø", "öû", "öõ", "öù", "öï", "yø",
        "yû", "yõ", "yù", "î", "ñ"
    };

    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private static @Nullable String read(CardCharset charset, byte... bytes) {
        byte[] text = new byte[bytes.length * CardCharset.GROWTH];
        int written = charset.toUtf8(bytes, 0, bytes.length, text);
        return written < 0 ? null : new String(text, 0, written, StandardCharsets.UTF_8);
    }

    private static @Nullable String read(CardCharset charset, String windows) {
        return read(charset, windows.getBytes(WINDOWS));
    }

    private static String capital(String text) {
        return text.toUpperCase(java.util.Locale.ROOT);
    }

    @Test
    void eachSmallLetterOfTcvn3IsReadAsPublished() {
        assertThat(SMALL).hasSize(67);
        for (int i = 0; i < SMALL.length(); i++) {
            String letter = SMALL.substring(i, i + 1);
            String bytes = TCVN3_BYTES.substring(i, i + 1);
            assertThat(read(CardCharset.TCVN3, bytes)).isEqualTo(letter);
            assertThat(read(CardCharset.TCVN3_CAPITALS, bytes)).isEqualTo(capital(letter));
        }
        assertThat(read(CardCharset.TCVN3, "¡¢£¤¥¦§")).isEqualTo("ĂÂÊÔƠƯĐ");
    }

    @Test
    void eachLetterOfVniIsReadAsPublished() {
        assertThat(VNI_BYTES).hasSize(67);
        for (int i = 0; i < VNI_BYTES.length; i++) {
            String letter = SMALL.substring(i, i + 1);
            assertThat(read(CardCharset.VNI, VNI_BYTES[i])).isEqualTo(letter);
            assertThat(read(CardCharset.VNI, capital(VNI_BYTES[i]))).isEqualTo(capital(letter));
        }
    }

    @Test
    void wholeNamesAreRead() {
        assertThat(read(CardCharset.TCVN3, "NguyÔn V¨n §øc")).isEqualTo("Nguyễn Văn Đức");
        assertThat(read(CardCharset.TCVN3_CAPITALS, "NGUYÔN V¨N §øC")).isEqualTo("NGUYỄN VĂN ĐỨC");
        assertThat(read(CardCharset.VNI, "Nguyeãn Vaên Ñöùc, Thò Tuyeát"))
                .isEqualTo("Nguyễn Văn Đức, Thị Tuyết");
        assertThat(read(CardCharset.VNI, "NGUYEÃN VAÊN ÑÖÙC")).isEqualTo("NGUYỄN VĂN ĐỨC");
    }

    /** No two sequences are the same letter, so what was read is written again in one way. */
    @ParameterizedTest
    @EnumSource(names = {"TCVN3", "VNI"})
    void eachLetterHasOneSequenceOfBytes(CardCharset charset) {
        Map<String, String> sequences = new HashMap<>();
        Set<String> twice = new HashSet<>();
        for (int first = 1; first < 256; first++) {
            String one = read(charset, (byte) first);
            if (one != null && sequences.put(one, Integer.toHexString(first)) != null) {
                twice.add(one);
            }
            for (int second = 0x80; second < 256; second++) {
                String two = read(charset, (byte) first, (byte) second);
                if (two != null && two.length() == 1) {
                    String hex = Integer.toHexString(first << 8 | second);
                    if (sequences.put(two, hex) != null) {
                        twice.add(two);
                    }
                }
            }
        }
        assertThat(twice).isEmpty();
        for (int i = 0; i < SMALL.length(); i++) {
            char c = SMALL.charAt(i);
            assertThat(sequences).containsKey(String.valueOf(c));
            if (charset == CardCharset.VNI) {
                assertThat(sequences).containsKey(capital(String.valueOf(c)));
            }
        }
        for (char ascii = 1; ascii < 0x80; ascii++) {
            assertThat(sequences.get(String.valueOf(ascii))).isEqualTo(Integer.toHexString(ascii));
        }
    }

    @Test
    void bytesThatNoLetterHasAreRefused() {
        assertThat(read(CardCharset.TCVN3, (byte) 0x80)).isNull();
        assertThat(read(CardCharset.TCVN3, (byte) 0xFF)).isNull();
        assertThat(read(CardCharset.TCVN3, (byte) 0)).isNull();
        assertThat(read(CardCharset.VNI, (byte) 0x80)).isNull();
        assertThat(read(CardCharset.VNI, (byte) 'b', (byte) 0xE2)).as("no b has a hat").isNull();
        assertThat(read(CardCharset.VNI, (byte) 'A', (byte) 0xE2)).as("a small hat").isNull();
        assertThat(read(CardCharset.VNI, (byte) 0xE2)).as("a hat alone").isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf-16", "windows-1258", "tcvn", "viscii", "auto"})
    void otherNamesAreNotSupported(String name) {
        assertThat(CardCharset.declared(name)).isEmpty();
    }

    @Test
    void namesAreReadWithoutRegardToCase() {
        assertThat(CardCharset.declared(null)).contains(CardCharset.UTF_8);
        for (CardCharset charset : CardCharset.values()) {
            assertThat(CardCharset.declared(capital(charset.label()))).contains(charset);
        }
    }
}
