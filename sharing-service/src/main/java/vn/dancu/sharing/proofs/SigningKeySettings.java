package vn.dancu.sharing.proofs;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param keysListed how long a key stays listed after another one followed it: as long as agencies
 *     keep answers as evidence
 */
@ConfigurationProperties("dancu.sharing.proofs")
public record SigningKeySettings(@DefaultValue("3650d") Duration keysListed) {
    public SigningKeySettings {
        if (keysListed.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException(
                    "dancu.sharing.proofs.keys-listed is at least a day");
        }
    }
}
