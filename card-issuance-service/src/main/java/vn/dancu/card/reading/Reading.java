package vn.dancu.card.reading;

import java.util.Optional;
import java.util.Set;

/**
 * What a reader found.
 *
 * @param chipSerial empty where the image was unreadable
 * @param signerSerial hexadecimal, of the document signer's certificate
 * @param failures empty if the chip is as it must be
 */
public record Reading(
        Optional<String> chipSerial, Optional<String> signerSerial, Set<ReadingFailure> failures) {
    public Reading {
        failures = Set.copyOf(failures);
    }

    public boolean passed() {
        return failures.isEmpty();
    }
}
