package vn.dancu.card.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jmrtd.lds.ActiveAuthenticationInfo;
import org.jmrtd.lds.ChipAuthenticationInfo;
import org.jmrtd.lds.ChipAuthenticationPublicKeyInfo;
import org.jmrtd.lds.PACEInfo;
import org.jmrtd.lds.SecurityInfo;
import org.jmrtd.lds.icao.DG14File;
import org.jmrtd.lds.icao.DG15File;
import org.jmrtd.lds.icao.DG1File;
import org.jmrtd.lds.icao.MRZInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

/** What is written is what JMRTD writes, byte by byte, on each curve. */
class ChipWriterTest {
    private static final Td1 MRZ =
            Td1.of(
                    new PersonalIdNumber("079198000123"),
                    new PersonName("Trần Thị Được"),
                    LocalDate.of(1998, 3, 15),
                    Sex.FEMALE,
                    Optional.of(LocalDate.of(2038, 3, 15)),
                    "991231");

    private final SecureRandom random = new SecureRandom();

    @ParameterizedTest
    @EnumSource
    void groupsOfTextAndKeysAreWrittenAsByJmrtd(ChipCurve curve) {
        ChipKeys keys = new ChipKeys.Source(curve, random).fresh();

        Map<ChipFile, byte[]> files = new ChipWriter(curve, random).files(holder(), keys);

        assertThat(files.get(ChipFile.DG1))
                .isEqualTo(new DG1File(new MRZInfo(String.join("", MRZ.lines()))).getEncoded());
        assertThat(files.get(ChipFile.DG14)).isEqualTo(byJmrtd(curve, keys));
        assertThat(files.get(ChipFile.DG15))
                .isEqualTo(new DG15File(keys.active().getPublic()).getEncoded());
    }

    private static byte[] byJmrtd(ChipCurve curve, ChipKeys keys) {
        List<SecurityInfo> infos =
                List.of(
                        new PACEInfo(
                                SecurityInfo.ID_PACE_ECDH_GM_AES_CBC_CMAC_128,
                                2,
                                curve.paceParameterId()),
                        new ChipAuthenticationPublicKeyInfo(
                                keys.chip().getPublic(), BigInteger.ONE),
                        new ChipAuthenticationInfo(
                                SecurityInfo.ID_CA_ECDH_AES_CBC_CMAC_128, 1, BigInteger.ONE),
                        new ActiveAuthenticationInfo(
                                curve.isLarge()
                                        ? ActiveAuthenticationInfo.ECDSA_PLAIN_SHA384_OID
                                        : ActiveAuthenticationInfo.ECDSA_PLAIN_SHA256_OID));
        return new DG14File(infos).getEncoded();
    }

    private static ChipHolder holder() {
        return new ChipHolder(
                MRZ,
                Sex.FEMALE,
                new ChipHolder.Portrait(new byte[] {1, 2, 3}, 480, 640, false),
                List.of(),
                new NationalData(
                        new TreeMap<>(Map.of(1, "079198000123")),
                        Optional.empty(),
                        Optional.empty()));
    }
}
