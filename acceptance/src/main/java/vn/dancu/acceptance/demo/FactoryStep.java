package vn.dancu.acceptance.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The factory: a run of approved applications, its job file given to the demonstration machine,
 * which is a program of its own, and the results of the machine handed in card by card. Each part
 * may be done again after an interruption.
 */
final class FactoryStep {
    private static final String CENTRE = "centre";
    private static final String PRODUCTION = "/cards/v1/production";
    private static final String MACHINE = "demonstration-machine";
    private static final String JAR =
            "personalisation-machine/target/personalisation-machine-0.1.0-SNAPSHOT-exec.jar";
    private static final int CARDS = 20;
    private static final Duration PREPARATION = Duration.ofMinutes(5);
    private static final Duration MACHINE_TIME = Duration.ofMinutes(5);

    private final GatewayClient gateway;
    private final Path folder;
    private final JsonMapper json = JsonMapper.builder().build();

    /**
     * @param folder where the machine has its key, its tray and its output
     */
    FactoryStep(GatewayClient gateway, Path folder) {
        this.gateway = gateway;
        this.folder = folder.resolve("factory");
    }

    /**
     * Makes approved cards.
     *
     * @param key the same for the same run, in this run of the demo and the next
     */
    void make(String key) {
        enrol();
        ObjectNode wish = json.createObjectNode();
        wish.put("machineId", MACHINE);
        wish.put("cards", CARDS);
        String run =
                gateway.post(CENTRE, PRODUCTION + "/runs", key, wish)
                        .required("production run")
                        .text("runId");
        if (prepared(run).equals("READY")) {
            Path work = folder.resolve(run);
            if (!Files.exists(work.resolve("job.bin"))) {
                fetch(run, work);
            }
            machine(work);
            handIn(run, work);
        }
    }

    /** The machine makes its key at its first start; the centre enrols its certificate. */
    private void enrol() {
        run("keys", "--keys", folder.resolve("machine").toString(), "--id", MACHINE);
        ObjectNode enrolment = json.createObjectNode();
        enrolment.put("machineId", MACHINE);
        enrolment.put("certificate", base64(folder.resolve("machine/machine.cer")));
        gateway.post(CENTRE, PRODUCTION + "/machines", "machine", enrolment)
                .required("machine enrolled");
    }

    private String prepared(String run) {
        Patience patience = new Patience(PREPARATION);
        while (true) {
            String state =
                    gateway.get(CENTRE, PRODUCTION + "/runs/" + run).required("run").text("state");
            if (!state.equals("PREPARING")) {
                return state;
            }
            if (!patience.pause(Duration.ZERO)) {
                throw new DemoFailure("the production run is not ready");
            }
        }
    }

    /** The job file, the country signer that the machine trusts, and blanks in its tray. */
    private void fetch(String run, Path work) {
        JsonNode lines = gateway.get(CENTRE, PRODUCTION + "/runs/" + run).required("run").body();
        int cards = lines.path("lines").path("MADE").asInt();
        String name = run.replace("-", "").substring(0, 20).toUpperCase(Locale.ROOT);
        List<String> blanks =
                IntStream.range(0, cards).mapToObj(n -> name + "%06d".formatted(n)).toList();
        ObjectNode delivery = json.createObjectNode();
        delivery.put("delivery", "demo " + run);
        ArrayNode serials = delivery.putArray("chipSerials");
        blanks.forEach(serials::add);
        Answer received = gateway.post(CENTRE, PRODUCTION + "/blanks", run + "-blanks", delivery);
        // 409: received by an attempt whose answer was lost.
        if (received.status() != 409) {
            received.required("blank cards");
        }
        try {
            Files.createDirectories(work);
            Files.write(work.resolve("tray.txt"), blanks);
            Files.write(work.resolve("csca.cer"), Base64.getDecoder().decode(countrySigner()));
            Path part = work.resolve("job.part");
            int status = gateway.download(CENTRE, PRODUCTION + "/runs/" + run + "/job", part);
            if (status != 200) {
                throw new DemoFailure("no job file: " + status);
            }
            Files.move(part, work.resolve("job.bin"));
        } catch (IOException e) {
            throw new DemoFailure("cannot write in " + work);
        }
    }

    private String countrySigner() {
        JsonNode all =
                gateway.get(CENTRE, "/cards/v1/pki/certificates")
                        .required("certificates")
                        .body()
                        .path("certificates");
        for (JsonNode certificate : all) {
            if (certificate.path("kind").asString("").equals("CSCA")) {
                return certificate.path("certificate").asString();
            }
        }
        throw new DemoFailure("no country signer is published");
    }

    private void machine(Path work) {
        run(
                "run",
                "--job",
                work.resolve("job.bin").toString(),
                "--keys",
                folder.resolve("machine").toString(),
                "--trust",
                work.resolve("csca.cer").toString(),
                "--blanks",
                work.resolve("tray.txt").toString(),
                "--out",
                work.resolve("out").toString());
    }

    private void handIn(String run, Path work) {
        try {
            for (String line : Files.readAllLines(work.resolve("out/results.ndjson"))) {
                JsonNode result = json.readTree(line);
                ObjectNode body = json.createObjectNode();
                body.put("result", result.path("result").asString());
                body.put("signature", result.path("signature").asString());
                int number = result.path("line").asInt();
                Path image = work.resolve("out/" + number + ".chip");
                if (Files.exists(image)) {
                    body.put("image", base64(image));
                }
                Answer answer =
                        gateway.post(
                                        CENTRE,
                                        PRODUCTION + "/runs/" + run + "/results",
                                        run + "-" + number,
                                        body)
                                .required("result of the machine");
                if (!answer.text("state").equals("READ_BACK")) {
                    throw new DemoFailure("a chip was not read back: " + answer.text("state"));
                }
            }
        } catch (IOException e) {
            throw new DemoFailure("the machine left no results in " + work);
        }
    }

    private void run(String... words) {
        Path project = Path.of(Optional.ofNullable(System.getenv("DANCU_PROJECT")).orElse("."));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx64m");
        command.add("-XX:+UseSerialGC");
        command.add("-jar");
        command.add(project.resolve(JAR).toString());
        command.addAll(List.of(words));
        try {
            Process machine =
                    new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            if (!machine.waitFor(MACHINE_TIME.toSeconds(), TimeUnit.SECONDS)) {
                machine.destroyForcibly();
                throw new DemoFailure("the machine did not finish");
            }
            if (machine.exitValue() != 0) {
                throw new DemoFailure("the machine stopped with " + machine.exitValue());
            }
        } catch (IOException e) {
            throw new DemoFailure("the machine could not be started");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted");
        }
    }

    private static String base64(Path file) {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new DemoFailure("cannot read " + file.getFileName());
        }
    }
}
