package vn.dancu.benchmarks;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.imageio.ImageIO;
import vn.dancu.card.chip.ChipCurve;
import vn.dancu.card.chip.ChipFile;
import vn.dancu.card.chip.ChipHolder;
import vn.dancu.card.chip.ChipKeys;
import vn.dancu.card.chip.ChipWriter;
import vn.dancu.card.chip.FingerprintImage;
import vn.dancu.card.chip.NationalData;
import vn.dancu.card.chip.Td1;
import vn.dancu.card.production.CardMaker;
import vn.dancu.card.production.JobFileWriter;
import vn.dancu.card.production.JobSegment;
import vn.dancu.card.reading.ChipReader;
import vn.dancu.card.reading.Expected;
import vn.dancu.card.reading.Trust;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.machine.Machine;
import vn.dancu.machine.MachineKeys;

/**
 * How many cards are personalised, signed, sealed and written to a job file in a second, against
 * the bare rate of the key pairs and signatures that each card needs, measured in turns with it.
 * Beside it a second limit: the same, and SHA-256 and AES-GCM over the same bytes, which no card
 * can do without. Then what the machine and the reader take. Without database and network: those
 * are the matter of the service.
 */
final class CardsBenchmark {
    private static final int CARDS = Integer.getInteger("dancu.bench.cards", 10_000);
    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    private static final int SEGMENT = 50;
    private static final int ROUND = 1_000;
    private static final int WARM_UP = 2_000;
    private static final int READ_BACK = 1_000;
    private static final UUID RUN = new UUID(1, 1);

    private final SecureRandom random = new SecureRandom();
    private final CardSigners signers = CardSigners.fresh();
    private final CardMaker maker = new CardMaker(ChipCurve.SECP256R1, random);
    private final ChipWriter writer = new ChipWriter(ChipCurve.SECP256R1, random);
    private final ChipKeys.Source keys = new ChipKeys.Source(ChipCurve.SECP256R1, random);
    private final KeyPair terminal = keys.pair();
    private final ChipHolder holder = holder();
    private final Percentiles millis = new Percentiles();

    /** A card as it is before it is sealed, about. */
    private final byte[] plain = new byte[dataGroupBytes() + 4_000];

    /** Seconds of each side in turns. */
    private double bareSeconds;

    private double bytesSeconds;
    private double madeSeconds;
    private double wholeSeconds;
    private final List<CardMaker.Made> kept = new ArrayList<>();

