package vn.dancu.sharing.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.unit.DataSize;

/** What is read of an envelope, and what an attacker would like to be read. */
class EnvelopeTest {
    private static final SoapSettings LIMITS =
            new SoapSettings(
                    URI.create("https://register.example/sharing/soap/dancu"),
                    Duration.ofMinutes(5),
                    Duration.ofDays(90),
                    DataSize.ofKilobytes(64),
                    12,
                    100,
                    1000,
                    20);

    private static String envelope(String body) {
        return "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Header/>"
                + "<s:Body>"
                + body
                + "</s:Body></s:Envelope>";
    }

    private static Envelope.Element read(String text) {
        return Envelope.body(text.getBytes(StandardCharsets.UTF_8), LIMITS);
    }

    static Stream<String> attacksAndNonsense() {
        String laughs =
                "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
                        + "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]>";
        return Stream.of(
                "",
                "<",
                "{}",
                "<a/>",
                laughs + envelope("<a>&c;</a>"),
                "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>" + envelope("<a>&f;</a>"),
                "<!DOCTYPE x SYSTEM 'http://localhost:1/x.dtd'>" + envelope("<a/>"),
                "<!DOCTYPE x [<!ENTITY % p SYSTEM 'http://localhost:1/'> %p;]>" + envelope("<a/>"),
                envelope("<a>&undeclared;</a>"),
                envelope("<a>" + "x".repeat(1001) + "</a>"),
                envelope("<a>".repeat(20) + "</a>".repeat(20)),
                envelope("<a>" + "<b/>".repeat(100) + "</a>"),
                envelope("<a/><b/>"),
                envelope("") + "<more/>",
                envelope("<a>text<b/></a>"),
                envelope("<?run this?><a/>"),
                envelope("<x:a/>"),
                envelope("<a b='1' b='2'/>"));
    }

    @ParameterizedTest
    @MethodSource("attacksAndNonsense")
    void isRefusedAndNothingIsFetchedOrExpanded(String message) {
        assertThatThrownBy(() -> read(message))
                .isInstanceOfSatisfying(
                        SoapFault.class,
                        fault -> assertThat(fault.loi()).isEqualTo(Loi.MALFORMED_MESSAGE));
    }

    @Test
    void anotherSoapAndAHeaderThatMustBeKnownHaveFaultCodesOfTheirOwn() {
        assertThatThrownBy(
                        () ->
                                read(
                                        "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'>"
                                                + "<e:Body><a/></e:Body></e:Envelope>"))
                .isInstanceOfSatisfying(
                        SoapFault.class,
                        f -> assertThat(f.kind()).isEqualTo(SoapFault.Kind.VERSION_MISMATCH));
        String must = "<s:Header><h s:mustUnderstand='1'/></s:Header>";
        assertThatThrownBy(() -> read(envelope("<a/>").replace("<s:Header/>", must)))
                .isInstanceOfSatisfying(
                        SoapFault.class,
                        f -> assertThat(f.kind()).isEqualTo(SoapFault.Kind.MUST_UNDERSTAND));
    }

    @Test
    void whatIsSaidIsReadWithItsTextAndWithoutCommentsOrAByteOrderMark() {
        Envelope.Element root =
                read(
                        "\uFEFF<?xml version='1.0' encoding='UTF-8'?>"
                                + envelope(
                                        "<!-- c --><a xmlns='n'> <b>Ho&amp;à<!-- --> </b>"
                                                + "<c><![CDATA[ x ]]></c> </a>"));
        assertThat(root.name().getNamespaceURI()).isEqualTo("n");
        assertThat(root.inner()).extracting(Envelope.Element::text).containsExactly("Ho&à", "x");
        assertThat(root.toString()).doesNotContain("Ho");
    }

    @Test
    void whatIsNotUtf8OrTooLargeIsRefused() {
        assertThatThrownBy(
                        () ->
                                Envelope.body(
                                        envelope("<a>à</a>").getBytes(StandardCharsets.ISO_8859_1),
                                        LIMITS))
                .isInstanceOf(SoapFault.class);
        assertThatThrownBy(() -> Envelope.body(new byte[64 * 1024 + 1], LIMITS))
                .isInstanceOfSatisfying(
                        SoapFault.class, f -> assertThat(f.loi()).isEqualTo(Loi.BODY_TOO_LARGE));
    }
}
