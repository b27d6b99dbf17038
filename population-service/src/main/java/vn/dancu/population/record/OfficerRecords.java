package vn.dancu.population.record;

import java.util.Map;
import java.util.UUID;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param records the officers' own records by the names of the officers, where the issuer of tokens
 *     does not know them; a claim {@code person} of the token goes before
 */
@ConfigurationProperties("dancu.officers")
public record OfficerRecords(@DefaultValue Map<String, UUID> records) {
    public OfficerRecords {
        records = Map.copyOf(records);
    }
}
