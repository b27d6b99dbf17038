package vn.dancu.card.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.dancu.card.chip.FingerprintImage.Format.WSQ;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.card.chip.ChipCurve;
import vn.dancu.card.chip.ChipHolder;
import vn.dancu.card.chip.ChipKeys;
import vn.dancu.card.chip.FingerprintImage;
import vn.dancu.card.chip.NationalData;
import vn.dancu.card.chip.SodSigner;
import vn.dancu.card.chip.Td1;
import vn.dancu.card.reading.ChipReader;
import vn.dancu.card.reading.Expected;
import vn.dancu.card.reading.Reading;
import vn.dancu.card.reading.ReadingFailure;
import vn.dancu.card.reading.Trust;
import vn.dancu.card.signing.TestSigners;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.machine.Machine;
import vn.dancu.machine.MachineException;
import vn.dancu.machine.MachineKeys;

/** From the writer over the job file and the machine to the reader, and all that may go wrong. */
public class ChipRoundTripTest {
    private static final String LONG_RESIDENCE =
            "Số 128, tổ 15, khu phố Nguyễn Thị Minh Khai, phường Phước Long B, thành phố Thủ Đức,"
                    + " Thành phố Hồ Chí Minh";
    private static final UUID RUN = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private final JsonMapper json = JsonMapper.builder().build();
    private final Instant now = Instant.now();
    private final TestSigners signers = TestSigners.from(now.minus(Duration.ofDays(1)));

    @TempDir private Path folder;
    private String machineId = "machine-1";

    /** The same key each time: it is kept in its folder. */
    private MachineKeys machine() {
        return MachineKeys.in(folder.resolve(machineId), machineId);
    }

    /** What a test keeps of one card that went through the machine. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Written(byte[] image, Expected expected) {}

    @ParameterizedTest
    @EnumSource(ChipCurve.class)
    void aChipIsReadBackAsItWasOrderedOnEachCurve(ChipCurve curve) throws Exception {
        Written written = written(curve, signers.documentSigner(), holder(List.of()));

        Reading reading = reader().read(written.image(), written.expected());

        assertThat(reading.failures()).isEmpty();
        assertThat(reading.chipSerial()).contains("CHIP00000001");
    }

    @Test
    void fingerprintsAreReadWithTheAgreedKeyAndStandNowhereInTheOpen() throws Exception {
        List<FingerprintImage> fingers = List.of(finger(7, 1), finger(2, 2));
        Written written = written(ChipCurve.SECP256R1, signers.documentSigner(), holder(fingers));

        assertThat(reader().read(written.image(), written.expected()).failures()).isEmpty();
        ObjectNode image = (ObjectNode) json.readTree(written.image());
        assertThat(image.path("files").has("0103")).isFalse();
        byte[] sealed = Base64.getDecoder().decode(image.at("/sealed/0103").asString());
        assertThat(sealed.length).isGreaterThan(2 * 5000);
        for (FingerprintImage finger : fingers) {
            assertThat(indexOf(sealed, java.util.Arrays.copyOf(finger.data(), 32))).isNegative();
        }
    }

    /** What the writer made is right in itself: hashes and signature agree. It is not the order. */
    @Test
    void fingersThatWereNotCapturedAreFound() throws Exception {
        FingerprintImage left = finger(7, 1);
        FingerprintImage right = finger(2, 2);
        ChipHolder ordered = holder(List.of(right, left));
        for (List<FingerprintImage> wrong :
                List.of(
                        List.of(right, finger(7, 3)),
                        List.of(new FingerprintImage(7, 80, 300, 400, 500, WSQ, right.data())),
                        List.<FingerprintImage>of())) {
            Written written = written(ChipCurve.SECP256R1, signers.documentSigner(), holder(wrong));
            Expected order =
                    new Expected(
                            written.expected().mrz(),
                            written.expected().nationalDigest(),
                            FingerprintImage.digest(ordered.fingers()),
                            written.expected().challenge(),
                            written.expected().terminal(),
                            now);
            assertThat(reader().read(written.image(), order).failures())
                    .containsExactly(ReadingFailure.FINGERPRINTS_DIFFER);
        }
    }

