package vn.dancu.platform.broker;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The topics and users of a broker, read from the manifests that Strimzi carries out in a cluster
 * ({@code KafkaTopic}, {@code KafkaUser}): so it stands once who may do what.
 *
 * @param rights what each user may do, by its name; what is not among them is forbidden
 */
record BrokerPlan(List<NewTopic> topics, Map<String, Set<AclBinding>> rights) {
    private static final JsonMapper JSON = new JsonMapper();

    /** What a rule may say. One that says more would be understood as less than it says. */
    private static final Set<String> RULE = Set.of("resource", "operations");

    private static final Set<String> RESOURCE = Set.of("type", "name", "patternType");

    BrokerPlan {
        topics = List.copyOf(topics);
        rights = Map.copyOf(rights);
    }

    /**
     * @throws IllegalArgumentException naming what is not understood
     */
    static BrokerPlan read(Path topics, Path users) throws IOException {
        Map<String, Set<AclBinding>> rights = new TreeMap<>();
        for (JsonNode user : manifests(users, "KafkaUser")) {
            rights.put(name(user), rightsOf(user));
        }
        return new BrokerPlan(
                manifests(topics, "KafkaTopic").stream().map(BrokerPlan::topic).toList(), rights);
    }

    private static List<JsonNode> manifests(Path file, String kind) throws IOException {
        List<JsonNode> manifests = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(file)) {
            for (Object document :
                    new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(reader)) {
                JsonNode manifest = JSON.valueToTree(document);
                if (!manifest.path("kind").asString("").equals(kind)) {
                    throw new IllegalArgumentException(file + ": something that is no " + kind);
                }
                manifests.add(manifest);
            }
        }
        return manifests;
    }

    private static NewTopic topic(JsonNode manifest) {
        Map<String, String> configs = new HashMap<>();
        manifest.at("/spec/config")
                .properties()
                .forEach(each -> configs.put(each.getKey(), each.getValue().asString()));
        // Said of the brokers of a cluster: one broker by itself would take nothing in.
        configs.remove(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        int partitions = manifest.at("/spec/partitions").asInt();
        return new NewTopic(name(manifest), Optional.of(partitions), Optional.empty())
                .configs(configs);
    }

    private static Set<AclBinding> rightsOf(JsonNode user) {
        String principal = "User:" + name(user);
        Set<AclBinding> rights = new HashSet<>();
        for (JsonNode rule : user.at("/spec/authorization/acls")) {
            ResourcePattern resource = resource(only(RULE, rule).path("resource"));
            for (JsonNode operation : rule.path("operations")) {
                rights.add(
                        new AclBinding(
                                resource,
                                new AccessControlEntry(
                                        principal,
                                        "*",
                                        AclOperation.valueOf(constant(operation.asString())),
                                        AclPermissionType.ALLOW)));
            }
        }
        return rights;
    }

    private static ResourcePattern resource(JsonNode resource) {
        String pattern = only(RESOURCE, resource).path("patternType").asString();
        return new ResourcePattern(
                ResourceType.valueOf(constant(resource.path("type").asString())),
                resource.path("name").asString(),
                switch (pattern) {
                    case "literal" -> PatternType.LITERAL;
                    case "prefix" -> PatternType.PREFIXED;
                    default -> throw new IllegalArgumentException("patternType " + pattern);
                });
    }

    private static JsonNode only(Set<String> known, JsonNode said) {
        Set<String> unknown =
                said.propertyStream()
                        .map(Map.Entry::getKey)
                        .filter(key -> !known.contains(key))
                        .collect(Collectors.toSet());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("a rule says " + unknown + ", unknown here");
        }
        return said;
    }

    /** {@code DescribeConfigs} is {@code DESCRIBE_CONFIGS}. */
    private static String constant(String camel) {
        return camel.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    private static String name(JsonNode manifest) {
        return manifest.at("/metadata/name").asString();
    }

    /** The rights of all users. */
    Stream<AclBinding> allRights() {
        return rights.values().stream().flatMap(Set::stream);
    }
}
