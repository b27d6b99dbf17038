package vn.dancu.platform.security;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.OAuthFlow;
import io.swagger.v3.oas.models.security.OAuthFlows;
import io.swagger.v3.oas.models.security.Scopes;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.http.HttpMethod;
import vn.dancu.platform.security.EndpointRules.Rule;

/**
 * Completes what is read from the controllers by what they do not say: who may call an operation
 * and for what it must state a purpose, as the {@link EndpointRules} have it, and how it fails.
 */
final class OpenApiDescription implements OpenApiCustomizer {
    private static final String SCHEME = "oauth2";
    private static final String PURPOSE = "Dancu-Purpose";
    private static final String IDEMPOTENCY = "Idempotency-Key";
    private static final String PARAMETERS = "#/components/parameters/";
    private static final String RESPONSES = "#/components/responses/";
    private static final Map<String, String> FAILURES =
            Map.of(
                    "400", "Malformed: no JSON, an unknown field, a wrong type, no purpose.",
                    "401", "Without a token, or with one that is not valid.",
                    "403", "The token does not allow it, or not for this.",
                    "404", "There is no such thing, or not for this caller.",
                    "409", "Not in this state, or another was faster.",
                    "413", "The body is too large.",
                    "415", "Not this kind of content.",
                    "422", "A rule refuses it; errors point to the fields.",
                    "429", "Too much at once: again after Retry-After.",
                    "503", "A part does not answer now: again after Retry-After.");

    /** Answered before any protocol has its say. */
    private static final Set<String> AT_THE_DOOR = Set.of("401", "413", "415", "429");

    private final List<Rule> rules;
    private final List<ErrorShape> shapes;

    OpenApiDescription(List<EndpointRules> rules, List<ErrorShape> shapes) {
        this.rules = rules.stream().flatMap(list -> list.rules().stream()).toList();
        this.shapes = List.copyOf(shapes);
    }

    @Override
    public void customise(OpenAPI api) {
        Components components = api.getComponents();
        components.addSecuritySchemes(SCHEME, scheme());
        components.addSchemas("Problem", problem()).addSchemas("Violation", violation());
        components.addParameters(PURPOSE, purpose()).addParameters(IDEMPOTENCY, idempotency());
        FAILURES.forEach(
                (status, text) ->
                        components.addResponses(
                                "Problem" + status,
                                failure(
                                        status,
                                        text,
                                        "application/problem+json",
                                        new Schema<>().$ref("#/components/schemas/Problem"))));
        if (api.getPaths() != null) {
            api.getPaths()
                    .forEach(
                            (path, item) ->
                                    item.readOperationsMap()
                                            .forEach((method, one) -> complete(path, method, one)));
        }
    }

    private void complete(String path, PathItem.HttpMethod method, Operation operation) {
        operation.setOperationId(idOf(path, method));
        if (operation.getTags() != null) {
            operation.setTags(
                    operation.getTags().stream()
                            .map(tag -> tag.replaceFirst("-controller$", ""))
                            .toList());
        }
        ruleOf(path, method).ifPresent(rule -> secure(operation, rule));
        if (method == PathItem.HttpMethod.POST) {
            operation.addParametersItem(new Parameter().$ref(PARAMETERS + IDEMPOTENCY));
        }
        fail(path, method, operation);
    }

    /** The same for ever, whatever controllers are added: from method and path alone. */
    private static String idOf(String path, PathItem.HttpMethod method) {
        StringBuilder id = new StringBuilder(method.name().toLowerCase(Locale.ROOT));
        for (String part : path.split("[^A-Za-z0-9]+", -1)) {
            if (!part.isEmpty()) {
                id.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
            }
        }
        return id.toString();
    }

    private Optional<Rule> ruleOf(String path, PathItem.HttpMethod method) {
        return rules.stream()
                .filter(rule -> rule.covers(HttpMethod.valueOf(method.name())))
                .filter(rule -> sameShape(rule.pattern()).equals(sameShape(path)))
                .findFirst();
    }

    /** Whatever variables are called. */
    static String sameShape(String pattern) {
        return pattern.replaceAll("\\{[^}]*}", "{}");
    }

    private static void secure(Operation operation, Rule rule) {
        operation.setSecurity(new ArrayList<>());
        if (rule.isOpenToAll()) {
            operation.addSecurityItem(new SecurityRequirement().addList(SCHEME));
        } else {
            // One of the scopes is enough: each is a requirement of its own.
            new TreeSet<>(rule.anyOf())
                    .forEach(
                            scope ->
                                    operation.addSecurityItem(
                                            new SecurityRequirement().addList(SCHEME, scope)));
        }
        if (rule.purposeNeeded()) {
            operation.addParametersItem(new Parameter().$ref(PARAMETERS + PURPOSE));
        }
    }