    Result run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("dancu-bench-cards");
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            MachineKeys machine = MachineKeys.in(folder.resolve("machine"), "bench");
            bare(threads, WARM_UP);
            withBytes(threads, WARM_UP);
            made(threads, machine, WARM_UP);
            Map<String, Object> details = new LinkedHashMap<>();
            Path job = folder.resolve("job.bin");
            write(threads, machine, job);
            stages(threads, machine, details);
            details.put("jobFileMB", Files.size(job) >> 20);
            machineAndReader(folder, job, machine, details);
            double rate = CARDS / wholeSeconds;
            details.put("cards", CARDS);
            details.put("threads", THREADS);
            details.put("portraitBytes", holder.portrait().image().length);
            details.put("dataGroupBytes", dataGroupBytes());
            details.put("limitWithTheSameBytesHashedAndSealed", Math.round(CARDS / bytesSeconds));
            details.put("ratioToIt", rounded(bytesSeconds / wholeSeconds));
            details.put("withoutJobFile", Math.round(CARDS / madeSeconds));
            details.put("ratioWithoutJobFile", rounded(bareSeconds / madeSeconds));
            details.put("ratioWithoutJobFileToSameBytes", rounded(bytesSeconds / madeSeconds));
            details.put("timesTheNeedOf500000ADay", Math.round(rate / 5.8));
            details.put("peakMemoryMB", peakMemory());
            details.put("heapLimitMB", Runtime.getRuntime().maxMemory() >> 20);
            return new Result(
                    "cards",
                    "cards/s",
                    rate,
                    CARDS / bareSeconds,
                    millis.at(0.5),
                    millis.at(0.99),
                    "a card from data to sealed line, one of " + THREADS + " threads",
                    details);
        } finally {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static double rounded(double ratio) {
        return Math.round(ratio * 1000) / 1000.0;
    }

    private int dataGroupBytes() {
        return writer.files(holder, keys.fresh()).values().stream()
                .mapToInt(file -> file.length)
                .sum();
    }

    /** Cards up to the sealed line, nothing written; in seconds. */
    private double made(ExecutorService threads, MachineKeys machine, int cards)
            throws InterruptedException {
        long start = System.nanoTime();
        for (int first = 0; first < cards; first += SEGMENT) {
            JobSegment segment = JobSegment.openFor(machine.certificate(), random);
            inParallel(threads, Math.min(SEGMENT, cards - first), n -> make(segment, n));
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** The job file of all cards, as the service writes it, in turns with the bare work. */
    private void write(ExecutorService threads, MachineKeys machine, Path file)
            throws IOException, InterruptedException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            JobFileWriter job = new JobFileWriter(out);
            job.header(
                    new JobFileWriter.Header(
                            RUN, "bench", CARDS, terminal.getPublic().getEncoded(), Instant.now()));
            int done = 0;
            while (done < CARDS) {
                int round = Math.min(ROUND, CARDS - done);
                bareSeconds += bare(threads, round);
                bytesSeconds += withBytes(threads, round);
                madeSeconds += made(threads, machine, round);
                long start = System.nanoTime();
                // The next segment is made while this one is written; two are in memory.
                Segment next = begun(threads, machine, done + 1, done + round);
                while (next.first() <= done + round) {
                    Segment now = next;
                    next = begun(threads, machine, now.last() + 1, done + round);
                    write(job, now);
                }
                wholeSeconds += (System.nanoTime() - start) / 1e9;
                done += round;
            }
            job.sign(signers.jobs());
        }
    }

    private record Segment(int first, int last, JobSegment keys, List<Future<Timed>> cards) {}

    /** The cards from {@code first} on, at most up to {@code end}; none if that is behind it. */
    private Segment begun(ExecutorService threads, MachineKeys machine, int first, int end) {
        int last = Math.min(first + SEGMENT - 1, end);
        JobSegment segment = JobSegment.openFor(machine.certificate(), random);
        List<Future<Timed>> cards =
                IntStream.rangeClosed(first, last)
                        .mapToObj(n -> threads.submit(() -> timed(segment, n)))
                        .toList();
        return new Segment(first, last, segment, cards);
    }

    private void write(JobFileWriter job, Segment segment)
            throws IOException, InterruptedException {
        int number = segment.first() / SEGMENT + 1;
        job.segment(number, segment.keys().wrappedKey());
        int line = segment.first();
        for (Future<Timed> each : segment.cards()) {
            Timed card = result(each);
            millis.add(card.millis());
            if (kept.size() < READ_BACK) {
                // What is sealed is not needed for reading back: the challenge is.
                kept.add(new CardMaker.Made(new byte[0], card.made().challenge()));
            }
            job.card(line++, number, card.made().sealed());
        }
    }

    private record Timed(CardMaker.Made made, double millis) {}

    private Timed timed(JobSegment segment, int line) {
        long start = System.nanoTime();
        CardMaker.Made made = make(segment, line);
        return new Timed(made, (System.nanoTime() - start) / 1e6);
    }

    private CardMaker.Made make(JobSegment segment, int line) {
        CardMaker.Sheet sheet =
                new CardMaker.Sheet(new UUID(2, line), "000123", Map.of("number", "079198000123"));
        return maker.make(sheet, holder, signers.documents(), segment, RUN, line);
    }

    /** Two key pairs and one signature for each card, and nothing else; in seconds. */
    private double bare(ExecutorService threads, int cards) throws InterruptedException {
        long start = System.nanoTime();
        inParallel(threads, cards, n -> keysAndSignature());
        return (System.nanoTime() - start) / 1e9;
    }

    private byte[] keysAndSignature() {
        keys.fresh();
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA", "SunEC");
            signature.initSign(signers.documents().key());
            signature.update(new byte[110]);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same, and the bytes of a card hashed and sealed once; in seconds. */
    private double withBytes(ExecutorService threads, int cards) throws InterruptedException {
        int hashed = dataGroupBytes();
        SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
        long start = System.nanoTime();
        inParallel(
                threads,
                cards,
                n -> {
                    keysAndSignature();
                    try {
                        MessageDigest digest = MessageDigest.getInstance("SHA-256");
                        digest.update(plain, 0, hashed);
                        byte[] nonce = new byte[12];
                        random.nextBytes(nonce);
                        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
                        byte[] sealed = cipher.doFinal(plain);
                        return digest.digest().length + sealed.length;
                    } catch (GeneralSecurityException e) {
                        throw new IllegalStateException(e);
                    }
                });
        return (System.nanoTime() - start) / 1e9;
    }

    /** Where the time goes: each stage alone, on all threads, in microseconds for a card. */
    private void stages(ExecutorService threads, MachineKeys machine, Map<String, Object> details)
            throws InterruptedException {
        ChipKeys pairs = keys.fresh();
        Map<ChipFile, byte[]> files = writer.files(holder, pairs);
        JobSegment segment = JobSegment.openFor(machine.certificate(), random);
        stage(threads, details, "keysMicros", n -> keys.fresh());
        stage(threads, details, "dataGroupsMicros", n -> writer.files(holder, pairs));
        stage(threads, details, "hashAndSignMicros", n -> writer.sign(files, signers.documents()));
        stage(threads, details, "sealMicros", n -> segment.seal(RUN, n, plain));
        stage(threads, details, "wholeCardMicros", n -> make(segment, n));
        jobFileStage(segment, details);
    }

    /** By one thread: the lines of a file come one after the other. */
    private void jobFileStage(JobSegment segment, Map<String, Object> details) {
        byte[] sealed = segment.seal(RUN, 1, plain);
        JobFileWriter job = new JobFileWriter(OutputStream.nullOutputStream());
        long start = System.nanoTime();
        try {
            for (int line = 1; line <= ROUND; line++) {
                job.card(line, 1, sealed);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        details.put("jobFileMicros", Math.round((System.nanoTime() - start) / 1e3 / ROUND));
    }

    private void stage(ExecutorService threads, Map<String, Object> details, String name, Work work)
            throws InterruptedException {
        long start = System.nanoTime();
        inParallel(threads, ROUND, work);
        details.put(name, Math.round((System.nanoTime() - start) / 1e3 / ROUND * THREADS));
    }

    private void machineAndReader(
            Path folder, Path job, MachineKeys machine, Map<String, Object> details)
            throws IOException {
        Path tray = folder.resolve("tray.txt");
        try (var out = Files.newBufferedWriter(tray)) {
            for (int i = 0; i < CARDS; i++) {
                out.write("CHIP%08d%n".formatted(i));
            }
        }
        Path chips = folder.resolve("chips");
        long start = System.nanoTime();
        int done =
                new Machine(machine)
                        .run(
                                new Machine.Order(job, signers.country(), tray, chips, Set.of()),
                                count -> {});
        double machineSeconds = (System.nanoTime() - start) / 1e9;
        if (done != CARDS) {
            throw new IllegalStateException("the machine wrote " + done + " of " + CARDS);
        }
        ChipReader reader = new ChipReader(new Trust(List.of(signers.country()), Set.of()));
        start = System.nanoTime();
        for (int i = 0; i < kept.size(); i++) {
            byte[] image = Files.readAllBytes(chips.resolve((i + 1) + ".chip"));
            if (!reader.read(image, expected(kept.get(i))).passed()) {
                throw new IllegalStateException("a card is not what was ordered");
            }
        }
        double readerSeconds = (System.nanoTime() - start) / 1e9;
        details.put("machineCardsPerSecondOneThread", Math.round(done / machineSeconds));
        details.put("readBackCardsPerSecondOneThread", Math.round(kept.size() / readerSeconds));
    }

    private Expected expected(CardMaker.Made made) {
        return new Expected(
                String.join("", holder.mrz().lines()),
                holder.national().digest(),
                FingerprintImage.digest(holder.fingers()),
                made.challenge(),
                terminal.getPrivate(),
                Instant.now());
    }

    private interface Work {
        Object on(int card);
    }

    private static void inParallel(ExecutorService threads, int cards, Work work)
            throws InterruptedException {
        List<Future<?>> all = new ArrayList<>(THREADS);
        for (int thread = 0; thread < THREADS; thread++) {
            int first = thread;
            all.add(
                    threads.submit(
                            () -> {
                                for (int n = first; n < cards; n += THREADS) {
                                    work.on(n);
                                }
                            }));
        }
        for (Future<?> each : all) {
            result(each);
        }
    }

    private static <T> T result(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** The most that this process ever held, as Linux counts it; 0 elsewhere. */
    private static long peakMemory() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(kilobytes -> Long.parseLong(kilobytes) >> 10)
                    .findFirst()
                    .orElse(0);
        }
    }

    private static ChipHolder holder() {
        Map<Integer, String> items = new TreeMap<>();
        items.put(1, "079198000123");
        items.put(2, "TRẦN THỊ ĐƯỢC");
        items.put(3, "15/03/1998");
        items.put(9, "Số 128, tổ 15, phường Phúc Xá, quận Ba Đình, Thành phố Hà Nội");
        Td1 mrz =
                Td1.of(
                        new PersonalIdNumber("079198000123"),
                        new PersonName("Trần Thị Được"),
                        LocalDate.of(1998, 3, 15),
                        Sex.FEMALE,
                        Optional.of(LocalDate.of(2038, 3, 15)),
                        "991231");
        return new ChipHolder(
                mrz,
                Sex.FEMALE,
                new ChipHolder.Portrait(portrait(), 480, 720, false),
                List.of(finger(2), finger(7)),
                new NationalData(
                        new TreeMap<>(items), Optional.of("TRẦN VĂN CHA"), Optional.empty()));
    }

    /** As many bytes as a print of 320 by 400 pixels has at 0.8 bits for each. */
    private static FingerprintImage finger(int position) {
        byte[] picture = new byte[12_800];
        new Random(position).nextBytes(picture);
        return new FingerprintImage(
                position,
                FingerprintImage.NOT_MEASURED,
                320,
                400,
                500,
                FingerprintImage.Format.JPEG2000,
                picture);
    }

    /** A picture with as much in it as a portrait. */
    private static byte[] portrait() {
        BufferedImage image = new BufferedImage(480, 720, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        Random shapes = new Random(1);
        for (int i = 0; i < 400; i++) {
            graphics.setColor(new Color(shapes.nextInt(1 << 24)));
            graphics.fillOval(shapes.nextInt(480), shapes.nextInt(720), 60, 60);
        }
        graphics.dispose();
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, "jpeg", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
