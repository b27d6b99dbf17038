package vn.dancu.plumbing;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.broker.BrokerSetup;
import vn.dancu.sandbox.infrastructure.BrokerSettings;
import vn.dancu.sandbox.infrastructure.LocalBroker;
import vn.dancu.sandbox.launch.ContainerSecrets;
import vn.dancu.testing.FreePort;

/**
 * The broker of docker-compose.yml in this process: with the settings that stand there, on other
 * ports, and the secrets that {@code ./dancu secrets} makes.
 */
final class ComposedBroker implements AutoCloseable {
    static final Path PROJECT = Path.of("..");
    static final Path TOPICS = PROJECT.resolve("k8s/overlays/production/topics.yaml");
    static final Path USERS = PROJECT.resolve("k8s/overlays/production/users.yaml");

    private final Path folder;
    private final int clients = FreePort.find();
    private final int inside = FreePort.find();
    private final int controller = FreePort.find();
    private final JsonNode compose;
    private final LocalBroker broker;

    private ComposedBroker(Path folder) throws IOException {
        this.folder = folder;
        ContainerSecrets.make(folder);
        compose = yaml("docker-compose.yml").path("services");
        mount("kafka", folder.resolve("run"));
        mount("kafka-setup", folder.resolve("run"));
        broker =
                LocalBroker.start(
                        new BrokerSettings(
                                folder.resolve("kafka"), clients, controller, settings()));
    }

    static ComposedBroker start(Path folder) throws IOException {
        return new ComposedBroker(folder);
    }

    static JsonNode yaml(String file) throws IOException {
        try (var reader = Files.newBufferedReader(PROJECT.resolve(file))) {
            Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            return new JsonMapper().valueToTree(read);
        }
    }

    /** Copies the secrets of a container to where it finds them. */
    private void mount(String service, Path run) throws IOException {
        for (JsonNode secret : compose.path(service).path("secrets")) {
            String[] source = secret.path("source").asString().split("\\.", 2);
            Path file = run.resolve(secret.path("target").asString().replace("/run/secrets/", ""));
            Files.createDirectories(file.getParent());
            Files.copy(
                    folder.resolve("secrets").resolve(source[0]).resolve(source[1]),
                    file,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** As the image of Kafka reads its environment: KAFKA_A___B_C__D is a-b.c_d. */
    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        compose.path("kafka")
                .path("environment")
                .properties()
                .forEach(
                        variable -> {
                            if (variable.getKey().startsWith("KAFKA_")) {
                                settings.put(
                                        variable.getKey()
                                                .substring("KAFKA_".length())
                                                .toLowerCase(Locale.ROOT)
                                                .replace("_", ".")
                                                .replace("...", "-")
                                                .replace("..", "_"),
                                        here(variable.getValue().asString()));
                            }
                        });
        settings.remove("heap.opts");
        settings.remove("log.dirs");
        return settings;
    }

    /** What is said of containers, for this process. */
    private String here(String text) {
        return text.replace("$$", "$")
                .replace("//:9092", "//127.0.0.1:" + clients)
                .replace("kafka:9092", "127.0.0.1:" + clients)
                .replace("localhost:9094", "127.0.0.1:" + inside)
                .replace("localhost:9093", "127.0.0.1:" + controller)
                .replace("/run/secrets", folder.resolve("run").toString())
                .replace("/data/secrets", folder.resolve("secrets").toString());
    }

    /** Runs the job of docker-compose.yml with the manifest of users that is given. */
    BrokerSetup.Changes setUp(Path users) throws Exception {
        Path client = folder.resolve("admin.properties");
        Files.writeString(client, here(text("docker/kafka/admin.properties")));
        return BrokerSetup.apply(client, TOPICS, users, passwords());
    }

    Path passwords() {
        return folder.resolve("run/passwords");
    }

    Properties administrator() throws IOException {
        return properties("docker/kafka/admin.properties");
    }

    Properties auditor() throws IOException {
        return properties("docker/kafka/auditor.properties");
    }

    private Properties properties(String file) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(here(text(file))));
        return properties;
    }

    /** The client of a service, with the environment and the secret of its container. */
    Properties clientOf(String service) throws IOException {
        Path secret = folder.resolve("secrets").resolve(service).resolve("dancu.kafka.password");
        return clientOf(service, Files.readString(secret));
    }

    Properties clientOf(String service, String password) {
        JsonNode environment = compose.path(service).path("environment");
        Properties properties = new Properties();
        properties.setProperty(
                "bootstrap.servers", here(environment.path("DANCU_KAFKA").asString()));
        properties.setProperty(
                "security.protocol", environment.path("SPRING_KAFKA_SECURITY_PROTOCOL").asString());
        environment
                .properties()
                .forEach(
                        variable -> {
                            String prefix = "SPRING_KAFKA_PROPERTIES_";
                            if (variable.getKey().startsWith(prefix)) {
                                properties.setProperty(
                                        variable.getKey()
                                                .substring(prefix.length())
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', '.'),
                                        here(variable.getValue().asString())
                                                .replace("${spring.application.name}", service)
                                                .replace("${dancu.kafka.password}", password));
                            }
                        });
        return properties;
    }

    private static String text(String file) throws IOException {
        return Files.readString(PROJECT.resolve(file));
    }

    @Override
    public void close() {
        broker.close();
    }
}