    private static FingerprintImage finger(int position, long seed) {
        byte[] picture = new byte[5000];
        new java.util.Random(seed).nextBytes(picture);
        return new FingerprintImage(position, 80, 300, 400, 500, WSQ, picture);
    }

    @Test
    void anotherTerminalDoesNotOpenTheFingerprints() throws Exception {
        Written written = written(signers.documentSigner());
        KeyPair stranger = new ChipKeys.Source(ChipCurve.SECP256R1, new SecureRandom()).pair();
        Expected expected = written.expected();
        Expected other =
                new Expected(
                        expected.mrz(),
                        expected.nationalDigest(),
                        expected.fingersDigest(),
                        expected.challenge(),
                        stranger.getPrivate(),
                        expected.signedAt());

        assertThat(reader().read(written.image(), other).failures())
                .contains(ReadingFailure.CHIP_AUTHENTICATION_FAILED, ReadingFailure.FILE_MISSING);
    }

    @ParameterizedTest
    @EnumSource(Tampering.class)
    void eachTamperingIsFound(Tampering tampering) throws Exception {
        Written written = written(signers.documentSigner());
        ObjectNode image = (ObjectNode) json.readTree(written.image());
        tampering.change.accept(image);

        Set<ReadingFailure> failures =
                reader().read(json.writeValueAsBytes(image), written.expected()).failures();

        assertThat(failures).contains(tampering.failure);
    }

    enum Tampering {
        A_LETTER_OF_THE_MRZ(flip("0101", -5), ReadingFailure.HASH_DIFFERS),
        A_BYTE_OF_THE_PORTRAIT(flip("0102", -40), ReadingFailure.HASH_DIFFERS),
        A_LETTER_OF_THE_NATIONAL_DATA(flip("010D", -2), ReadingFailure.HASH_DIFFERS),
        THE_NATIONAL_DATA_AS_EXPECTED(flip("010D", -2), ReadingFailure.NATIONAL_DATA_DIFFER),
        THE_SIGNATURE(flip("011D", -3), ReadingFailure.SIGNATURE_WRONG),
        A_HASH_IN_THE_SECURITY_OBJECT(Tampering::hashInSod, ReadingFailure.SIGNATURE_WRONG),
        THE_LIST_OF_GROUPS(flip("011E", -1), ReadingFailure.CONTENTS_DIFFER),
        THE_OFFER_OF_PACE(flip("011C", -1), ReadingFailure.CONTENTS_DIFFER),
        A_GROUP_TAKEN_AWAY(
                image -> ((ObjectNode) image.path("files")).remove("0102"),
                ReadingFailure.FILE_MISSING),
        NO_SECURITY_OBJECT(
                image -> ((ObjectNode) image.path("files")).remove("011D"),
                ReadingFailure.FILE_MISSING),
        THE_ANSWER_OF_THE_CHIP(
                image -> image.put("activeAuthentication", text(new byte[64])),
                ReadingFailure.ACTIVE_AUTHENTICATION_FAILED),
        A_CLONE_WITHOUT_THE_CHIP_KEY(
                image -> image.put("chipAuthentication", text(new byte[32])),
                ReadingFailure.CHIP_AUTHENTICATION_FAILED),
        ANOTHER_FORMAT(image -> image.put("format", "other"), ReadingFailure.IMAGE_UNREADABLE),
        FILES_THAT_ARE_NO_BASE64(
                image -> ((ObjectNode) image.path("files")).put("0101", "ä"),
                ReadingFailure.IMAGE_UNREADABLE);

        @SuppressWarnings("ImmutableEnumChecker") // the changes hold nothing
        private final Consumer<ObjectNode> change;

