package vn.dancu.sharing.soap;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param publicUrl the address that clients call and put into their digest
 * @param clockWindow by how much a client's timestamp may differ from this clock, either way
 * @param longestOverlap how long a secret may be believed beside the one that followed it
 * @param maxBody the largest envelope
 * @param maxDepth elements inside each other
 * @param maxElements elements in all
 * @param maxText characters in one element or attribute
 * @param maxAttributes attributes of one element, and names of namespaces that it declares
 */
@ConfigurationProperties("dancu.sharing.soap")
record SoapSettings(
        @DefaultValue("http://localhost:8080/sharing/soap/dancu") URI publicUrl,
        @DefaultValue("5m") Duration clockWindow,
        @DefaultValue("90d") Duration longestOverlap,
        @DefaultValue("64KB") DataSize maxBody,
        @DefaultValue("12") int maxDepth,
        @DefaultValue("100") int maxElements,
        @DefaultValue("1000") int maxText,
        @DefaultValue("20") int maxAttributes) {
    SoapSettings {
        if (!publicUrl.isAbsolute() || publicUrl.getHost() == null) {
            throw new IllegalArgumentException("dancu.sharing.soap.public-url: a whole address");
        }
        if (clockWindow.isNegative() || clockWindow.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("dancu.sharing.soap.clock-window: at most 1h");
        }
        if (maxDepth < 5 || maxElements < 20 || maxText < 100 || maxAttributes < 5) {
            throw new IllegalArgumentException("dancu.sharing.soap: too small for any request");
        }
    }
}
