package vn.dancu.card.model;

import java.util.Optional;

/** A place as the population record has it: units by code, and the rest as text. */
public record Place(
        String province,
        Optional<String> district,
        Optional<String> commune,
        Optional<String> detail) {
    @Override
    public String toString() {
        return "Place[hidden]";
    }
}
