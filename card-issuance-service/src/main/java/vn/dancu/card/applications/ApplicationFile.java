package vn.dancu.card.applications;

import java.util.Optional;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.Place;

/**
 * An application with what was handed in.
 *
 * @param residence decides which officers may act
 * @param facts what the card will say
 */
record ApplicationFile(
        CardApplication application,
        Place residence,
        CardFacts facts,
        Optional<String> features,
        Optional<byte[]> portrait) {
    @Override
    public String toString() {
        return "ApplicationFile[" + application.applicationId() + "]";
    }
}
