package vn.dancu.platform.tokens;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/**
 * Refuses what only a demonstration may have. The rules of production hold unless the profile
 * {@code demonstration} is active and {@code production} is not: whoever forgets the profile is
 * safe.
 */
public final class ProductionGuard {
    private static final List<String> SECRETS =
            List.of("dancu.client.secret", "spring.datasource.password");

    private final Environment environment;

    /**
     * @throws IllegalStateException under the rules of production, where something is of a
     *     demonstration: then there is no start
     */
    public ProductionGuard(Environment environment, TokenSettings settings) {
        this.environment = environment;
        if (!isDemonstration()) {
            refuseDemonstration(settings);
        }
    }

    public boolean isDemonstration() {
        return environment.acceptsProfiles(Profiles.of("demonstration & !production"));
    }

    private void refuseDemonstration(TokenSettings settings) {
        requirePublicAddress("dancu.security.issuer", settings.issuer());
        requirePublicAddress("dancu.security.jwk-set-uri", settings.jwkSetUri().toString());
        if (environment.getProperty("dancu.demonstration", Boolean.class, false)) {
            throw new IllegalStateException(
                    "the secrets folder is marked as one of a demonstration");
        }
        for (String name : SECRETS) {
            if (environment.getProperty(name, "").startsWith("demo-")) {
                throw new IllegalStateException(name + " is a secret of a demonstration");
            }
        }
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
