package vn.dancu.population.search;

import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where look-ups read.
 *
 * @param replicaAddress {@code host:port} of replicas of this service's database; empty: the
 *     database itself
 * @param connections most connections for look-ups of this instance
 */
@ConfigurationProperties("dancu.look-ups")
record LookUpSettings(@DefaultValue("") String replicaAddress, @DefaultValue("8") int connections) {
    LookUpSettings {
        if (connections < 1 || connections > 200) {
            throw new IllegalArgumentException("dancu.look-ups.connections is 1 to 200");
        }
    }

    /** Where the replicas are, if there are any. */
    Optional<String> replica() {
        return Optional.of(replicaAddress).filter(address -> !address.isBlank());
    }
}
