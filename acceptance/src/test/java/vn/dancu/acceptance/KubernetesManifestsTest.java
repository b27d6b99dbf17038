package vn.dancu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The manifests of {@code k8s}, as kubectl renders them, are objects that Kubernetes and the
 * operators accept, and agree with the conventions, the secrets, the topics and the services.
 */
class KubernetesManifestsTest {
    /** Schemas that lie beside the project on some machines and are no part of it. */
    private static final Path SCHEMAS = Path.of("../../shared/k8s");

    private static final List<String> OVERLAYS =
            List.of("demo", "production", "production/migrations");

    private static final Map<String, String> SHORT_NAMES =
            Map.of(
                    "population", "population-service",
                    "id-number", "id-number-service",
                    "card", "card-issuance-service",
                    "sharing", "sharing-service");

    private static final String BROKER_PASSWORD = "dancu.kafka.password";

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir private static Path folder;

    private static Manifests manifests;
    private static final Map<String, List<JsonNode>> rendered = new LinkedHashMap<>();

    @BeforeAll
    static void render() throws IOException, InterruptedException {
        assumeTrue(
                Manifests.kubectl().isPresent(),
                "kubectl is not on this machine: the manifests are not checked");
        manifests = Manifests.copiedTo(folder);
        for (String overlay : OVERLAYS) {
            rendered.put(overlay, manifests.rendered(overlay));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production", "production/migrations"})
    void eachObjectIsWhatKubernetesExpects(String overlay) throws IOException {
        Set<String> names = new HashSet<>();
        int checked = 0;
        for (JsonNode object : objects(overlay)) {
            assertThat(names.add(kind(object) + " " + name(object))).as(name(object)).isTrue();
            if (KubernetesModels.know(kind(object))) {
                KubernetesModels.check(kind(object), object);
                checked++;
            } else {
                assertThat(kind(object)).matches("[a-z0-9-]+\\.[a-z0-9.-]+/v[0-9]+/[A-Z]\\w+");
            }
        }
        assertThat(checked).isGreaterThan(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production", "production/migrations"})
    void eachObjectFitsTheSchemaOfItsKind(String overlay) throws IOException {
        assumeTrue(
                Files.isDirectory(SCHEMAS),
                "no schemas beside the project: kinds of operators are not checked");
        Map<String, Schema> known = new TreeMap<>();
        for (JsonNode object : objects(overlay)) {
            Schema schema = known.computeIfAbsent(kind(object), KubernetesManifestsTest::schema);
            List<Error> errors = schema.validate(JSON.valueToTree(object));
            assertThat(errors).as("%s %s of %s", kind(object), name(object), overlay).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production"})
    void eachPartListensWhereTheConventionsSay(String overlay) {
        Map<String, String> agreed = new TreeMap<>();
        matches(
                        Manifests.text("docs/conventions.md"),
                        "(?m)^\\| BASE\\+([0-9]) \\| [^|]+ \\| `([a-z-]+)` \\|$")
                .forEach(row -> agreed.put(row.group(2), "808" + row.group(1)));
        Map<String, String> listening = new TreeMap<>();
        for (JsonNode deployment : all(overlay, "Deployment")) {
            String port = port(container(deployment));
            assertThat(variables(overlay, deployment)).containsEntry("SERVER_PORT", port);
            assertThat(theOne(overlay, "Service", name(deployment)).at("/spec/ports/0/port"))
                    .hasToString(port);
            listening.put(name(deployment), port);
        }

        assertThat(agreed).containsAllEntriesOf(listening);
        // In a cluster nobody needs the registry; the issuer is of a demonstration alone.
        assertThat(listening).hasSize(overlay.equals("demo") ? 7 : 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production"})
    void eachProbeIsAnsweredByTheService(String overlay) {
        for (JsonNode deployment : all(overlay, "Deployment")) {
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                JsonNode asked = container(deployment).path(probe).path("httpGet");
                assertThat(asked.path("port").asString()).isEqualTo("http");
                assertThat(asked.path("path").asString())
                        .isIn("/actuator/health/liveness", "/actuator/health/readiness");
            }
            String settings = settings(name(deployment));
            assertThat(settings).as(name(deployment)).containsPattern("probes:\\s+enabled: true");
            assertThat(settings).containsPattern("include: health,info");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production", "production/migrations"})
    void noPodMayMoreThanItMust(String overlay) {
        for (JsonNode pod : pods(overlay)) {
            JsonNode spec = pod.at("/spec/template/spec");
            assertThat(spec.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(spec.at("/securityContext/seccompProfile/type").asString())
                    .isEqualTo("RuntimeDefault");
            for (JsonNode container : spec.path("containers")) {
                JsonNode closed = container.path("securityContext");
                assertThat(closed.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
                assertThat(texts(closed.at("/capabilities/drop"))).containsExactly("ALL");
                // Kafka's own image writes its configuration into itself.
                assertThat(closed.path("readOnlyRootFilesystem").asBoolean())
                        .as(name(pod))
                        .isEqualTo(!name(pod).equals("kafka"));
                assertThat(container.at("/resources/limits/memory").asString()).isNotEmpty();
                assertThat(container.at("/resources/requests/cpu").asString()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production", "production/migrations"})
    void whatAPodMountsOrReadsIsMadeBySomebody(String overlay) {
        Set<String> made = new TreeSet<>();
        for (JsonNode object : objects(overlay)) {
            made.add(object.path("kind").asString() + " " + name(object));
        }
        // Jobs run in the namespace of production and use what is made there.
        if (overlay.contains("/")) {
            for (JsonNode object : objects("production")) {
                made.add(object.path("kind").asString() + " " + name(object));
            }
        }
        Set<String> byOperators = secretsOfOperators();
        int references = 0;
        for (JsonNode pod : pods(overlay)) {
            for (String needed : references(pod)) {
                boolean there = made.contains(needed);
                if (!there && needed.startsWith("Secret ")) {
                    there =
                            made.contains("External" + needed)
                                    || byOperators.contains(needed.substring(7));
                }
                assertThat(there).as("%s needs %s", name(pod), needed).isTrue();
                references++;
            }
        }
        assertThat(references).isGreaterThan(8);
    }

    @Test
    void theDemonstrationGivesEachServiceItsOwnSecrets() throws IOException {
        int given = 0;
        for (JsonNode deployment : all("demo", "Deployment")) {
            Path own = manifests.madeSecrets().resolve("secrets").resolve(name(deployment));
            Set<String> expected = Files.isDirectory(own) ? files(own) : new TreeSet<>();
            // Alone, the mark of a demonstration marks nothing.
            if (expected.size() <= 1) {
                expected = new TreeSet<>();
            }
            // Its broker knows nobody: network policies keep others away.
            expected.remove(BROKER_PASSWORD);
            Set<String> actual = new TreeSet<>();
            for (JsonNode secret : all("demo", "Secret")) {
                if (name(secret).matches(Pattern.quote(name(deployment)) + "-[a-z0-9]{10}")) {
                    actual.addAll(secret.path("data").propertyNames());
                }
            }
            assertThat(actual).as(name(deployment)).isEqualTo(expected);
            given += actual.size();
        }
        assertThat(given).isGreaterThan(20);
    }

    @Test
    void productionTakesTheSameSecretsFromItsVaultAndNoneOfADemonstration() throws IOException {
        for (String service : SHORT_NAMES.values()) {
            Set<String> expected =
                    files(manifests.madeSecrets().resolve("secrets").resolve(service));
            expected.remove("dancu.demonstration");
            // Made by the operator of the database.
            expected.remove("spring.datasource.password");
            // A certificate, made by the operator of the broker.
            expected.remove(BROKER_PASSWORD);
            // A demonstration has no security module.
            if (service.equals("card-issuance-service")) {
                expected.add("dancu.card.signing.password");
            }
            assertThat(vaulted(service)).as(service).isEqualTo(expected);
            for (JsonNode source :
                    volume(theOne("production", "Deployment", service), "secrets")
                            .at("/projected/sources")) {
                assertThat(source.at("/secret/name").asString())
                        .matches(service + "|[a-z]+-db-app");
            }
        }
        assertThat(vaulted("callers")).isEqualTo(files(manifests.madeSecrets().resolve("callers")));
        for (JsonNode object : objects("production")) {
            assertThat(kind(object)).isNotEqualTo("v1/Secret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production"})
    void aServiceTrustsTheKeysOfThoseWhoMayCallIt(String overlay) {
        Set<String> trusted = new TreeSet<>();
        for (JsonNode deployment : all(overlay, "Deployment")) {
            for (JsonNode item : volume(deployment, "callers").at("/secret/items")) {
                String caller = item.path("key").asString().replace(".pem", "");
                trusted.add(caller + " > " + name(deployment));
            }
        }

        assertThat(trusted).isEqualTo(agreedCalls());
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production"})
    void whoMayCallWhomIsAllowedOnBothSidesAndNothingElse(String overlay) {
        Set<String> agreed = agreedCalls();
        for (String service : SHORT_NAMES.values()) {
            agreed.add("gateway > " + service);
        }
        Set<String> out = new TreeSet<>();
        Set<String> in = new TreeSet<>();
        for (JsonNode policy : all(overlay, "NetworkPolicy")) {
            Set<String> selected = selected(policy.at("/spec/podSelector"));
            for (JsonNode rule : policy.at("/spec/egress")) {
                for (JsonNode peer : rule.path("to")) {
                    pairs(selected, selected(peer.path("podSelector")), out);
                }
            }
            for (JsonNode rule : policy.at("/spec/ingress")) {
                for (JsonNode peer : rule.path("from")) {
                    pairs(selected(peer.path("podSelector")), selected, in);
                }
            }
        }
        // The issuer of a demonstration is asked by everybody.
        out.removeIf(pair -> pair.endsWith("> authorization-server"));
        in.removeIf(pair -> pair.endsWith("> authorization-server"));

        assertThat(out).isEqualTo(agreed);
        assertThat(in).isEqualTo(agreed);
        JsonNode first = theOne(overlay, "NetworkPolicy", "deny-by-default");
        assertThat(first.at("/spec/podSelector").size()).isZero();
        assertThat(texts(first.at("/spec/policyTypes"))).containsExactly("Ingress", "Egress");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production", "production/migrations"})
    void eachVariableIsReadBySomebody(String overlay) {
        Set<String> known = new HashSet<>();
        for (String service : servicesOfTheScript()) {
            matches(settings(service), "\\$\\{([A-Za-z_.-]+)")
                    .forEach(found -> known.add(canonical(found.group(1))));
            known.addAll(keys(service));
        }
        int checked = 0;
        for (JsonNode pod : pods(overlay)) {
            if (!image(pod).contains("dancu/")) {
                continue;
            }
            for (String variable : variables(overlay, pod).keySet()) {
                // The first is the JVM's, the others are Spring Boot's.
                if (!variable.equals("JDK_JAVA_OPTIONS") && !variable.startsWith("SPRING_")) {
                    assertThat(known).as(variable).contains(canonical(variable));
                    checked++;
                }
            }
        }
        assertThat(checked).isGreaterThan(20);
    }

    @Test
    void eachTopicOfTheContractsIsMadeAsItSays() {
        Map<String, String> agreed = new TreeMap<>();
        for (JsonNode channel : asyncApi().path("channels")) {
            JsonNode kafka = channel.at("/bindings/kafka");
            agreed.put(
                    channel.path("address").asString(),
                    kafka.path("partitions") + " " + kafka.at("/topicConfiguration/retention.ms"));
        }
        Map<String, String> made = new TreeMap<>();
        for (JsonNode topic : all("production", "KafkaTopic")) {
            made.put(
                    name(topic),
                    topic.at("/spec/partitions") + " " + topic.at("/spec/config/retention.ms"));
            assertThat(topic.at("/spec/replicas").asInt()).isEqualTo(3);
        }

        assertThat(made).isEqualTo(agreed);
    }

    @Test
    void whoSendsOrReceivesInTheContractsMayDoSo() {
        JsonNode asyncApi = asyncApi();
        int checked = 0;
        for (JsonNode operation : asyncApi.path("operations")) {
            String service = firstWord(operation.path("summary").asString());
            String channel = operation.at("/channel/$ref").asString().replace("#/channels/", "");
            String topic = asyncApi.path("channels").path(channel).path("address").asString();
            String right = operation.path("action").asString().equals("send") ? "Write" : "Read";
            if (SHORT_NAMES.containsValue(service)) {
                assertThat(mayTouch(service, topic, right))
                        .as("%s %s %s", service, right, topic)
                        .isTrue();
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(8);
        for (String service : List.of("card-issuance-service", "sharing-service")) {
            for (String restricted : List.of("idnumber.requests.v1", "idnumber.outcomes.v1")) {
                assertThat(mayTouch(service, restricted, "Read")).isFalse();
                assertThat(mayTouch(service, restricted, "Write")).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production", "production/migrations"})
    void eachImageIsOfThisRelease(String overlay) {
        String release =
                matches(Manifests.text("pom.xml"), "<version>([0-9.]+)-SNAPSHOT</version>")
                        .findFirst()
                        .orElseThrow()
                        .group(1);
        Set<String> services = servicesOfTheScript();
        for (JsonNode pod : pods(overlay)) {
            MatchResult image =
                    matches(image(pod), "^(?:.*/)?dancu/([a-z-]+):(.+)$").findFirst().orElse(null);
            if (image != null) {
                assertThat(services).contains(image.group(1));
                assertThat(image.group(2)).isEqualTo(release);
            }
        }
        String suffix = "-" + release.replace('.', '-');
        all("production/migrations", "Job").forEach(job -> assertThat(name(job)).endsWith(suffix));
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production"})
    void scalersBudgetsAndServicesFindTheirPods(String overlay) {
        Set<String> deployments =
                all(overlay, "Deployment").stream()
                        .map(KubernetesManifestsTest::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        for (JsonNode scaler : all(overlay, "HorizontalPodAutoscaler")) {
            assertThat(deployments).contains(scaler.at("/spec/scaleTargetRef/name").asString());
            // Whoever is scaled says no number of instances, or each roll-out would reset it.
            assertThat(theOne(overlay, "Deployment", name(scaler)).path("spec").has("replicas"))
                    .isFalse();
        }
        assertThat(all(overlay, "PodDisruptionBudget")).hasSameSizeAs(deployments);
        for (JsonNode budget : all(overlay, "PodDisruptionBudget")) {
            assertThat(selected(budget.at("/spec/selector"))).containsExactly(name(budget));
        }
        for (String deployment : deployments) {
            JsonNode selector = theOne(overlay, "Service", deployment).at("/spec/selector");
            assertThat(selector.path("app.kubernetes.io/name").asString()).isEqualTo(deployment);
        }
    }

    @Test
    void asManyInstancesAsMayBeFindEnoughConnections() {
        int pool = asIs("config-repo/application-production.yml", "maximum-pool-size");
        int lookUps = asIs("config-repo/population-service.yml", "connections");
        for (String service : SHORT_NAMES.values()) {
            int instances =
                    theOne("production", "HorizontalPodAutoscaler", service)
                            .at("/spec/maxReplicas")
                            .asInt();
            String database =
                    variables("production", theOne("production", "Deployment", service))
                            .getOrDefault("DANCU_DB_HOST", "")
                            .replaceFirst("-rw$", "");
            int most =
                    theOne("production", "Cluster", database)
                            .at("/spec/postgresql/parameters/max_connections")
                            .asInt();
            int each = pool + (service.equals("population-service") ? lookUps : 0);
            // One more while a release is exchanged, and the job that migrates before it; three
            // are kept for the superuser, ten for standbys, measurements and who looks after it.
            assertThat((instances + 1) * each + pool + 3 + 10)
                    .as(service)
                    .isLessThanOrEqualTo(most);
        }
    }

    /** The number that a file of settings gives to a key, which is there once. */
    private static int asIs(String file, String key) {
        return matches(Manifests.text(file), "(?m)^ +" + key + ": ([0-9]+)$")
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theFilesOfTheConfigRepoAreAllServed() throws IOException {
        Set<String> settings = files(Path.of("../config-repo"));
        settings.removeIf(file -> !file.endsWith(".yml"));
        for (String overlay : List.of("demo", "production")) {
            JsonNode served =
                    all(overlay, "ConfigMap").stream()
                            .filter(map -> name(map).startsWith("config-repo-"))
                            .findFirst()
                            .orElseThrow();
            assertThat(served.path("data").propertyNames())
                    .containsExactlyInAnyOrderElementsOf(settings);
        }
    }

    private static Schema schema(String kind) {
        JsonNode schema;
        Path core = SCHEMAS.resolve("kubernetes-1.36.json");
        JsonNode kubernetes = JSON.readTree(core.toFile());
        if (kubernetes.path("kinds").has(kind)) {
            ObjectNode whole = JSON.createObjectNode();
            whole.put("$ref", "#/definitions/" + kubernetes.path("kinds").path(kind).asString());
            whole.set("definitions", kubernetes.path("definitions"));
            schema = whole;
        } else {
            String file =
                    kind.toLowerCase(Locale.ROOT).replaceAll("^(.+)/(.+)/(.+)$", "$1_$3_$2.json");
            Path ours = Path.of("src/test/resources/kubernetes").resolve(file);
            Path given = SCHEMAS.resolve(file);
            schema = JSON.readTree((Files.exists(given) ? given : ours).toFile());
        }
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2019_09)
                // In Kubernetes' own description a number may stand where this format is asked for.
                .getSchema(
                        schema.toString()
                                .replaceAll(
                                        "\"format\":\"int-or-string\",\"type\":\"string\"|"
                                                + "\"type\":\"string\",\"format\":\"int-or-string\"",
                                        "\"type\":[\"integer\",\"string\"]"));
    }

    private static boolean mayTouch(String service, String topic, String right) {
        JsonNode user = theOne("production", "KafkaUser", service + "-kafka");
        for (JsonNode rule : user.at("/spec/authorization/acls")) {
            String named = rule.at("/resource/name").asString();
            boolean prefix = rule.at("/resource/patternType").asString().equals("prefix");
            if (rule.at("/resource/type").asString().equals("topic")
                    && (prefix ? topic.startsWith(named) : topic.equals(named))
                    && texts(rule.path("operations")).contains(right)) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> agreedCalls() {
        return matches(
                        Manifests.text("docs/conventions.md"),
                        "(?m)^\\| ([a-z, -]+) \\| ([a-z-]+) \\| `(?:GET|POST) /internal/")
                .flatMap(
                        call ->
                                Stream.of(call.group(1).split(", "))
                                        .map(
                                                caller ->
                                                        SHORT_NAMES.get(caller)
                                                                + " > "
                                                                + SHORT_NAMES.get(call.group(2))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Which of our callers and callees a selector means. */
    private static Set<String> selected(JsonNode selector) {
        Set<String> names = new TreeSet<>();
        JsonNode one = selector.at("/matchLabels/app.kubernetes.io~1name");
        if (one.isString()) {
            names.add(one.asString());
        }
        for (JsonNode expression : selector.path("matchExpressions")) {
            if (expression.path("key").asString().equals("app.kubernetes.io/name")) {
                names.addAll(texts(expression.path("values")));
            }
        }
        return names;
    }

    private static void pairs(Set<String> from, Set<String> to, Set<String> pairs) {
        Set<String> ours = new TreeSet<>(SHORT_NAMES.values());
        ours.add("authorization-server");
        for (String one : from) {
            for (String other : to) {
                if ((ours.contains(one) || one.equals("gateway")) && ours.contains(other)) {
                    pairs.add(one + " > " + other);
                }
            }
        }
    }

    private static Set<String> vaulted(String name) {
        Set<String> keys = new TreeSet<>();
        theOne("production", "ExternalSecret", name)
                .at("/spec/data")
                .forEach(entry -> keys.add(entry.path("secretKey").asString()));
        return keys;
    }

    /** Secrets that CloudNativePG and Strimzi make for the clusters and users of production. */
    private static Set<String> secretsOfOperators() {
        Set<String> names = new TreeSet<>();
        for (JsonNode cluster : all("production", "Cluster")) {
            names.add(name(cluster) + "-app");
            names.add(name(cluster) + "-ca");
        }
        all("production", "KafkaUser").forEach(user -> names.add(name(user)));
        all("production", "Kafka").forEach(kafka -> names.add(name(kafka) + "-cluster-ca-cert"));
        return names;
    }

    private static Set<String> references(JsonNode pod) {
        Set<String> needed = new TreeSet<>();
        JsonNode spec = pod.at("/spec/template/spec");
        Set<String> claims = new TreeSet<>();
        for (JsonNode claim : pod.at("/spec/volumeClaimTemplates")) {
            claims.add(claim.at("/metadata/name").asString());
        }
        Set<String> volumes = new TreeSet<>(claims);
        for (JsonNode volume : spec.path("volumes")) {
            volumes.add(volume.path("name").asString());
            add(needed, "ConfigMap", volume.at("/configMap/name"));
            add(needed, "Secret", volume.at("/secret/secretName"));
            add(needed, "PersistentVolumeClaim", volume.at("/persistentVolumeClaim/claimName"));
            for (JsonNode source : volume.at("/projected/sources")) {
                add(needed, "Secret", source.at("/secret/name"));
                add(needed, "ConfigMap", source.at("/configMap/name"));
            }
        }
        for (JsonNode container : spec.path("containers")) {
            for (JsonNode source : container.path("envFrom")) {
                add(needed, "ConfigMap", source.at("/configMapRef/name"));
            }
            for (JsonNode mount : container.path("volumeMounts")) {
                assertThat(volumes).as(name(pod)).contains(mount.path("name").asString());
            }
        }
        add(needed, "ServiceAccount", spec.path("serviceAccountName"));
        return needed;
    }

    private static void add(Set<String> needed, String kind, JsonNode name) {
        if (name.isString()) {
            needed.add(kind + " " + name.asString());
        }
    }

    /** What a pod of ours is told by its environment, its config maps included. */
    private static Map<String, String> variables(String overlay, JsonNode pod) {
        Map<String, String> variables = new TreeMap<>();
        for (JsonNode source : container(pod).path("envFrom")) {
            String map = source.at("/configMapRef/name").asString();
            theOne(overlay, "ConfigMap", map)
                    .path("data")
                    .properties()
                    .forEach(entry -> variables.put(entry.getKey(), entry.getValue().asString()));
        }
        for (JsonNode variable : container(pod).path("env")) {
            variables.put(variable.path("name").asString(), variable.path("value").asString());
        }
        return variables;
    }

    /** The keys that the files of a service and of the config repo name, in canonical form. */
    private static Set<String> keys(String service) {
        Set<String> keys = new HashSet<>();
        for (Object document : new Yaml().loadAll(settings(service).replace("\f", "\n---\n"))) {
            flatten("", JSON.valueToTree(document), keys);
        }
        return keys;
    }

    private static void flatten(String prefix, JsonNode node, Set<String> keys) {
        keys.add(canonical(prefix));
        node.properties()
                .forEach(entry -> flatten(prefix + "." + entry.getKey(), entry.getValue(), keys));
    }

    private static String firstWord(String text) {
        return text.substring(0, text.indexOf(' '));
    }

    private static String canonical(String key) {
        return key.replaceAll("[._-]", "").toLowerCase(Locale.ROOT);
    }

    /** What a service is told by its own file, by those it imports and by the config repo. */
    private static String settings(String service) {
        StringBuilder all =
                new StringBuilder(Manifests.text(service + "/src/main/resources/application.yml"));
        List<String> more = new ArrayList<>();
        if (all.toString().contains("dancu-defaults.yml")) {
            more.add("platform/src/main/resources/dancu-defaults.yml");
        }
        more.add("platform-traces/src/main/resources/dancu-traces.yml");
        more.add("config-repo/application.yml");
        more.add("config-repo/application-kubernetes.yml");
        if (SHORT_NAMES.containsValue(service)) {
            more.add("config-repo/" + service + ".yml");
            if (Files.exists(Path.of("../config-repo", service + "-production.yml"))) {
                more.add("config-repo/" + service + "-production.yml");
            }
        }
        more.forEach(file -> all.append('\f').append(Manifests.text(file)));
        return all.toString();
    }

    private static Set<String> servicesOfTheScript() {
        return matches(Manifests.text("dancu"), "(?m)^SERVICES=\"([a-z -]+)\"$")
                .flatMap(line -> Stream.of(line.group(1).split(" ")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode asyncApi() {
        return JSON.valueToTree(new Yaml().load(Manifests.text("contracts/asyncapi.yaml")));
    }

    private static List<JsonNode> objects(String overlay) {
        return Objects.requireNonNull(rendered.get(overlay), overlay);
    }

    private static List<JsonNode> pods(String overlay) {
        return objects(overlay).stream()
                .filter(object -> object.at("/spec/template/spec/containers").isArray())
                .toList();
    }

    private static List<JsonNode> all(String overlay, String kind) {
        return objects(overlay).stream()
                .filter(object -> object.path("kind").asString().equals(kind))
                .toList();
    }

    private static JsonNode theOne(String overlay, String kind, String name) {
        return all(overlay, kind).stream()
                .filter(object -> name(object).equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("no " + kind + " " + name + " in " + overlay));
    }

    private static JsonNode container(JsonNode pod) {
        return pod.at("/spec/template/spec/containers/0");
    }

    private static String image(JsonNode pod) {
        return container(pod).path("image").asString();
    }

    private static String port(JsonNode container) {
        return container.at("/ports/0/containerPort").toString();
    }

    private static JsonNode volume(JsonNode pod, String name) {
        for (JsonNode volume : pod.at("/spec/template/spec/volumes")) {
            if (volume.path("name").asString().equals(name)) {
                return volume;
            }
        }
        return JSON.missingNode();
    }

    private static String kind(JsonNode object) {
        return object.path("apiVersion").asString() + "/" + object.path("kind").asString();
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asString();
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
}
