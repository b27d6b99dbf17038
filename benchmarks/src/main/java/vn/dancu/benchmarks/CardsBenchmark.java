package vn.dancu.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
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

    /** For so many cards the limits are measured beside; a longer run shows the memory it takes. */
    private static final int LIMITS = 10_000;

    private static final int SEGMENT = 50;
    private static final int ROUND = 1_000;

    /** Of each side before anything counts, so that the compiler is not what is measured. */
    private static final int WARM_UP = 4_000;

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

    /** What each side took, in turns. */
    private final Side bare = new Side();

    private final Side withBytes = new Side();
    private final Side made = new Side();
    private final Side whole = new Side();

    Result run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("dancu-bench-cards");
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            MachineKeys machine = MachineKeys.in(folder.resolve("machine"), "bench");
            warmUp(threads, machine);
            Map<String, Object> details = new LinkedHashMap<>();
            Path job = folder.resolve("job.bin");
            write(threads, machine, job);
            stages(threads, machine, details);
            details.put("jobFileMB", Files.size(job) >> 20);
            machineAndReader(folder, machine, details);
            double rate = whole.rate();
            details.put("cards", CARDS);
            details.put("threads", THREADS);
            details.put("portraitBytes", holder.portrait().image().length);
            details.put("dataGroupBytes", dataGroupBytes());
            details.put("limitWithTheSameBytesHashedAndSealed", Math.round(withBytes.rate()));
            details.put("withoutJobFile", Math.round(made.rate()));
            ratios(details, "Whole", whole);
            ratios(details, "WithoutJobFile", made);
            details.put("timesTheNeedOf500000ADay", Math.round(rate / 5.8));
            details.put("peakMemoryMB", peakMemory());
            details.put("heapLimitMB", Runtime.getRuntime().maxMemory() >> 20);
            return new Result(
                    "cards",
                    "cards/s",
                    rate,
                    bare.rate(),
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

    private void warmUp(ExecutorService threads, MachineKeys machine)
            throws IOException, InterruptedException {
        JobFileWriter nowhere = new JobFileWriter(OutputStream.nullOutputStream());
        for (int done = 0; done < WARM_UP; done += ROUND) {
            bare(threads, ROUND);
            withBytes(threads, ROUND);
            made(threads, machine, ROUND);
            write(threads, machine, nowhere, 1, ROUND);
        }
        List.of(bare, withBytes, made).forEach(Side::reset);
        millis.clear();
    }

    /** To both limits, by the clock and by the processor time of this process. */
    private void ratios(Map<String, Object> details, String name, Side side) {
        details.put("ratio" + name, rounded(side.rate() / bare.rate()));
        details.put("ratio" + name + "ToSameBytes", rounded(side.rate() / withBytes.rate()));
        details.put("processorRatio" + name, rounded(bare.micros() / side.micros()));
        details.put(
                "processorRatio" + name + "ToSameBytes",
                rounded(withBytes.micros() / side.micros()));
        details.put("processorMicros" + name, Math.round(side.micros()));
    }

    private static double rounded(double ratio) {
        return Math.round(ratio * 1000) / 1000.0;
    }

    /** Cards of one kind of work, with the time and the processor time they took. */
    private static final class Side {
        private static final OperatingSystemMXBean SYSTEM =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

        private long cards;
        private long nanos;
        private long processorNanos;

        interface Cards {
            void run() throws IOException, InterruptedException;
        }

        void take(int count, Cards work) throws IOException, InterruptedException {
            long processor = SYSTEM.getProcessCpuTime();
            long start = System.nanoTime();
            work.run();
            nanos += System.nanoTime() - start;
            processorNanos += SYSTEM.getProcessCpuTime() - processor;
            cards += count;
        }

        void reset() {
            cards = 0;
            nanos = 0;
            processorNanos = 0;
        }

        double rate() {
            return cards * 1e9 / nanos;
        }

        /** Processor time of a card; the compiler and the collector count. */
        double micros() {
            return processorNanos / 1e3 / cards;
        }
    }

    private int dataGroupBytes() {
        return writer.files(holder, keys.fresh()).values().stream()
                .mapToInt(file -> file.length)
                .sum();
    }

    /** Cards up to the sealed line, nothing written. */
    private void made(ExecutorService threads, MachineKeys machine, int cards)
            throws IOException, InterruptedException {
        made.take(
                cards,
                () -> {
                    for (int first = 0; first < cards; first += SEGMENT) {
                        JobSegment segment = JobSegment.openFor(machine.certificate(), random);
                        int count = Math.min(SEGMENT, cards - first);
                        inParallel(threads, count, n -> make(segment, n));
                    }
                });
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
                if (done < LIMITS) {
                    bare(threads, round);
                    withBytes(threads, round);
                    made(threads, machine, round);
                }
                int first = done + 1;
                whole.take(round, () -> write(threads, machine, job, first, first + round - 1));
                done += round;
            }
            job.sign(signers.jobs());
        }
    }

    /** The next segment is made while this one is written; two are in memory. */
    private void write(
            ExecutorService threads, MachineKeys machine, JobFileWriter job, int first, int last)
            throws IOException, InterruptedException {
        Segment next = begun(threads, machine, first, last);
        while (next.first() <= last) {
            Segment now = next;
            next = begun(threads, machine, now.last() + 1, last);
            write(job, now);
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

    /** Two key pairs and one signature for each card, and nothing else. */
    private void bare(ExecutorService threads, int cards) throws IOException, InterruptedException {
        bare.take(cards, () -> inParallel(threads, cards, n -> keysAndSignature()));
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

    /** The same, and the bytes of a card hashed and sealed once. */
    private void withBytes(ExecutorService threads, int cards)
            throws IOException, InterruptedException {
        int hashed = dataGroupBytes();
        SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
        withBytes.take(
                cards,
                () ->
                        inParallel(
                                threads,
                                cards,
                                n -> {
                                    keysAndSignature();
                                    return hashedAndSealed(hashed, key);
                                }));
    }

    private int hashedAndSealed(int hashed, SecretKeySpec key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(plain, 0, hashed);
            byte[] nonce = new byte[12];
            random.nextBytes(nonce);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
            return digest.digest().length + cipher.doFinal(plain).length;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
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
        stage(threads, details, "ofItHashMicros", n -> hashed(files));
        stage(threads, details, "sealMicros", n -> segment.seal(RUN, n, plain, plain.length));
        stage(threads, details, "wholeCardMicros", n -> make(segment, n));
        jobFileStage(segment, details);
    }

    private static int hashed(Map<ChipFile, byte[]> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return files.values().stream().mapToInt(file -> digest.digest(file).length).sum();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** By one thread: the lines of a file come one after the other. */
    private void jobFileStage(JobSegment segment, Map<String, Object> details) {
        byte[] sealed = segment.seal(RUN, 1, plain, plain.length);
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

    /** A job of its own: what machine and reader take does not hang on how many cards there are. */
    private List<CardMaker.Made> job(Path file, MachineKeys machine) throws IOException {
        List<CardMaker.Made> cards = new ArrayList<>();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            JobFileWriter job = new JobFileWriter(out);
            job.header(
                    new JobFileWriter.Header(
                            RUN,
                            "bench",
                            READ_BACK,
                            terminal.getPublic().getEncoded(),
                            Instant.now()));
            JobSegment segment = JobSegment.openFor(machine.certificate(), random);
            job.segment(1, segment.wrappedKey());
            for (int line = 1; line <= READ_BACK; line++) {
                CardMaker.Made card = make(segment, line);
                job.card(line, 1, card.sealed());
                // What is sealed is not needed for reading back: the challenge is.
                cards.add(new CardMaker.Made(new byte[0], card.challenge()));
            }
            job.sign(signers.jobs());
        }
        return cards;
    }

    private void machineAndReader(Path folder, MachineKeys machine, Map<String, Object> details)
            throws IOException {
        Path job = folder.resolve("read-back.bin");
        List<CardMaker.Made> cards = job(job, machine);
        Path tray = folder.resolve("tray.txt");
        try (var out = Files.newBufferedWriter(tray)) {
            for (int i = 0; i < READ_BACK; i++) {
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
        if (done != READ_BACK) {
            throw new IllegalStateException("the machine wrote " + done + " of " + READ_BACK);
        }
        ChipReader reader = new ChipReader(new Trust(List.of(signers.country()), Set.of()));
        start = System.nanoTime();
        for (int i = 0; i < cards.size(); i++) {
            byte[] image = Files.readAllBytes(chips.resolve((i + 1) + ".chip"));
            if (!reader.read(image, expected(cards.get(i))).passed()) {
                throw new IllegalStateException("a card is not what was ordered");
            }
        }
        double readerSeconds = (System.nanoTime() - start) / 1e9;
        details.put("machineCardsPerSecondOneThread", Math.round(done / machineSeconds));
        details.put("readBackCardsPerSecondOneThread", Math.round(cards.size() / readerSeconds));
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
