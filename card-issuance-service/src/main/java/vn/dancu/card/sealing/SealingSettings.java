package vn.dancu.card.sealing;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The secret under which the keys of records are wrapped.
 *
 * @param sealingKey 32 bytes as 64 hexadecimal digits
 * @param earlierSealingKeys those before it, as long as keys are wrapped under them
 */
@ConfigurationProperties("dancu.card")
record SealingSettings(@Nullable String sealingKey, @DefaultValue List<String> earlierSealingKeys) {
    SealingSettings {
        Objects.requireNonNull(
                sealingKey, "the secret dancu.card.sealing-key is missing: it has no default");
    }

    String key() {
        return Objects.requireNonNull(sealingKey);
    }

    /** The secrets are left out. */
    @Override
    public String toString() {
        return "SealingSettings[hidden]";
    }
}
