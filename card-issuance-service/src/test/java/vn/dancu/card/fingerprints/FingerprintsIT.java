package vn.dancu.card.fingerprints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import vn.dancu.card.LifeStage;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.synthetic.finger.SyntheticFinger;

class FingerprintsIT extends LifeStage {
    private static final SyntheticFinger LEFT = SyntheticFinger.of(1);
    private static final SyntheticFinger RIGHT = SyntheticFinger.of(2);
    private static final SyntheticFinger OTHER = SyntheticFinger.of(3);

    @Autowired private Fingerprints fingerprints;
    @Autowired private Prints prints;

    private static String image(SyntheticFinger finger, long seed) {
        return Base64.getEncoder().encodeToString(finger.png(seed));
    }

    private static String capture() {
        return "{\"left\":{\"image\":\"%s\"},\"right\":{\"image\":\"%s\"}}"
                .formatted(image(LEFT, 10), image(RIGHT, 11));
    }

    private static String check(SyntheticFinger finger, long seed) {
        return "{\"hand\":\"LEFT\",\"image\":\"%s\"}".formatted(image(finger, seed));
    }

    private static String at(UUID application, String what) {
        return "/cards/v1/applications/" + application + "/" + what;
    }

    @Test
    void impressionsOfOneFingerMatchAndThoseOfTwoDoNot() {
        // Drawn fingers are fewer kinds than grown ones: among many some are alike, not these.
        for (long finger = 10; finger < 13; finger++) {
            SyntheticFinger one = SyntheticFinger.of(finger);
            Prints.Print first = prints.read(image(one, 1), "/image");
            double same = prints.score(prints.read(image(one, 2), "/image"), first.template());
            double other = prints.score(prints.read(image(OTHER, 2), "/image"), first.template());
            assertThat(same).as("finger %s", finger).isGreaterThan(40);
            assertThat(other).as("finger %s", finger).isLessThan(40);
        }
    }

    @Test
    void theCardIsDeliveredToWhoHasTheFinger() {
        UUID application = application();
        fingerprints.requireChecked(application); // nothing was captured
        Answer captured = post(OFFICER, at(application, "fingerprints"), capture());
        assertThat(captured.status()).isEqualTo(201);
        assertThat(captured.body().path("complete").asBoolean()).isTrue();
        assertRequired(application, "fingerprint_check_required");

        Answer wrong = post(OFFICER, at(application, "fingerprint-checks"), check(OTHER, 20));
        assertThat(wrong.body().path("matched").asBoolean()).isFalse();
        assertRequired(application, "fingerprint_check_required");

        Answer right = post(OFFICER, at(application, "fingerprint-checks"), check(LEFT, 21));
        assertThat(right.body().path("matched").asBoolean()).isTrue();
        assertThat(right.raw()).doesNotContain("template");
        fingerprints.requireChecked(application);
    }

