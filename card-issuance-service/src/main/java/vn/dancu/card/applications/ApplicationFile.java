package vn.dancu.card.applications;

import java.util.Optional;
import java.util.UUID;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.Place;

/**
 * An application with what was handed in.
 *
 * @param residence decides which officers may act: what the unit works for, else where the
 *     applicant lives
 * @param facts what the card will say
 * @param recordVersion the version of the record the facts were taken from; none for what was filed
 *     before versions were kept
 * @param representative who asks for a child
 */
public record ApplicationFile(
        CardApplication application,
        Place residence,
        CardFacts facts,
        Optional<Long> recordVersion,
        Optional<UUID> representative,
        Optional<String> features,
        Optional<byte[]> portrait) {
    @Override
    public String toString() {
        return "ApplicationFile[" + application.applicationId() + "]";
    }
}
