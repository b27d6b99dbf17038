package vn.dancu.card.cards;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param noExpiryInMrz the six digits that stand for "no expiry"; practice, not law, so it can be
 *     changed without a change of code
 * @param renderers how many pictures are drawn at once; each takes up to 12 MB
 * @param renderWait how long a request waits for its turn to draw
 * @param statusesAtOnce how many serials one status request may name
 */
@ConfigurationProperties("dancu.card.cards")
record CardSettings(
        @DefaultValue("991231") String noExpiryInMrz,
        @DefaultValue("2") int renderers,
        @DefaultValue("5s") Duration renderWait,
        @DefaultValue("1000") int statusesAtOnce) {
    CardSettings {
        if (!noExpiryInMrz.matches("[0-9]{6}|<{6}")) {
            throw new IllegalArgumentException("no-expiry-in-mrz has six digits or fillers");
        }
    }
}
