package vn.dancu.card.applications;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param persons which person of the register an officer is, so that nobody decides on an
 *     application of their own
 */
@ConfigurationProperties("dancu.card.officers")
record OfficerSettings(@DefaultValue Map<String, UUID> persons) {
    OfficerSettings {
        persons = Map.copyOf(persons);
    }

    Optional<UUID> personOf(String officer) {
        return Optional.ofNullable(persons.get(officer));
    }
}
