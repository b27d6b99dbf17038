package vn.dancu.idnumber.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.crypto.fpe.FPEFF1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;
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
        byte[] tweakBytes = hex.parseHex(tweak);
        var ff1 =
                new FormatPreservingCipher(
                        hex.parseHex(key), radix, plain.length(), tweakBytes.length);
        int u = plain.length() / 2;
        long[] a = {Long.parseLong(plain.substring(0, u), radix)};
        long[] b = {Long.parseLong(plain.substring(u), radix)};

        ff1.encryptAll(a, b, tweakBytes);
        assertThat(text(a[0], radix, u) + text(b[0], radix, plain.length() - u)).isEqualTo(cipher);

        ff1.decryptAll(a, b, tweakBytes);
        assertThat(text(a[0], radix, u) + text(b[0], radix, plain.length() - u)).isEqualTo(plain);
    }

    private static String text(long value, int radix, int length) {
        String text = Long.toString(value, radix);
        return "0".repeat(length - text.length()) + text;
    }

    /** The engine with which numbers were drawn before: a bucket goes on in the same order. */
    @Property(tries = 200)
    void itGivesWhatTheEngineOfBouncyCastleGives(
            @ForAll @Size(32) byte[] key,
            @ForAll @Size(min = 1, max = 50) List<@IntRange(max = 999_999) Integer> buckets,
            @ForAll @IntRange(max = 999_949) int firstPlace) {
        int[] fixedDigits = buckets.stream().mapToInt(bucket -> bucket).toArray();
        int[] places = IntStream.range(firstPlace, firstPlace + fixedDigits.length).toArray();

        long[] numbers = new Permutations(key).numbersAt(fixedDigits, places);

        for (int i = 0; i < numbers.length; i++) {
            assertThat(numbers[i])
                    .isEqualTo(
                            fixedDigits[i] * 1_000_000L + engine(key, fixedDigits[i], places[i]));
        }
        assertThat(new Permutations(key).placesOf(numbers)).isEqualTo(places);
    }

    private static int engine(byte[] key, int bucket, int place) {
        byte[] tweak = text(bucket, 10, 6).getBytes(StandardCharsets.US_ASCII);
        var engine = new FPEFF1Engine();
        engine.init(true, new FPEParameters(new KeyParameter(key), 10, tweak));
        byte[] symbols = text(place, 10, 6).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = (byte) (symbols[i] - '0');
        }
        engine.processBlock(symbols, 0, symbols.length, symbols, 0);
        int value = 0;
        for (byte symbol : symbols) {
            value = value * 10 + symbol;
        }
        return value;
    }
}
