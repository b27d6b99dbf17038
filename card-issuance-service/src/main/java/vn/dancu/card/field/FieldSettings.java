package vn.dancu.card.field;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param privateKey PEM, PKCS#8, EC P-256: opens what devices encrypt; it has no default
 * @param clockSkew how far a device's clock may be ahead
 */
@ConfigurationProperties("dancu.card.field")
record FieldSettings(@Nullable String privateKey, @DefaultValue("10m") Duration clockSkew) {
    FieldSettings {
        Objects.requireNonNull(
                privateKey,
                "the secret dancu.card.field.private-key is missing: it has no default");
    }

    String pem() {
        return Objects.requireNonNull(privateKey);
    }

    /** The secret is left out. */
    @Override
    public String toString() {
        return "FieldSettings[hidden]";
    }
}
