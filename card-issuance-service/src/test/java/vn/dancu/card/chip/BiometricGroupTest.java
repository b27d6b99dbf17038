package vn.dancu.card.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.sf.scuba.data.Gender;
import org.jmrtd.lds.icao.DG2File;
import org.jmrtd.lds.icao.DG3File;
import org.jmrtd.lds.iso19794.FaceImageInfo;
import org.jmrtd.lds.iso19794.FaceInfo;
import org.jmrtd.lds.iso19794.FingerImageInfo;
import org.jmrtd.lds.iso19794.FingerInfo;
import vn.dancu.kernel.Sex;

/** What is written is what JMRTD writes, byte by byte. */
class BiometricGroupTest {
    @Property(tries = 60)
    void portraitsAreWrittenAsByJmrtd(
            @ForAll Sex sex,
            @ForAll boolean jpeg2000,
            @ForAll @IntRange(min = 1, max = 70_000) int bytes)
            throws IOException {
        byte[] image = picture(bytes);

        byte[] ours = BiometricGroup.face(sex, new ChipHolder.Portrait(image, 480, 640, jpeg2000));

        FaceImageInfo info =
                new FaceImageInfo(
                        switch (sex) {
                            case MALE -> Gender.MALE;
                            case FEMALE -> Gender.FEMALE;
                            case UNKNOWN -> Gender.UNSPECIFIED;
                        },
                        FaceImageInfo.EyeColor.UNSPECIFIED,
                        0,
                        FaceImageInfo.HAIR_COLOR_UNSPECIFIED,
                        FaceImageInfo.EXPRESSION_UNSPECIFIED,
                        new int[3],
                        new int[3],
                        FaceImageInfo.FACE_IMAGE_TYPE_FULL_FRONTAL,
                        FaceImageInfo.IMAGE_COLOR_SPACE_RGB24,
                        FaceImageInfo.SOURCE_TYPE_STATIC_PHOTO_DIGITAL_CAM,
                        0,
                        0,
                        new FaceImageInfo.FeaturePoint[0],
                        480,
                        640,
                        new ByteArrayInputStream(image),
                        image.length,
                        jpeg2000
                                ? FaceImageInfo.IMAGE_DATA_TYPE_JPEG2000
                                : FaceImageInfo.IMAGE_DATA_TYPE_JPEG);
        assertThat(ours)
                .isEqualTo(
                        DG2File.createISO19794DG2File(List.of(new FaceInfo(List.of(info))))
                                .getEncoded());
    }

    @Property(tries = 60)
    void fingersAreWrittenAsByJmrtd(
            @ForAll @IntRange(min = 1, max = 10) int position,
            @ForAll @IntRange(min = 1, max = 10) int second,
            @ForAll FingerprintImage.Format format,
            @ForAll @IntRange(min = 1, max = 20_000) int bytes)
            throws IOException {
        List<FingerprintImage> fingers =
                List.of(
                        new FingerprintImage(position, 0, 300, 400, 500, format, picture(bytes)),
                        new FingerprintImage(second, 80, 320, 480, 500, format, picture(90)));

        byte[] ours = BiometricGroup.fingers(fingers);

        List<FingerInfo> records = new ArrayList<>();
        for (FingerprintImage finger : fingers) {
            records.add(record(finger));
        }
        assertThat(ours).isEqualTo(DG3File.createISO19794DG3File(records).getEncoded());
    }

    private static FingerInfo record(FingerprintImage finger) throws IOException {
        FingerImageInfo image =
                new FingerImageInfo(
                        finger.position(),
                        1,
                        1,
                        finger.quality(),
                        FingerImageInfo.IMPRESSION_TYPE_LIVE_SCAN_PLAIN,
                        finger.width(),
                        finger.height(),
                        new ByteArrayInputStream(finger.data()),
                        finger.data().length,
                        finger.format().code());
        return new FingerInfo(
                0,
                31,
                FingerInfo.SCALE_UNITS_PPI,
                500,
                500,
                500,
                500,
                8,
                finger.format().code(),
                List.of(image));
    }

    private static byte[] picture(int bytes) {
        byte[] picture = new byte[bytes];
        new Random(bytes).nextBytes(picture);
        return picture;
    }
}