        private final ReadingFailure failure;

        Tampering(Consumer<ObjectNode> change, ReadingFailure failure) {
            this.change = change;
            this.failure = failure;
        }

        private static Consumer<ObjectNode> flip(String file, int fromEnd) {
            return image -> {
                ObjectNode files = (ObjectNode) image.path("files");
                byte[] bytes = Base64.getDecoder().decode(files.path(file).asString());
                bytes[bytes.length + fromEnd] ^= 1;
                files.put(file, text(bytes));
            };
        }

        /** The first hash stands behind the number of data group 1. */
        private static void hashInSod(ObjectNode image) {
            ObjectNode files = (ObjectNode) image.path("files");
            byte[] bytes = Base64.getDecoder().decode(files.path("011D").asString());
            int at = indexOf(bytes, new byte[] {0x30, 0x25, 0x02, 0x01, 0x01, 0x04, 0x20});
            assertThat(at).isPositive();
            bytes[at + 10] ^= 1;
            files.put("011D", text(bytes));
        }
    }

    @Test
    void aSignerOfAnotherCountryIsUnknown() throws Exception {
        Written written = written(signers.documentSigner());
        TestSigners others = TestSigners.from(now.minus(Duration.ofDays(1)));

        Reading reading =
                new ChipReader(new Trust(List.of(others.country()), Set.of()))
                        .read(written.image(), written.expected());

        assertThat(reading.failures()).contains(ReadingFailure.SIGNER_UNKNOWN);
    }

    @Test
    void aRevokedSignerOneOutOfItsPeriodAndOneForOtherThingsAreRefused() throws Exception {
        SodSigner signer = signers.documentSigner();
        Written written = written(signer);
        BigInteger serial = signer.certificate().getSerialNumber();
        Trust revoked = new Trust(List.of(signers.country()), Set.of(serial));
        assertThat(new ChipReader(revoked).read(written.image(), written.expected()).failures())
                .containsExactly(ReadingFailure.SIGNER_REVOKED);

        Expected late = at(written.expected(), now.plus(Duration.ofDays(91)));
        assertThat(reader().read(written.image(), late).failures())
                .containsExactly(ReadingFailure.SIGNER_OUT_OF_TIME);

        Written byJobSigner = written(signers.jobSigner());
        assertThat(reader().read(byJobSigner.image(), byJobSigner.expected()).failures())
                .containsExactly(ReadingFailure.SIGNER_NOT_FOR_DOCUMENTS);
    }

    private static Expected at(Expected expected, Instant signedAt) {
        return new Expected(
                expected.mrz(),
                expected.nationalDigest(),
                expected.fingersDigest(),
                expected.challenge(),
                expected.terminal(),
                signedAt);
    }

    @Test
    void garbageOfAnyLengthIsUnreadable() throws Exception {
        Written written = written(signers.documentSigner());
        for (int length : new int[] {0, 1, 100, 300_000}) {
            byte[] garbage = new byte[length];
            new java.util.Random(length).nextBytes(garbage);
            assertThat(reader().read(garbage, written.expected()).failures())
                    .containsExactly(ReadingFailure.IMAGE_UNREADABLE);
        }
    }

    @Test
    void theMachineRefusesAJobThatWasChangedOrSignedByAnotherSigner() throws Exception {
        Path job = job(signers.documentSigner(), signers.jobSigner());
        byte[] bytes = Files.readAllBytes(job);
        byte[] other = bytes.clone();
        other[indexOf(bytes, "machine-1".getBytes(StandardCharsets.US_ASCII))] = 'M';
        Path changed = folder.resolve("changed.bin");
        Files.write(changed, other);
        assertThatThrownBy(() -> run(changed, Set.of()))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("changed after it was signed");

        Path cut = folder.resolve("cut.bin");
        // A frame begins with four bytes of length and the mark of a map.
        int last = indexOf(bytes, "signature".getBytes(StandardCharsets.US_ASCII)) - 6;
        Files.write(cut, java.util.Arrays.copyOf(bytes, last));
        assertThatThrownBy(() -> run(cut, Set.of()))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("no signature");
        Files.write(cut, java.util.Arrays.copyOf(bytes, last - 1));
        assertThatThrownBy(() -> run(cut, Set.of()))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("cut off");

        Path byDocumentSigner = job(signers.documentSigner(), signers.documentSigner());
        assertThatThrownBy(() -> run(byDocumentSigner, Set.of()))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("may not sign job files");
    }

