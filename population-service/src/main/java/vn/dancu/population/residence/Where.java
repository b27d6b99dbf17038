package vn.dancu.population.residence;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import vn.dancu.population.record.Place;

/**
 * Where somebody is: at a place in the country, or in another country.
 *
 * @param country ISO 3166-1 alpha-2, abroad
 * @param detail what is known of the place abroad
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Where(@Nullable Place place, @Nullable String country, @Nullable String detail) {
    /** It was not said, as for some absences. */
    static final Where UNSAID = new Where(null, null, null);

    static Where at(Place place) {
        return new Where(place, null, null);
    }

    /** The commune, or the district where it has none. */
    boolean isInSameCommuneAs(Where other) {
        return place != null
                && other.place != null
                && place.commune() != null
                && place.commune().equals(other.place.commune());
    }
}
