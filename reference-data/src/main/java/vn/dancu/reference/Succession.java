package vn.dancu.reference;

import java.time.LocalDate;

/**
 * One unit followed another: of a merger there are several with one {@code to}, of a split several
 * with one {@code from}.
 *
 * @param at the first day of the successor
 * @param share whether all of the former unit went there
 */
public record Succession(String from, String to, LocalDate at, Share share) {
    /** How much of a unit went to a successor. */
    public enum Share {
        WHOLE,
        PART
    }
}
