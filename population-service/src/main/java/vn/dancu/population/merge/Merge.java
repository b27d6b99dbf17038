package vn.dancu.population.merge;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;

/**
 * Two records are of one person.
 *
 * @param sourceId the record that is closed; the other one goes on
 */
@JsonIgnoreProperties(value = "kind", allowGetters = true)
record Merge(UUID sourceId) {
    static final String KIND = "MERGE";

    @JsonProperty
    String kind() {
        return KIND;
    }
}