    private void assertRequired(UUID application, String code) {
        assertThatThrownBy(() -> fingerprints.requireChecked(application))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aSecondOfficerAnswersForAFingerThatDoesNotMatch() {
        UUID application = application();
        post(OFFICER, at(application, "fingerprints"), capture());
        String reason = "{\"reason\":\"Vân tay mòn, đã đối chiếu ảnh\"}";
        assertThat(post(CHIEF, at(application, "fingerprint-override"), reason).text("code"))
                .isEqualTo("check_first");
        post(OFFICER, at(application, "fingerprint-checks"), check(OTHER, 20));
        assertThat(post(OFFICER, at(application, "fingerprint-override"), reason).text("code"))
                .isEqualTo("second_officer_required");

        assertThat(post(CHIEF, at(application, "fingerprint-override"), reason).status())
                .isEqualTo(204);
        fingerprints.requireChecked(application);
    }

    @Test
    void aMissingFingerIsConfirmedByASecondOfficer() {
        UUID application = application();
        Answer captured =
                post(
                        OFFICER,
                        at(application, "fingerprints"),
                        "{\"left\":{\"missing\":\"AMPUTATED\"},\"right\":{\"image\":\"%s\"}}"
                                .formatted(image(RIGHT, 11)));
        assertThat(captured.body().path("complete").asBoolean()).isFalse();
        assertRequired(application, "fingerprints_unconfirmed");
        String confirmation = at(application, "fingerprints/confirmation");
        assertThat(post(OFFICER, confirmation, "").text("code"))
                .isEqualTo("second_officer_required");

        assertThat(post(CHIEF, confirmation, "").text("secondOfficer")).isEqualTo(CHIEF);
        assertThat(post(CHIEF, confirmation, "").text("code")).isEqualTo("nothing_to_confirm");
        assertThat(
                        post(OFFICER, at(application, "fingerprint-checks"), check(LEFT, 1))
                                .text("code"))
                .isEqualTo("hand_not_captured");
        assertThat(fingerprints.images(application)).hasSize(1);
    }

    @Test
    void printsAreSealedAndGoneWithTheirKey() {
        UUID application = application();
        post(OFFICER, at(application, "fingerprints"), capture());
        byte[] sealed =
                jdbc.sql(
                                "select left_sealed from fingerprint_capture"
                                        + " where application_id = :id")
                        .param("id", application)
                        .query(byte[].class)
                        .single();
        assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("PNG");
        assertThat(fingerprints.images(application)).hasSize(2);

        jdbc.sql(
                        "update fingerprint_capture set captured_at = captured_at - interval"
                                + " '11 years' where application_id = :id")
                .param("id", application)
                .update();
        fingerprints.destroyExpired();

        assertThat(fingerprints.images(application)).isEmpty();
        assertThat(get(OFFICER, at(application, "fingerprints")).text("code"))
                .isEqualTo("fingerprints_not_captured");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"left":{"image":"!!!"},"right":{"missing":"DAMAGED"}}          | fingerprint_unreadable | /left/image
                    {"left":{"image":"AAAA"},"right":{"missing":"DAMAGED"}}         | fingerprint_unreadable | /left/image
                    {"left":{},"right":{"missing":"DAMAGED"}}                       | finger_or_missing      | /left
                    {"left":{"missing":"DAMAGED"},"right":{"image":"BLANK"}}        | fingerprint_quality    | /right/image
                    {"left":{"missing":"DAMAGED"},"right":{"image":"TINY"}}         | fingerprint_size       | /right/image
                    {"left":{"missing":"DAMAGED"}}                                  | invalid_fields         | /right
                    """)
    void badImagesAreRefusedWithACode(String body, String code, String pointer) throws Exception {
        UUID application = application();
        String filled = body.replace("BLANK", blank(320, 400)).replace("TINY", blank(40, 40));

        Answer answer = post(OFFICER, at(application, "fingerprints"), filled);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("code")).isEqualTo(code);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
    }

    private static String blank(int width, int height) throws Exception {
        var image =
                new java.awt.image.BufferedImage(
                        width, height, java.awt.image.BufferedImage.TYPE_BYTE_GRAY);
        var out = new java.io.ByteArrayOutputStream();
        javax.imageio.ImageIO.write(image, "png", out);
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    @Test
    void aSearchAmongAllIsNotOfferedWithoutASystemForIt() {
        Answer answer =
                post(
                        CHIEF,
                        Map.of("scope", "card.fingerprints.search"),
                        "/cards/v1/fingerprint-searches",
                        "{\"image\":\"%s\"}".formatted(image(LEFT, 5)));
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.text("code")).isEqualTo("abis_not_configured");
    }

    /** An application under way, filed over HTTP. */
    private UUID application() {
        String person = UUID.randomUUID().toString();
        POPULATION.has(person, record(person));
        Answer filed =
                post(
                        OFFICER,
                        "/cards/v1/applications",
                        "{\"personId\":\"%s\",\"kind\":\"FIRST\"}".formatted(person));
        assertThat(filed.status()).as(filed.raw()).isEqualTo(201);
        assertThat(List.of(filed.text("state"))).doesNotContain("");
        return UUID.fromString(filed.text("applicationId"));
    }
}
