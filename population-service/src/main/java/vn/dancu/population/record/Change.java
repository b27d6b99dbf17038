package vn.dancu.population.record;

import java.util.List;

/**
 * Why a record changes.
 *
 * @param cause a stable name, such as {@code death_registered}
 * @param changed the information lines that change
 * @param evidence what proves it: a civil-status entry, an event id; no personal data
 */
public record Change(String cause, List<String> changed, String evidence) {
    public Change {
        changed = List.copyOf(changed);
    }
}
