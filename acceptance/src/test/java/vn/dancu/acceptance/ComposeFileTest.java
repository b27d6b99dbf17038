package vn.dancu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.sandbox.launch.ContainerSecrets;

/** What docker-compose.yml says agrees with the conventions, the secrets and the services. */
class ComposeFileTest {
    private static final Path PROJECT = Path.of("..");
    private static final String SECRETS_FOLDER = "${DANCU_COMPOSE_DATA:-.data/compose}/";
    private static final String OWN_SECRETS = "/run/secrets/dancu/";
    private static final String CALLERS = "/run/secrets/callers/";

    /** The names that the table of internal calls uses for services. */
    private static final Map<String, String> SHORT_NAMES =
            Map.of(
                    "population", "population-service",
                    "id-number", "id-number-service",
                    "card", "card-issuance-service",
                    "sharing", "sharing-service");

    @TempDir private static Path made;

    private static JsonNode compose;
    private static String conventions;

    @BeforeAll
    static void read() throws IOException {
        compose = yaml("docker-compose.yml");
        conventions = text("docs/conventions.md");
        ContainerSecrets.make(made);
    }

    @Test
    void eachServiceOfThePlatformIsThereAndNoOther() throws IOException {
        List<String> started =
                matches(text("dancu"), "(?m)^SERVICES=\"([a-z -]+)\"$")
                        .flatMap(line -> Stream.of(line.group(1).split(" ")))
                        .toList();

        assertThat(ours()).containsExactlyInAnyOrderElementsOf(started).hasSize(8);
        for (String name : ours()) {
            assertThat(service(name).path("image").asString())
                    .isEqualTo("dancu/%s:${DANCU_RELEASE:-0.1.0}", name);
        }
    }

    @Test
    void eachServiceListensWhereTheConventionsSay() {
        Map<String, String> agreed = agreedPorts();

        assertThat(agreed.keySet()).containsExactlyInAnyOrderElementsOf(ours());
        for (String name : ours()) {
            JsonNode environment = service(name).path("environment");
            assertThat(agreed).containsEntry(name, environment.path("SERVER_PORT").asString());
            // Of a register's service there may be several: each is found by its container's name.
            assertThat(environment.path("DANCU_HOST").asString(""))
                    .isEqualTo(environment.has("DANCU_DB_HOST") ? "" : name);
        }
    }

    @Test
    void eachAddressNamesAPartAndItsPort() throws IOException {
        Map<String, String> ports = agreedPorts();
        ports.put("prometheus", "9090");
        ports.put("kafka", "9092");
        List<String> addresses = new ArrayList<>(scraped());
        for (String name : ours()) {
            addresses.addAll(texts(service(name).path("environment")));
        }
        JsonNode sources = yaml("docker/grafana/prometheus.yml").path("datasources");
        addresses.add(sources.path(0).path("url").asString());

        List<MatchResult> found =
                addresses.stream()
                        .flatMap(text -> matches(text, "^(?:http://)?([a-z-]+):([0-9]+)$"))
                        .filter(address -> !address.group(1).equals("localhost"))
                        .toList();

        // Eight services with three addresses each, four with a broker, and what is scraped.
        assertThat(found).hasSizeGreaterThan(8 * 3 + 4 + 5);
        for (MatchResult address : found) {
            assertThat(ports).containsEntry(address.group(1), address.group(2));
        }
    }

    @Test
    void eachServiceThatHasMetricsIsScraped() throws IOException {
        Set<String> scraped =
                scraped().stream()
                        .map(target -> target.substring(0, target.indexOf(':')))
                        .filter(name -> !name.equals("localhost"))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> exposing = new TreeSet<>();
        for (String name : ours()) {
            if (settings(name).contains("include: health,info,prometheus")) {
                exposing.add(name);
            }
        }

        assertThat(scraped).isEqualTo(exposing).contains("gateway", "population-service");
    }

