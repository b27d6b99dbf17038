package vn.dancu.gateway.parts;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The parts whose health makes the health of the whole.
 *
 * @param known each part with its address: {@code lb://name} where the registry knows it
 * @param timeout how long a part may take to answer
 * @param freshness how long an answer is good for
 */
@ConfigurationProperties("dancu.parts")
record PartsSettings(
        @DefaultValue List<Part> known,
        @DefaultValue("2s") Duration timeout,
        @DefaultValue("1s") Duration freshness) {
    record Part(String name, URI address) {}
}
