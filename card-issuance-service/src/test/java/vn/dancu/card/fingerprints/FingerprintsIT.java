package vn.dancu.card.fingerprints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import vn.dancu.card.LifeStage;
import vn.dancu.card.officers.ActingOfficer;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.synthetic.finger.SyntheticFinger;

class FingerprintsIT extends LifeStage {
    private static final SyntheticFinger LEFT = SyntheticFinger.of(1);
    private static final SyntheticFinger RIGHT = SyntheticFinger.of(2);
    private static final SyntheticFinger OTHER = SyntheticFinger.of(3);

    @Autowired private Fingerprints fingerprints;
    @Autowired private Prints prints;
    @Autowired private Captures captures;
    @Autowired private FingerprintSettings settings;
    @Autowired private ActingOfficer officers;
    @Autowired private AuditRecords audit;

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
        assertThat(fingerprints.forChip(application).prints())
                .extracting(Fingerprints.ChipPrint::position)
                .containsExactly(2);
    }

    @Test
    void printsAreSealedAndGoneWithTheirKey() {
        UUID application = application();
        post(OFFICER, at(application, "fingerprints"), capture());
        for (String column : List.of("left_sealed", "left_image")) {
            byte[] sealed =
                    jdbc.sql(
                                    "select %s from fingerprint_capture where application_id = :id"
                                            .formatted(column))
                            .param("id", application)
                            .query(byte[].class)
                            .single();
            assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .doesNotContain("jP  ", "SourceAFIS");
        }
        assertThat(fingerprints.forChip(application).prints())
                .extracting(Fingerprints.ChipPrint::position)
                .containsExactly(2, 7);

        jdbc.sql(
                        "update fingerprint_capture set captured_at = captured_at - interval"
                                + " '11 years' where application_id = :id")
                .param("id", application)
                .update();
        fingerprints.destroyExpired();

        assertThat(fingerprints.forChip(application).prints()).isEmpty();
        assertThat(get(OFFICER, at(application, "fingerprints")).text("code"))
                .isEqualTo("fingerprints_not_captured");
        assertThat(keys(application)).isZero();
    }

    private long keys(UUID application) {
        return jdbc.sql(
                        """
                        select count(wrapped) + count(image_wrapped) from fingerprint_key
                        join fingerprint_capture using (person_id, capture_id)
                        where application_id = :id
                        """)
                .param("id", application)
                .query(Long.class)
                .single();
    }

    @Test
    void thePictureForTheChipIsSmallAndStillTheFinger() throws Exception {
        UUID application = application();
        post(OFFICER, at(application, "fingerprints"), capture());
        Fingerprints.ChipPrint print = fingerprints.forChip(application).prints().getLast();
        assertThat(print.jpeg2000().length).isBetween(5_000, 16_000);

        var reader =
                new com.github.jaiimageio.jpeg2000.impl.J2KImageReader(
                        new com.github.jaiimageio.jpeg2000.impl.J2KImageReaderSpi());
        reader.setInput(
                javax.imageio.ImageIO.createImageInputStream(
                        new java.io.ByteArrayInputStream(print.jpeg2000())));
        var out = new java.io.ByteArrayOutputStream();
        javax.imageio.ImageIO.write(reader.read(0), "png", out);
        Prints.Print fromChip =
                prints.read(Base64.getEncoder().encodeToString(out.toByteArray()), "/image");

        assertThat(prints.score(prints.read(image(LEFT, 40), "/image"), fromChip.template()))
                .isGreaterThan(40);
        assertThat(prints.score(prints.read(image(OTHER, 40), "/image"), fromChip.template()))
                .isLessThan(40);
    }

    @Test
    void imagesOfADeliveredCardAreDestroyedAndTheTemplatesKept() {
        UUID application = application();
        post(OFFICER, at(application, "fingerprints"), capture());
        post(OFFICER, at(application, "fingerprints"), capture());
        assertThat(keys(application)).as("the images of the first are gone").isEqualTo(3);
        fingerprints.destroyExpired();
        assertThat(keys(application)).isEqualTo(3);

        jdbc.sql(
                        """
                        update card_application
                        set state = 'DELIVERED', card_id = gen_random_uuid()
                        where application_id = :id
                        """)
                .param("id", application)
                .update();
        fingerprints.destroyExpired();

        assertThat(keys(application)).isEqualTo(2);
        assertThatThrownBy(() -> fingerprints.forChip(application))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.code()).isEqualTo("fingerprints_erased"));
    }

    @Test
    void noCardIsAskedForWithoutFingerprintsUnlessItIsASpecimenOrOfASmallChild() {
        UUID application = application();
        LocalDate today = LocalDate.of(2026, 7, 1);
        LocalDate grown = LocalDate.of(1998, 3, 15);
        fingerprints.requireCaptured(application, grown, today);

        Fingerprints strict = strict();
        assertThatThrownBy(() -> strict.requireCaptured(application, grown, today))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.code()).isEqualTo("fingerprints_required"));
        strict.requireCaptured(application, today.minusYears(6).plusDays(1), today);
        assertThatThrownBy(() -> strict.requireCaptured(application, today.minusYears(6), today))
                .isInstanceOf(ProblemException.class);
        post(OFFICER, at(application, "fingerprints"), capture());
        strict.requireCaptured(application, grown, today);
    }

    /** The rule as it is outside of demonstrations. */
    private Fingerprints strict() {
        FingerprintSettings usual = settings;
        FingerprintSettings required =
                new FingerprintSettings(
                        usual.threshold(),
                        usual.minimumSelfScore(),
                        usual.maxSize(),
                        usual.minPixels(),
                        usual.maxPixels(),
                        usual.concurrent(),
                        usual.checksPerHour(),
                        usual.checkValid(),
                        true,
                        usual.chipBitsPerPixel(),
                        usual.keep(),
                        usual.keepUnfinished(),
                        usual.keepImages(),
                        null,
                        usual.abisTimeout());
        return new Fingerprints(
                captures, prints, jdbc, officers, audit, required, production, transactions, clock);
    }

    @Test
    void anUnconfirmedCaptureIsNotApproved() {
        UUID application = application();
        post(
                OFFICER,
                at(application, "fingerprints"),
                "{\"left\":{\"missing\":\"AMPUTATED\"},\"right\":{\"missing\":\"DAMAGED\"}}");
        String approval = at(application, "approval");
        assertThat(post(CHIEF, approval, "{\"version\":1}").text("code"))
                .isEqualTo("fingerprints_unconfirmed");

        post(CHIEF, at(application, "fingerprints/confirmation"), "");
        assertThat(post(CHIEF, approval, "{\"version\":1}").text("state")).isEqualTo("APPROVED");

        // What is taken after the approval needs a second officer too.
        Answer again = post(OFFICER, at(application, "fingerprints"), capture());
        assertThat(again.body().path("complete").asBoolean()).isFalse();
        assertThat(post(CHIEF, at(application, "fingerprints/confirmation"), "").status())
                .isEqualTo(200);
        assertThat(fingerprints.forChip(application).prints()).hasSize(2);
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