    @Test
    void theGatewayAloneIsPublished() {
        assertThat(compose.path("networks").path("platform").path("internal").asBoolean()).isTrue();
        Set<String> published = new TreeSet<>();
        for (String name : services()) {
            boolean open = service(name).has("ports");
            assertThat(texts(service(name).path("networks")).contains("door"))
                    .as(name)
                    .isEqualTo(open);
            if (open && !service(name).has("profiles")) {
                published.add(name);
            }
        }

        assertThat(published).containsExactly("gateway");
        assertThat(texts(service("gateway").path("ports")))
                .containsExactly("${DANCU_BIND:-127.0.0.1}:${DANCU_PORT:-8080}:8080");
    }

    @Test
    void eachSecretIsAFileThatTheScriptMakesAndSomebodyReads() throws IOException {
        Set<String> used = new TreeSet<>();
        for (String name : services()) {
            used.addAll(secrets(name).values());
        }

        assertThat(compose.path("secrets").propertyNames())
                .containsExactlyInAnyOrderElementsOf(used);
        for (String name : used) {
            assertThat(secretFile(name)).as(name).exists();
            // Until a key is changed there is none before it.
            assertThat(Files.size(secretFile(name)) == 0)
                    .as(name)
                    .isEqualTo(name.matches(".*\\.earlier-[a-z-]*keys"));
        }
    }

    @Test
    void eachServiceReadsAllOfItsOwnSecretsAndNobodyElses() throws IOException {
        int read = 0;
        for (String name : ours()) {
            Path folder = made.resolve("secrets").resolve(name);
            Map<String, String> expected = new TreeMap<>();
            // Alone, the mark of a demonstration marks nothing.
            if (files(folder).size() > 1) {
                files(folder).forEach(file -> expected.put(OWN_SECRETS + file, name + "." + file));
            }
            Map<String, String> actual = secrets(name);
            actual.keySet().removeIf(target -> target.startsWith(CALLERS));

            assertThat(actual).as(name).isEqualTo(expected);
            for (String secret : actual.values()) {
                assertThat(secretFile(secret).getParent()).isEqualTo(folder);
            }
            read += actual.size();
        }
        assertThat(read).isGreaterThan(20);
    }

    @Test
    void aServiceTrustsTheKeysOfThoseWhoMayCallIt() {
        Set<String> agreed =
                matches(
                                conventions,
                                "(?m)^\\| ([a-z, -]+) \\| ([a-z-]+) \\| `(?:GET|POST) /internal/")
                        .flatMap(
                                call ->
                                        Stream.of(call.group(1).split(", "))
                                                .map(
                                                        caller ->
                                                                SHORT_NAMES.get(caller)
                                                                        + " > "
                                                                        + SHORT_NAMES.get(
                                                                                call.group(2))))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> trusted = new TreeSet<>();
        for (String name : ours()) {
            secrets(name).keySet().stream()
                    .flatMap(target -> matches(target, "^" + CALLERS + "([a-z-]+)\\.pem$"))
                    .forEach(key -> trusted.add(key.group(1) + " > " + name));
        }

        assertThat(trusted).isEqualTo(agreed).hasSize(7);
    }

