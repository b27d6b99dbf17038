package vn.dancu.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.IntConsumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Works a job file off: each line becomes one chip image and one signed line of the result file. A
 * machine that was stopped goes on behind the last result; the card it was at is made on the same
 * blank again.
 */
public final class Machine {
    private static final String RESULTS = "results.ndjson";

    private final MachineKeys keys;
    private final JsonMapper json = JsonMapper.builder().build();
    private final SecureRandom random = new SecureRandom();

    public Machine(MachineKeys keys) {
        this.keys = keys;
    }

    /**
     * What the machine is to do.
     *
     * @param trusted the country signer whose signer of jobs it believes
     * @param tray file of chip serials
     * @param out where images and results go
     * @param spoil lines whose chip breaks, so that the way of spoilt cards can be shown
     */
    public record Order(
            Path job, X509Certificate trusted, Path tray, Path out, Set<Integer> spoil) {
        public Order {
            spoil = Set.copyOf(spoil);
        }
    }

    /**
     * @param progress hears the count of finished lines
     * @return how many lines were done in all
     */
    public int run(Order order, IntConsumer progress) {
        JobFile job = new JobFile(order.job(), keys);
        JobFile.Header header = job.verify(order.trusted());
        Tray tray = Tray.of(order.tray());
        Path results = order.out().resolve(RESULTS);
        try {
            Files.createDirectories(order.out());
            int done = completeResults(results);
            int[] position = {0};
            try (FileChannel out =
                    FileChannel.open(
                            results, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                job.forEach(
                        header,
                        line -> {
                            int place = position[0]++;
                            if (place >= done) {
                                append(out, make(order, header, line, tray.blank(place)));
                                progress.accept(place + 1);
                            }
                        });
                out.force(true);
            }
            return position[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String make(Order order, JobFile.Header header, JobFile.Line line, String serial) {
        ObjectNode result = json.createObjectNode();
        result.put("runId", header.runId());
        result.put("line", line.number());
        result.put("cardId", line.card().path("cardId").asString());
        result.put("chipSerial", serial);
        if (order.spoil().contains(line.number())) {
            result.put("outcome", "SPOILT");
            result.put("reason", "chip_does_not_answer");
        } else {
            byte[] image = new Chip(serial, line.card(), random).image(header.terminalKey(), json);
            store(order.out().resolve(line.number() + ".chip"), image);
            result.put("outcome", "WRITTEN");
            result.put("image", HexFormat.of().formatHex(sha256(image)));
        }
        return signed(json.writeValueAsBytes(result), line.number());
    }

    private String signed(byte[] result, int line) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.key(), random);
            signature.update(result);
            ObjectNode out = json.createObjectNode();
            out.put("line", line);
            out.put("result", Base64.getEncoder().encodeToString(result));
            out.put("signature", Base64.getEncoder().encodeToString(signature.sign()));
            return json.writeValueAsString(out) + "\n";
        } catch (GeneralSecurityException e) {
            throw new MachineException("the machine's key does not sign", e);
        }
    }

    /** Whole or not at all. */
    private static void store(Path file, byte[] image) {
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".part");
            Files.write(fresh, image);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(FileChannel out, String line) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many results are whole; half a line at the end, of a machine that died, is cut off. */
    private static int completeResults(Path results) throws IOException {
        if (!Files.exists(results)) {
            return 0;
        }
        int count = 0;
        long whole = 0;
        try (BufferedReader lines = Files.newBufferedReader(results, StandardCharsets.UTF_8)) {
            long size = Files.size(results);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                long end = whole + line.getBytes(StandardCharsets.UTF_8).length + 1;
                if (end <= size) {
                    count++;
                    whole = end;
                }
            }
        }
        try (FileChannel channel = FileChannel.open(results, StandardOpenOption.WRITE)) {
            channel.truncate(whole);
        }
        return count;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
