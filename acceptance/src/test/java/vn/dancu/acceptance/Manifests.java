package vn.dancu.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.sandbox.launch.ContainerSecrets;

/**
 * What {@code kubectl kustomize} makes of the folder {@code k8s}: a copy of it, with the secrets of
 * a demonstration made, is rendered with the tool that operators use.
 */
final class Manifests {
    private static final Path PROJECT = Path.of("..");
    private static final List<String> FOLDERS = List.of("k8s", "config-repo", "docker");
    private static final long PATIENCE_SECONDS = 60;

    private final Path copy;

    private Manifests(Path copy) {
        this.copy = copy;
    }

    /** The tool, where this machine has it: the variable {@code DANCU_KUBECTL}, else the path. */
    static Optional<String> kubectl() {
        String named = System.getenv("DANCU_KUBECTL");
        Stream<Path> candidates =
                named != null
                        ? Stream.of(Path.of(named))
                        : Stream.of(System.getenv("PATH").split(":"))
                                .map(folder -> Path.of(folder, "kubectl"));
        return candidates.filter(Files::isExecutable).map(Path::toString).findFirst();
    }

    static Manifests copiedTo(Path folder) throws IOException {
        for (String name : FOLDERS) {
            copyTree(PROJECT.resolve(name), folder.resolve(name));
        }
        Path made = folder.resolve("k8s/overlays/demo/secrets/made");
        if (!Files.exists(made)) {
            ContainerSecrets.make(made);
        }
        return new Manifests(folder);
    }

    Path madeSecrets() {
        return copy.resolve("k8s/overlays/demo/secrets/made");
    }

    /** The objects of an overlay, such as {@code production/migrations}, as the tool renders it. */
    List<JsonNode> rendered(String overlay) throws IOException, InterruptedException {
        Path output = Files.createTempFile(copy, "rendered", ".yaml");
        Path complaints = Files.createTempFile(copy, "complaints", ".txt");
        Process process =
                new ProcessBuilder(
                                kubectl().orElseThrow(),
                                "kustomize",
                                copy.resolve("k8s/overlays").resolve(overlay).toString())
                        .redirectOutput(output.toFile())
                        .redirectError(complaints.toFile())
                        .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("kubectl kustomize did not end");
        }
        if (process.exitValue() != 0) {
            throw new IOException("kubectl kustomize: " + Files.readString(complaints));
        }
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(16 * 1024 * 1024);
        List<JsonNode> objects = new ArrayList<>();
        JsonMapper json = new JsonMapper();
        try (var reader = Files.newBufferedReader(output)) {
            StreamSupport.stream(
                            new Yaml(new SafeConstructor(options)).loadAll(reader).spliterator(),
                            false)
                    .<JsonNode>map(json::valueToTree)
                    .forEach(objects::add);
        }
        return objects;
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a)
                            throws IOException {
                        // Secrets that somebody made here are nobody's business.
                        if (folder.endsWith("made")) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a)
                            throws IOException {
                        Files.copy(file, to.resolve(from.relativize(file).toString()));
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    static String text(String file) {
        try {
            return Files.readString(PROJECT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