    @Test
    void theDatabasesAreMadeWithThePasswordsThatTheServicesUse() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        for (String name : SHORT_NAMES.values()) {
            matches(text("config-repo/" + name + ".yml"), "(?m)^ +username: ([a-z]+)$")
                    .map(user -> user.group(1) + ".password")
                    .forEach(file -> expected.put(file, name + ".spring.datasource.password"));
        }
        Map<String, String> given = secrets("postgres");
        given.remove("superuser.password");
        Set<String> created =
                matches(text("docker/postgres/databases.sh"), "(?m)^for name in ([a-z ]+); do$")
                        .flatMap(line -> Stream.of(line.group(1).split(" ")))
                        .map(user -> user + ".password")
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(given).isEqualTo(expected).hasSize(4);
        assertThat(created).isEqualTo(expected.keySet());
    }

    @Test
    void eachUserOfTheBrokerHasAPasswordThatItAloneReads() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        for (String name : SHORT_NAMES.values()) {
            expected.put(name + "-kafka", name + ".dancu.kafka.password");
        }
        expected.put("auditor-kafka", "kafka.auditor.password");
        Map<String, String> given = secrets("kafka-setup");
        given.remove("admin.password");
        given = rekeyed(given, "/run/secrets/passwords/");
        Set<String> users =
                matches(text("k8s/overlays/production/users.yaml"), "(?m)^  name: ([a-z-]+)$")
                        .map(user -> user.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(given).isEqualTo(expected);
        assertThat(users).isEqualTo(expected.keySet());
        assertThat(texts(service("kafka-setup").path("volumes")))
                .contains("./k8s/overlays/production/users.yaml:/etc/dancu/users.yaml:ro");
        for (String name : SHORT_NAMES.values()) {
            JsonNode environment = service(name).path("environment");
            assertThat(environment.path("SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG").asString())
                    .contains("username=\"$${spring.application.name}-kafka\"")
                    .contains("password=\"$${dancu.kafka.password}\"");
        }
    }

    @Test
    void twoInstancesOfEachServiceFindEnoughConnections() throws IOException {
        int pool =
                yaml("config-repo/application-demonstration.yml")
                        .at("/spring/datasource/hikari/maximum-pool-size")
                        .asInt();
        int lookUps =
                yaml("config-repo/population-service.yml")
                        .at("/dancu/look-ups/connections")
                        .asInt();
        int most =
                matches(text("docker/postgres/postgresql.conf"), "(?m)^max_connections = ([0-9]+)$")
                        .mapToInt(found -> Integer.parseInt(found.group(1)))
                        .findFirst()
                        .orElseThrow();

        assertThat(pool).isPositive();
        assertThat(lookUps).isPositive();
        // Three are kept for the superuser; then the check of health, an audit, who looks after it.
        assertThat(2 * (SHORT_NAMES.size() * pool + lookUps) + 3 + 10).isLessThanOrEqualTo(most);
    }

    @Test
    void eachVariableIsInTheConventionsAndReadByTheService() throws IOException {
        Set<String> known =
                matches(conventions, "(?m)^\\|([^|]+)\\|")
                        .flatMap(row -> matches(row.group(1), "`([A-Z][A-Z_]+)`"))
                        .map(variable -> variable.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        for (String name : ours()) {
            for (String variable : service(name).path("environment").propertyNames()) {
                assertThat(known).as(name).contains(variable);
                // What all are told is read by some; what one is told, it must read itself.
                if (Set.of("DANCU_CONFIG_REPO", "DANCU_SECRETS", "SERVER_PORT")
                        .contains(variable)) {
                    assertThat(settings(name)).as(name).contains("${" + variable + ":");
                } else if (variable.startsWith("DANCU_")) {
                    assertThat(everySetting()).contains("${" + variable + ":");
                }
            }
        }
    }

    @Test
    void noContainerOfOursCanChangeItself() {
        for (String name : services()) {
            JsonNode service = service(name);
            // Kafka's own image writes its configuration into itself.
            assertThat(service.path("read_only").asBoolean())
                    .as(name)
                    .isEqualTo(!name.equals("kafka"));
            assertThat(texts(service.path("cap_drop"))).containsExactly("ALL");
            assertThat(texts(service.path("security_opt")))
                    .containsExactly("no-new-privileges:true");
            assertThat(service.path("mem_limit").asString()).matches("[0-9]+[mg]");
        }
        for (String name : ours()) {
            assertThat(service(name).path("user").asString()).isEqualTo("10001:10001");
            assertThat(texts(service(name).path("tmpfs"))).containsExactly("/tmp:size=64m,exec");
        }
    }

    @Test
    void eachPartStartsWhenThoseBeforeItAreHealthy() throws IOException {
        assertThat(text("docker/Dockerfile")).contains("\nHEALTHCHECK ");
        for (String name : services()) {
            for (Map.Entry<String, JsonNode> before :
                    service(name).path("depends_on").properties()) {
                JsonNode earlier = service(before.getKey());
                assertThat(services()).as(name).contains(before.getKey());
                boolean job = earlier.path("restart").asString("").equals("no");
                assertThat(job || earlier.has("healthcheck") || isOurs(before.getKey()))
                        .as(before.getKey())
                        .isTrue();
                assertThat(before.getValue().path("condition").asString())
                        .isEqualTo(job ? "service_completed_successfully" : "service_healthy");
            }
        }
        // Nobody comes to the broker before it knows everybody.
        for (String name : SHORT_NAMES.values()) {
            assertThat(service(name).path("depends_on").has("kafka-setup")).isTrue();
        }
        Set<String> others = ours();
        others.remove("gateway");
        assertThat(service("gateway").path("depends_on").propertyNames())
                .containsExactlyInAnyOrderElementsOf(others);
    }

    @Test
    void whatIsMountedExists() {
        List<String> named = new ArrayList<>();
        for (String name : services()) {
            for (String volume : texts(service(name).path("volumes"))) {
                String source = volume.substring(0, volume.indexOf(':'));
                if (source.startsWith("./")) {
                    assertThat(PROJECT.resolve(source)).exists();
                    assertThat(volume).endsWith(":ro");
                } else {
                    named.add(source);
                }
            }
        }

        assertThat(compose.path("volumes").propertyNames())
                .containsExactlyInAnyOrderElementsOf(named);
    }

    private static Map<String, String> agreedPorts() {
        Map<String, String> ports = new TreeMap<>();
        matches(conventions, "(?m)^\\| BASE\\+([0-9]) \\| [^|]+ \\| `([a-z-]+)` \\|$")
                .forEach(row -> ports.put(row.group(2), "808" + row.group(1)));
        return ports;
    }

    private static List<String> scraped() throws IOException {
        List<String> targets = new ArrayList<>();
        for (JsonNode job : yaml("docker/prometheus/prometheus.yml").path("scrape_configs")) {
            for (JsonNode group : job.path("static_configs")) {
                targets.addAll(texts(group.path("targets")));
            }
        }
        return targets;
    }

    private static Set<String> services() {
        return new TreeSet<>(compose.path("services").propertyNames());
    }

    private static Set<String> ours() {
        Set<String> ours = services();
        ours.removeIf(name -> !isOurs(name));
        return ours;
    }

    /** A service of the platform; a job that only runs in the image of one is none. */
    private static boolean isOurs(String name) {
        return service(name).path("image").asString().startsWith("dancu/" + name + ":");
    }

    private static JsonNode service(String name) {
        return compose.path("services").path(name);
    }

    /** Where in the container a secret is, and its name. */
    private static Map<String, String> secrets(String name) {
        Map<String, String> secrets = new TreeMap<>();
        for (JsonNode secret : service(name).path("secrets")) {
            secrets.put(secret.path("target").asString(), secret.path("source").asString());
        }
        return secrets;
    }

    private static Map<String, String> rekeyed(Map<String, String> map, String prefix) {
        Map<String, String> rekeyed = new TreeMap<>();
        map.forEach((key, value) -> rekeyed.put(key.replace(prefix, ""), value));
        return rekeyed;
    }

    private static Path secretFile(String name) {
        String file = compose.path("secrets").path(name).path("file").asString();
        assertThat(file).startsWith(SECRETS_FOLDER);
        return made.resolve(file.substring(SECRETS_FOLDER.length()));
    }

    /** What the service is told by its own file, by those it imports and by the config server. */
    private static String settings(String service) throws IOException {
        String own = text(service + "/src/main/resources/application.yml");
        return own.contains("dancu-defaults.yml") ? own + defaults() : own;
    }

    private static String defaults() throws IOException {
        return text("platform/src/main/resources/dancu-defaults.yml")
                + text("platform-traces/src/main/resources/dancu-traces.yml");
    }

    private static String everySetting() throws IOException {
        StringBuilder all = new StringBuilder(defaults());
        for (String service : ours()) {
            all.append(settings(service));
        }
        for (String file : files(PROJECT.resolve("config-repo"))) {
            all.append(text("config-repo/" + file));
        }
        return all.toString();
    }

    private static Set<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private static Stream<MatchResult> matches(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results();
    }

    private static String text(String file) throws IOException {
        return Files.readString(PROJECT.resolve(file));
    }

    private static JsonNode yaml(String file) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(200);
        Object yaml = new Yaml(new SafeConstructor(options)).load(text(file));
        return new JsonMapper().valueToTree(yaml);
    }
}
