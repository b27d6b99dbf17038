package vn.dancu.sharing.xroad;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.ClientId;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.RequestId;

/**
 * What a security server says of a request (X-Road: Message Protocol for REST, section 4.3).
 *
 * @param server which security server said it, as the gateway proved it
 * @param agency whose client it is
 * @param client {@code X-Road-Client}: {@code instance/class/member/subsystem}
 * @param id {@code X-Road-Id}: the client's own number of the message
 * @param officer {@code X-Road-UserId}: the person on whose account the client asks
 * @param issue {@code X-Road-Issue}: the case in which it asks
 * @param representedParty {@code X-Road-Represented-Party}: for whom the client acts; it gives no
 *     rights
 * @param service {@code X-Road-Service}: as which service the server knows this one
 * @param transfer {@code X-Road-Request-Id}: the server's number of this transfer
 * @param requestHash {@code X-Road-Request-Hash}
 */
public record XRoadCall(
        String server,
        AgencyCode agency,
        ClientId client,
        RequestId id,
        Optional<OfficerCode> officer,
        @Nullable String issue,
        @Nullable String representedParty,
        @Nullable String service,
        @Nullable String transfer,
        @Nullable String requestHash) {
    /** Set by the gateway alone, which takes it off what outsiders send. */
    static final String SERVER_HEADER = "Dancu-Security-Server";

    static final String ATTRIBUTE = "vn.dancu.sharing.x-road-call";
    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final Pattern SERVER = Pattern.compile("[0-9A-Za-z._-]{1,60}");

    /** The call of a request that came over X-Road. */
    public static Optional<XRoadCall> of(HttpServletRequest request) {
        return Optional.ofNullable((XRoadCall) request.getAttribute(ATTRIBUTE));
    }

    /**
     * @param agencyOf whose client it is, if anybody's
     * @throws ProblemException 400 {@code x_road_header_malformed}; 403 {@code client_unknown}
     */
    static XRoadCall read(
            HttpServletRequest request, Function<ClientId, Optional<AgencyCode>> agencyOf) {
        String server = one(request, SERVER_HEADER).orElse("");
        if (!SERVER.matcher(server).matches()) {
            throw malformed(SERVER_HEADER);
        }
        ClientId client =
                typed(request, "X-Road-Client", XRoadCall::client)
                        .orElseThrow(() -> malformed("X-Road-Client"));
        RequestId id =
                typed(request, "X-Road-Id", RequestId::new)
                        .orElseThrow(() -> malformed("X-Road-Id"));
        Optional<OfficerCode> officer = typed(request, "X-Road-UserId", OfficerCode::new);
        AgencyCode agency =
                agencyOf.apply(client)
                        .orElseThrow(
                                () ->
                                        ProblemException.forbidden(
                                                "client_unknown",
                                                "The X-Road client is registered for no agency."));
        return new XRoadCall(
                server,
                agency,
                client,
                id,
                officer,
                visible(request, "X-Road-Issue"),
                visible(request, "X-Road-Represented-Party"),
                visible(request, "X-Road-Service"),
                visible(request, "X-Road-Request-Id"),
                visible(request, "X-Road-Request-Hash"));
    }

    /** Each part is percent-encoded on the wire; three of them, or four with a subsystem. */
    private static ClientId client(String header) {
        List<String> parts =
                Arrays.stream(header.split("/", -1))
                        .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                        .toList();
        if (parts.stream().anyMatch(part -> part.contains("/"))) {
            throw new IllegalArgumentException("a slash inside a part");
        }
        return new ClientId(ClientId.Kind.XROAD, String.join("/", parts));
    }

    private static @Nullable String visible(HttpServletRequest request, String name) {
        return typed(request, name, Function.identity()).orElse(null);
    }

    private static <T> Optional<T> typed(
            HttpServletRequest request, String name, Function<String, T> read) {
        return one(request, name)
                .map(
                        value -> {
                            if (!VISIBLE.matcher(value).matches()) {
                                throw malformed(name);
                            }
                            try {
                                return read.apply(value);
                            } catch (IllegalArgumentException e) {
                                throw malformed(name);
                            }
                        });
    }

    /** A header that is said twice has two readings. */
    private static Optional<String> one(HttpServletRequest request, String name) {
        List<String> values = Collections.list(request.getHeaders(name));
        if (values.size() > 1) {
            throw malformed(name);
        }
        return values.stream().findFirst().map(String::strip);
    }

    private static ProblemException malformed(String header) {
        return ProblemException.badRequest(
                "x_road_header_malformed", "The header " + header + " is missing or malformed.");
    }
}