    @Test
    void anotherMachineCannotOpenTheCards() throws Exception {
        Path job = job(signers.documentSigner(), signers.jobSigner());
        machineId = "machine-2";

        assertThatThrownBy(() -> run(job, Set.of()))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("does not open");
    }

    @Test
    void theJobFileShowsNothingOfAnybody() throws Exception {
        String text =
                Files.readString(
                        job(signers.documentSigner(), signers.jobSigner()),
                        StandardCharsets.ISO_8859_1);

        assertThat(text).doesNotContain("079198000123", "TRAN<<", "CHIP");
    }

    @Test
    void aStoppedMachineGoesOnBehindItsLastResult() throws Exception {
        Path job = job(signers.documentSigner(), signers.jobSigner());
        assertThat(run(job, Set.of())).isEqualTo(1);
        Path results = folder.resolve("out/results.ndjson");
        String once = Files.readString(results);
        Files.writeString(results, once + "{\"line\":2,\"res");

        assertThat(run(job, Set.of())).isEqualTo(1);

        assertThat(Files.readString(results)).isEqualTo(once);
    }

    // -- what the tests build on --

    private ChipReader reader() {
        return new ChipReader(new Trust(List.of(signers.country()), Set.of()));
    }

    private Written written(SodSigner signer) throws Exception {
        return written(ChipCurve.SECP256R1, signer, holder(List.of()));
    }

    private Written written(ChipCurve curve, SodSigner signer, ChipHolder holder) throws Exception {
        KeyPair terminal = new ChipKeys.Source(curve, new SecureRandom()).pair();
        Path job = folder.resolve(UUID.randomUUID() + ".bin");
        CardMaker.Made made;
        try (OutputStream out = Files.newOutputStream(job)) {
            made = write(out, curve, signer, signers.jobSigner(), holder, terminal, machine());
        }
        run(job, Set.of());
        byte[] image = Files.readAllBytes(folder.resolve("out/1.chip"));
        deleteOut();
        return new Written(image, expected(holder, made, terminal));
    }

    private Expected expected(ChipHolder holder, CardMaker.Made made, KeyPair terminal) {
        return new Expected(
                String.join("", holder.mrz().lines()),
                holder.national().digest(),
                FingerprintImage.digest(holder.fingers()),
                made.challenge(),
                terminal.getPrivate(),
                now);
    }

    private void deleteOut() throws Exception {
        Files.deleteIfExists(folder.resolve("out/results.ndjson"));
        Files.deleteIfExists(folder.resolve("out/1.chip"));
    }

    private Path job(SodSigner signer, SodSigner jobSigner) throws Exception {
        KeyPair terminal = new ChipKeys.Source(ChipCurve.SECP256R1, new SecureRandom()).pair();
        Path job = folder.resolve(UUID.randomUUID() + ".bin");
        try (OutputStream out = Files.newOutputStream(job)) {
            write(
                    out,
                    ChipCurve.SECP256R1,
                    signer,
                    jobSigner,
                    holder(List.of()),
                    terminal,
                    machine());
        }
        return job;
    }

