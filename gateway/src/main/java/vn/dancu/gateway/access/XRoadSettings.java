package vn.dancu.gateway.access;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The X-Road security servers that are believed; none unless they are named here.
 *
 * @param servers by name, the SHA-256 thumbprint of the client certificate, as 64 hexadecimal
 *     digits
 * @param terminators addresses that end TLS in front of the gateway and are believed when they say
 *     {@code Client-Cert} (RFC 9440); they take that header off what outsiders send
 */
@ConfigurationProperties("dancu.gateway.x-road")
record XRoadSettings(
        @DefaultValue Map<String, String> servers, @DefaultValue List<String> terminators) {
    private static final Pattern THUMBPRINT = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z._-]{1,60}");

    XRoadSettings {
        Map<String, String> named = new HashMap<>();
        servers.forEach(
                (name, thumbprint) -> {
                    String hex = thumbprint.replace(":", "").toLowerCase(Locale.ROOT);
                    if (!NAME.matcher(name).matches() || !THUMBPRINT.matcher(hex).matches()) {
                        throw new IllegalArgumentException(
                                "dancu.gateway.x-road.servers: a name and a SHA-256 thumbprint");
                    }
                    named.put(name, hex);
                });
        servers = Map.copyOf(named);
        terminators = List.copyOf(terminators);
        terminators.forEach(InetAddress::ofLiteral); // a name could be made to mean another
    }
}
