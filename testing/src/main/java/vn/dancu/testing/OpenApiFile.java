package vn.dancu.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.security.EndpointRules;

/**
 * The description of a service's interface, as it is kept in {@code contracts/<service>/
 * openapi.json}: generated from the running code, complete, and the same as the file. It is renewed
 * by {@code ./dancu openapi}, which runs the same tests with {@code -Ddancu.openapi.renew=true}.
 */
public final class OpenApiFile {
    private static final String RENEW = "dancu.openapi.renew";
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .build();
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch");

    private OpenApiFile() {}

    /**
     * Fails where an endpoint is not described, one is described that nobody may call, something is
     * referred to that is not there, or the file says something else.
     *
     * @param port of the running service
     * @param rules all of the service
     * @param folder below {@code contracts}, as in {@code population}
     */
    public static void assertPublished(int port, List<EndpointRules> rules, String folder) {
        JsonNode document = read(port);
        assertThat(document.path("openapi").asString()).startsWith("3.1");
        assertEveryRuleIsDescribed(document, rules);
        assertEachOperationIsComplete(document);
        assertThat(missingReferences(document)).as("referred to and not there").isEmpty();
        assertSameAsFile(document, Path.of("..", "contracts", folder, "openapi.json"));
    }

    private static JsonNode read(int port) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v3/api-docs"))
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void assertEveryRuleIsDescribed(JsonNode document, List<EndpointRules> rules) {
        Set<String> described = new HashSet<>();
        document.path("paths")
                .properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .propertyNames()
                                        .forEach(
                                                method ->
                                                        described.add(
                                                                shape(method, path.getKey()))));
        Set<String> known = new TreeSet<>();
        rules.forEach(
                list ->
                        list.rules()
                                .forEach(
                                        rule ->
                                                known.add(
                                                        shape(
                                                                rule.method().name(),
                                                                rule.pattern()))));
        known.removeAll(described);
        // A rule for GET holds for HEAD too, and there may be nothing to get but that.
        known.removeIf(one -> described.contains(one.replaceFirst("^GET ", "HEAD ")));
        assertThat(known).as("endpoints with a rule that the description lacks").isEmpty();
    }

    private static String shape(String method, String path) {
        return method.toUpperCase(Locale.ROOT) + " " + path.replaceAll("\\{[^}]*}", "{}");
    }

    private static void assertEachOperationIsComplete(JsonNode document) {
        List<String> lacking = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        document.path("paths")
                .properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .properties()
                                        .forEach(
                                                one -> {
                                                    if (METHODS.contains(one.getKey())) {
                                                        String name =
                                                                one.getKey() + " " + path.getKey();
                                                        check(name, one.getValue(), lacking);
                                                        if (!ids.add(
                                                                one.getValue()
                                                                        .path("operationId")
                                                                        .asString(""))) {
                                                            lacking.add(name + ": id is taken");
                                                        }
                                                    }
                                                }));
        assertThat(lacking).isEmpty();
    }

    private static void check(String name, JsonNode operation, List<String> lacking) {
        if (operation.path("security").isEmpty()) {
            lacking.add(name + ": no rule lets anybody call it");
        }
        JsonNode responses = operation.path("responses");
        // An empty requirement: a protocol with a proof, and with faults, of its own.
        boolean byToken = !operation.at("/security/0").isEmpty();
        for (String status : byToken ? List.of("401", "403", "503") : List.of("500")) {
            if (!responses.has(status)) {
                lacking.add(name + ": no " + status);
            }
        }
        if (responses.propertyNames().stream().noneMatch(status -> status.startsWith("2"))) {
            lacking.add(name + ": no answer that is no failure");
        }
    }

    private static Set<String> missingReferences(JsonNode document) {
        Set<String> missing = new TreeSet<>();
        for (JsonNode reference : document.findValues("$ref")) {
            String text = reference.asString("");
            if (!text.startsWith("#/") || document.at(text.substring(1)).isMissingNode()) {
                missing.add(text);
            }
        }
        return missing;
    }

    private static void assertSameAsFile(JsonNode document, Path file) {
        // Twice through a map, so that the order of keys is that of their names at every depth.
        String now = JSON.writeValueAsString(JSON.treeToValue(document, TreeMap.class)) + "\n";
        try {
            if (Boolean.getBoolean(RENEW)) {
                Files.writeString(file, now);
                return;
            }
            String kept = Files.exists(file) ? Files.readString(file) : "";
            assertThat(now.equals(kept))
                    .as(
                            "%s is not what the code says; ./dancu openapi renews it, see git diff",
                            file)
                    .isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