    private static CardMaker.Made write(
            OutputStream out,
            ChipCurve curve,
            SodSigner signer,
            SodSigner jobSigner,
            ChipHolder holder,
            KeyPair terminal,
            MachineKeys machine)
            throws Exception {
        SecureRandom random = new SecureRandom();
        JobSegment segment = JobSegment.openFor(machine.certificate(), random);
        CardMaker.Sheet sheet =
                new CardMaker.Sheet(UUID.randomUUID(), "000123", Map.of("serial", "0123456789"));
        CardMaker.Made made =
                new CardMaker(curve, random).make(sheet, holder, signer, segment, RUN, 1);
        JobFileWriter job = new JobFileWriter(out);
        job.header(
                new JobFileWriter.Header(
                        RUN, "machine-1", 1, terminal.getPublic().getEncoded(), Instant.now()));
        job.segment(1, segment.wrappedKey());
        job.card(1, 1, made.sealed());
        job.sign(jobSigner);
        return made;
    }

    private int run(Path job, Set<Integer> spoil) throws Exception {
        Path tray = folder.resolve("tray.txt");
        Files.writeString(tray, "CHIP00000001\nCHIP00000002\n");
        return new Machine(machine())
                .run(
                        new Machine.Order(
                                job, signers.country(), tray, folder.resolve("out"), spoil),
                        count -> {});
    }

    static ChipHolder holder(List<FingerprintImage> fingers) {
        Map<Integer, String> items = new TreeMap<>();
        items.put(1, "079198000123");
        items.put(2, "TRẦN THỊ ĐƯỢC");
        items.put(3, "15/03/1998");
        items.put(9, LONG_RESIDENCE);
        items.put(16, "012345678");
        return new ChipHolder(
                Td1.of(
                        new PersonalIdNumber("079198000123"),
                        new PersonName("Trần Thị Được"),
                        LocalDate.of(1998, 3, 15),
                        Sex.FEMALE,
                        Optional.of(LocalDate.of(2038, 3, 15)),
                        "991231"),
                Sex.FEMALE,
                new ChipHolder.Portrait(jpeg(), 236, 354, false),
                fingers,
                new NationalData(
                        new TreeMap<>(items), Optional.of("TRẦN VĂN CHA"), Optional.empty()));
    }

    private static byte[] jpeg() {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(new BufferedImage(236, 354, BufferedImage.TYPE_INT_RGB), "jpeg", out);
            return out.toByteArray();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A chip signed by a key of a security module is read back like any other. */
    public static void signsWith(SodSigner signer, TestSigners signers) throws Exception {
        SecureRandom random = new SecureRandom();
        Path folder = Files.createTempDirectory("chip");
        MachineKeys machine = MachineKeys.in(folder.resolve("machine"), "machine-1");
        KeyPair terminal = new ChipKeys.Source(ChipCurve.SECP256R1, random).pair();
        Path job = folder.resolve("job.bin");
        ChipHolder holder = holder(List.of());
        CardMaker.Made made;
        try (OutputStream out = Files.newOutputStream(job)) {
            made =
                    write(
                            out,
                            ChipCurve.SECP256R1,
                            signer,
                            signers.jobSigner(),
                            holder,
                            terminal,
                            machine);
        }
        Path tray = Files.writeString(folder.resolve("tray.txt"), "CHIP00000001\n");
        X509Certificate trusted = signers.country();
        new Machine(machine)
                .run(
                        new Machine.Order(job, trusted, tray, folder.resolve("out"), Set.of()),
                        count -> {});
        Reading reading =
                new ChipReader(new Trust(List.of(trusted), Set.of()))
                        .read(
                                Files.readAllBytes(folder.resolve("out/1.chip")),
                                new Expected(
                                        String.join("", holder.mrz().lines()),
                                        holder.national().digest(),
                                        FingerprintImage.digest(holder.fingers()),
                                        made.challenge(),
                                        terminal.getPrivate(),
                                        Instant.now()));
        assertThat(reading.failures()).isEmpty();
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        return all.indexOf(new String(part, StandardCharsets.ISO_8859_1));
    }
}
