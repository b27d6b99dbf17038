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
import javax.imageio.ImageIO;
import vn.dancu.card.chip.ChipCurve;
import vn.dancu.card.chip.ChipFile;
import vn.dancu.card.chip.ChipHolder;
import vn.dancu.card.chip.ChipKeys;
import vn.dancu.card.chip.ChipWriter;
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
 * How many cards are personalised, signed and sealed in a second, against the bare rate of the key
 * pairs and signatures that each card needs, measured in turns with them; then what the machine and
 * the reader take. Without database and network: those are the matter of the service.
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

    /** Seconds of each side in turns. */
    private double bareSeconds;

    private double wholeSeconds;
    private final List<CardMaker.Made> kept = new ArrayList<>();

    Result run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("dancu-bench-cards");
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            MachineKeys machine = MachineKeys.in(folder.resolve("machine"), "bench");
            bare(threads, WARM_UP);
            warmUp(threads, machine);
            Map<String, Object> details = new LinkedHashMap<>();
            Path job = folder.resolve("job.ndjson");
            write(threads, machine, job);
            stages(threads, machine, details);
            details.put("jobFileMB", Files.size(job) >> 20);
            machineAndReader(folder, job, machine, details);
            double rate = CARDS / wholeSeconds;
            details.put("cards", CARDS);
            details.put("threads", THREADS);
            details.put("portraitBytes", holder.portrait().image().length);
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

    private void warmUp(ExecutorService threads, MachineKeys machine) throws InterruptedException {
        JobSegment segment = JobSegment.openFor(machine.certificate(), random);
        inParallel(threads, WARM_UP, n -> make(segment, n));
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
                long start = System.nanoTime();
                for (int first = done + 1; first <= done + round; first += SEGMENT) {
                    int last = Math.min(first + SEGMENT - 1, done + round);
                    segment(threads, machine, job, first, last);
                }
                wholeSeconds += (System.nanoTime() - start) / 1e9;
                done += round;
            }
            job.sign(signers.jobs());
        }
    }

    private void segment(
            ExecutorService threads, MachineKeys machine, JobFileWriter job, int first, int last)
            throws IOException, InterruptedException {
        int number = first / SEGMENT + 1;
        JobSegment segment = JobSegment.openFor(machine.certificate(), random);
        job.segment(number, segment.wrappedKey());
        List<Future<Timed>> made =
                IntStream.rangeClosed(first, last)
                        .mapToObj(n -> threads.submit(() -> timed(segment, n)))
                        .toList();
        int line = first;
        for (Future<Timed> each : made) {
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
        byte[] attributes = new byte[110];
        long start = System.nanoTime();
        inParallel(
                threads,
                cards,
                n -> {
                    try {
                        keys.fresh();
                        Signature signature = Signature.getInstance("SHA256withECDSA", "SunEC");
                        signature.initSign(signers.documents().key());
                        signature.update(attributes);
                        return signature.sign();
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
        byte[] card = new byte[holder.portrait().image().length * 4 / 3 + 8_000];
        stage(threads, details, "keysMicros", n -> keys.fresh());
        stage(threads, details, "dataGroupsMicros", n -> writer.files(holder, pairs));
        stage(threads, details, "hashAndSignMicros", n -> writer.sign(files, signers.documents()));
        stage(threads, details, "sealMicros", n -> segment.seal(RUN, n, card));
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
                List.of(),
                new NationalData(
                        new TreeMap<>(items), Optional.of("TRẦN VĂN CHA"), Optional.empty()));
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
