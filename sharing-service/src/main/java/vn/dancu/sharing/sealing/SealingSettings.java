package vn.dancu.sharing.sealing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param sealingKey 32 bytes as 64 hexadecimal digits, from the folder of secrets; it has no
 *     default
 * @param earlierSealingKeys under which something may still be sealed
 */
@ConfigurationProperties("dancu.sharing")
record SealingSettings(@Nullable String sealingKey, @DefaultValue List<String> earlierSealingKeys) {
    String key() {
        if (sealingKey == null || sealingKey.isBlank()) {
            throw new IllegalStateException(
                    "the secret dancu.sharing.sealing-key is missing: it has no default");
        }
        return sealingKey;
    }
}
