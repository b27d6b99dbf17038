package vn.dancu.gateway.access;

import java.net.InetAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Refuses to start with an issuer that only a demonstration may have. The rules of production hold
 * unless the profile {@code demonstration} is active and {@code production} is not.
 */
@Component
class ProductionGuard {
    private final boolean demonstration;

    ProductionGuard(Environment environment, AccessSettings settings) {
        this.demonstration =
                environment.acceptsProfiles(Profiles.of("demonstration & !production"));
        if (!demonstration) {
            requirePublicAddress("dancu.security.issuer", settings.issuer());
            requirePublicAddress("dancu.security.jwk-set-uri", settings.jwkSetUri().toString());
        }
    }

    boolean isDemonstration() {
        return demonstration;
    }

    private static void requirePublicAddress(String name, String address) {
        URI uri = URI.create(address);
        if (!"https".equals(uri.getScheme()) || isLoopback(uri.getHost())) {
            throw new IllegalStateException(
                    name
                            + " must be https and not on this machine, or the profile"
                            + " demonstration must be active");
        }
    }

    private static boolean isLoopback(@Nullable String host) {
        if (host == null || host.equals("localhost") || host.endsWith(".localhost")) {
            return true;
        }
        try {
            InetAddress literal = InetAddress.ofLiteral(host);
            return literal.isLoopbackAddress() || literal.isAnyLocalAddress();
        } catch (IllegalArgumentException name) {
            return false; // a name: names are not resolved at start
        }
    }
}
