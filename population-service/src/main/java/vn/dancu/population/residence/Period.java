package vn.dancu.population.residence;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A time at one place, from a first day to the day before {@code until}.
 *
 * @param from nothing where it began before anything is known: an imported residence
 * @param ownEnd the day it ends by itself: its term, or the day it was ended; nothing while it
 *     lasts
 * @param until the day it really ends: its own end, or before that the start of the next period
 */
record Period(
        UUID id,
        ResidenceKind kind,
        @Nullable LocalDate from,
        @Nullable LocalDate ownEnd,
        @Nullable LocalDate until,
        Where where) {

    static Period starting(
            UUID id,
            ResidenceKind kind,
            @Nullable LocalDate from,
            @Nullable LocalDate ownEnd,
            Where where) {
        return new Period(id, kind, from, ownEnd, ownEnd, where);
    }

    Period at(Where other) {
        return new Period(id, kind, from, ownEnd, until, other);
    }

    boolean startsBefore(LocalDate day) {
        return from == null || from.isBefore(day);
    }

    /** Whether it lasts on that day or beyond. */
    boolean endsAfter(LocalDate day) {
        return until == null || until.isAfter(day);
    }

    boolean covers(LocalDate day) {
        return (from == null || !from.isAfter(day)) && endsAfter(day);
    }

    Period endingBy(LocalDate day) {
        return new Period(id, kind, from, day, day, where);
    }

    /** As it is when the next period starts on that day. */
    Period before(@Nullable LocalDate next) {
        boolean cut = next != null && (ownEnd == null || ownEnd.isAfter(next));
        return new Period(id, kind, from, ownEnd, cut ? next : ownEnd, where);
    }
}
