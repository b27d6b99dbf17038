package vn.dancu.sharing.proofs;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param digestKey 32 bytes as 64 hexadecimal digits, a secret: whoever has it can tell from a
 *     digest what was asked, by trying; keep it apart from the backups of the database
 */
@ConfigurationProperties("dancu.sharing")
record DigestSettings(@Nullable String digestKey) {
    @Override
    public String toString() {
        return "DigestSettings[hidden]";
    }
}
