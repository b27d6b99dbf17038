package vn.dancu.platform.calls;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * This service as an OAuth2 client.
 *
 * @param id the client id; none: the name of the application
 * @param secret the client secret, from the secrets folder
 * @param tokenUri where tokens are asked for
 * @param timeout limit for asking, as a whole
 * @param renewBefore how long before its end a token is replaced
 */
@ConfigurationProperties("dancu.client")
record ClientSettings(
        @Nullable String id,
        @Nullable String secret,
        @DefaultValue("http://localhost:8083/oauth2/token") URI tokenUri,
        @DefaultValue("3s") Duration timeout,
        @DefaultValue("60s") Duration renewBefore) {}
