package vn.dancu.card.statuslist;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param privateKey PEM, PKCS#8, EC P-256: signs the lists; it has no default
 * @param every how often a list is made
 * @param validity until when a reader may rely on a list
 * @param saltLife after this time the salt changes, and readers fetch a full list
 * @param bits length of the hashes
 * @param maxEntries most entries of a list; each takes 8 bytes while it is made
 * @param kept how many lists can be fetched
 */
@ConfigurationProperties("dancu.card.status-list")
record StatusListSettings(
        @Nullable String privateKey,
        @DefaultValue("15m") Duration every,
        @DefaultValue("24h") Duration validity,
        @DefaultValue("90d") Duration saltLife,
        @DefaultValue("44") int bits,
        @DefaultValue("20000000") int maxEntries,
        @DefaultValue("200") int kept) {
    StatusListSettings {
        Objects.requireNonNull(
                privateKey,
                "the secret dancu.card.status-list.private-key is missing: it has no default");
        if (bits < SerialSet.MIN_BITS || bits > SerialSet.MAX_BITS) {
            throw new IllegalArgumentException("bits is 32 to 56");
        }
        if (kept < 2) {
            throw new IllegalArgumentException("at least two lists are kept");
        }
    }

    String pem() {
        return Objects.requireNonNull(privateKey);
    }

    /** The secret is left out. */
    @Override
    public String toString() {
        return "StatusListSettings[hidden]";
    }
}
