package vn.dancu.population.biometrics;

import java.time.Period;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much is kept, and for how long. No law at hand names the periods: they are the operator's to
 * set.
 *
 * @param maxPortrait largest portrait
 * @param maxTemplate largest template
 * @param minPixels shortest side of a portrait
 * @param maxPixels longest side of a portrait
 * @param maxValues the most values of one kind that a person has at a time
 * @param keep how long a kind is kept after it was captured
 * @param keepAfterDeath how long it is kept at most after the person died
 * @param batch the most keys that one run destroys
 */
@ConfigurationProperties("dancu.biometrics")
record BiometricLimits(
        @DefaultValue("500KB") DataSize maxPortrait,
        @DefaultValue("20KB") DataSize maxTemplate,
        @DefaultValue("200") int minPixels,
        @DefaultValue("4000") int maxPixels,
        @DefaultValue("50") int maxValues,
        @DefaultValue Keep keep,
        @DefaultValue("10y") Period keepAfterDeath,
        @DefaultValue("500") int batch) {

    /** The periods of each kind. */
    record Keep(
            @DefaultValue("40y") Period portrait,
            @DefaultValue("40y") Period fingerprint,
            @DefaultValue("40y") Period iris) {
        Period of(BiometricKind kind) {
            return switch (kind) {
                case PORTRAIT -> portrait;
                case FINGERPRINT -> fingerprint;
                case IRIS -> iris;
            };
        }
    }
}