    private void fail(String path, PathItem.HttpMethod method, Operation operation) {
        ApiResponses responses =
                operation.getResponses() == null ? new ApiResponses() : operation.getResponses();
        operation.setResponses(responses);
        Optional<ErrorShape> other =
                shapes.stream().filter(shape -> path.startsWith(shape.prefix())).findFirst();
        if (other.filter(shape -> !shape.byToken()).isPresent()) {
            // Nothing by OAuth2: an empty requirement says so.
            operation.setSecurity(List.of(new SecurityRequirement()));
            responses.addApiResponse("500", failure("500", "A fault.", other.orElseThrow()));
            return;
        }
        for (String status : statuses(path, method, operation)) {
            responses.addApiResponse(
                    status,
                    other.filter(shape -> !AT_THE_DOOR.contains(status))
                            .map(
                                    shape ->
                                            failure(
                                                    status,
                                                    String.valueOf(FAILURES.get(status)),
                                                    shape))
                            .orElseGet(
                                    () -> new ApiResponse().$ref(RESPONSES + "Problem" + status)));
        }
    }

    private static List<String> statuses(
            String path, PathItem.HttpMethod method, Operation operation) {
        boolean command = method != PathItem.HttpMethod.GET && method != PathItem.HttpMethod.HEAD;
        boolean body = operation.getRequestBody() != null;
        List<String> statuses = new ArrayList<>(List.of("400", "401", "403", "429", "503"));
        if (path.contains("{")) {
            statuses.add("404");
        }
        if (command) {
            statuses.addAll(List.of("409", "422"));
        }
        if (body) {
            statuses.addAll(List.of("413", "415"));
        }
        return statuses;
    }

    private static ApiResponse failure(String status, String text, ErrorShape shape) {
        return failure(status, text, shape.mediaType(), shape.schema());
    }

    private static ApiResponse failure(
            String status, String text, String mediaType, Schema<?> schema) {
        ApiResponse failure =
                new ApiResponse()
                        .description(text)
                        .content(
                                new Content()
                                        .addMediaType(mediaType, new MediaType().schema(schema)));
        if (status.equals("429") || status.equals("503")) {
            failure.addHeaderObject(
                    "Retry-After",
                    new Header().description("Whole seconds.").schema(typed("integer")));
        }
        return failure;
    }

    private SecurityScheme scheme() {
        Scopes scopes = new Scopes();
        rules.stream()
                .filter(rule -> !rule.isOpenToAll())
                .flatMap(rule -> rule.anyOf().stream())
                .sorted()
                .distinct()
                .forEach(scope -> scopes.addString(scope, "Needed where an operation names it."));
        return new SecurityScheme()
                .type(SecurityScheme.Type.OAUTH2)
                .description("JWT (RS256) of the issuer: RFC 9068, ten minutes.")
                .flows(
                        new OAuthFlows()
                                .clientCredentials(
                                        new OAuthFlow().tokenUrl("/oauth2/token").scopes(scopes)));
    }

    private static Parameter purpose() {
        return new Parameter()
                .name(PURPOSE)
                .in("header")
                .required(true)
                .description(
                        "Why personal data is read: a code that the citizen is shown. A purpose in"
                                + " the token goes before it.")
                .schema(typed("string").pattern("^[a-z0-9-]{1,40}$"));
    }

    private static Parameter idempotency() {
        return new Parameter()
                .name(IDEMPOTENCY)
                .in("header")
                .required(false)
                .description(
                        "The same key and body give the same answer; another body 422"
                                + " idempotency_key_reused.")
                .schema(typed("string").pattern("^[!-~]{1,100}$"));
    }

    private static Schema<?> problem() {
        @SuppressWarnings("rawtypes") // as the library has it
        Map<String, Schema> lines = new LinkedHashMap<>();
        lines.put("type", typed("string").format("uri"));
        lines.put("title", typed("string"));
        lines.put("status", typed("integer"));
        lines.put("detail", typed("string"));
        lines.put("code", typed("string").pattern("^[a-z0-9_]+$"));
        lines.put("correlationId", typed("string"));
        lines.put(
                "errors",
                typed("array").items(new Schema<>().$ref("#/components/schemas/Violation")));
        Schema<?> problem = typed("object").description("RFC 9457; never with personal data.");
        problem.setProperties(lines);
        problem.setRequired(List.of("type", "title", "status", "detail", "code"));
        return problem;
    }

    private static Schema<?> violation() {
        @SuppressWarnings("rawtypes") // as the library has it
        Map<String, Schema> lines = new LinkedHashMap<>();
        lines.put("code", typed("string").pattern("^[a-z0-9_]+$"));
        lines.put("pointer", typed("string").description("JSON Pointer (RFC 6901)."));
        lines.put("detail", typed("string"));
        Schema<?> violation = typed("object").description("One field that breaks a rule.");
        violation.setProperties(lines);
        violation.setRequired(List.of("code", "pointer", "detail"));
        return violation;
    }

    /** In OpenAPI 3.1 a schema has a set of types. */
    private static Schema<?> typed(String type) {
        Schema<?> schema = new Schema<>();
        schema.addType(type);
        return schema;
    }
}
