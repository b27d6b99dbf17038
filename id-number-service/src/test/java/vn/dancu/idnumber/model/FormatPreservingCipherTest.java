package vn.dancu.idnumber.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The nine FF1 samples that NIST publishes with SP 800-38G. */
class FormatPreservingCipherTest {
    private static final String AES_128 = "2B7E151628AED2A6ABF7158809CF4F3C";
    private static final String AES_192 = AES_128 + "EF4359D8D580AA4F";
    private static final String AES_256 = AES_192 + "7F036D6F04FC6A94";
    private static final String TWEAK = "39383736353433323130";
    private static final String TWEAK_36 = "3737373770717273373737";

    @ParameterizedTest
    @CsvSource({
        AES_128 + ",10,'',0123456789,2433477484",
        AES_128 + ",10," + TWEAK + ",0123456789,6124200773",
        AES_128 + ",36," + TWEAK_36 + ",0123456789abcdefghi,a9tv40mll9kdu509eum",
        AES_192 + ",10,'',0123456789,2830668132",
        AES_192 + ",10," + TWEAK + ",0123456789,2496655549",
        AES_192 + ",36," + TWEAK_36 + ",0123456789abcdefghi,xbj3kv35jrawxv32ysr",
        AES_256 + ",10,'',0123456789,6657667009",
        AES_256 + ",10," + TWEAK + ",0123456789,1001623463",
        AES_256 + ",36," + TWEAK_36 + ",0123456789abcdefghi,xs8a0azh2avyalyzuwd"
    })
    void publishedSamplesAreReproducedInBothDirections(
            String key, int radix, String tweak, String plain, String cipher) {
        HexFormat hex = HexFormat.of();
        var ff1 = new FormatPreservingCipher(hex.parseHex(key), radix, hex.parseHex(tweak));
        byte[] symbols = symbols(plain);

        ff1.encrypt(symbols);
        assertThat(text(symbols)).isEqualTo(cipher);

        ff1.decrypt(symbols);
        assertThat(text(symbols)).isEqualTo(plain);
    }

    private static byte[] symbols(String text) {
        byte[] symbols = new byte[text.length()];
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = (byte) Character.digit(text.charAt(i), 36);
        }
        return symbols;
    }

    private static String text(byte[] symbols) {
        byte[] text = new byte[symbols.length];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) Character.forDigit(symbols[i], 36);
        }
        return new String(text, StandardCharsets.US_ASCII);
    }
}
