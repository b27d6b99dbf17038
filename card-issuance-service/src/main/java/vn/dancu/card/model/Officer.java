package vn.dancu.card.model;

import java.util.Optional;
import java.util.UUID;

/**
 * Who acts.
 *
 * @param personId which person of the register the officer is, where the deployment says so
 */
public record Officer(String name, Optional<UUID> personId) {
    boolean isPerson(UUID person) {
        return personId.filter(person::equals).isPresent();
    }
}
