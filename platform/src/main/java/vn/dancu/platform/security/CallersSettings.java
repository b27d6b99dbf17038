package vn.dancu.platform.security;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Which services may say on whose behalf they call.
 *
 * @param directory folder of {@code <service>.pem}; none: no internal call is accepted
 * @param maxLifetime the longest life of a {@code Dancu-Caller} that is accepted
 * @param clockSkew by how much the clocks of two services may differ
 * @param maxHeader the longest header that is looked at
 * @param keyLifetime how long a read key file is believed
 */
@ConfigurationProperties("dancu.callers")
record CallersSettings(
        @Nullable Path directory,
        @DefaultValue("60s") Duration maxLifetime,
        @DefaultValue("10s") Duration clockSkew,
        @DefaultValue("8KB") DataSize maxHeader,
        @DefaultValue("1m") Duration keyLifetime) {}
