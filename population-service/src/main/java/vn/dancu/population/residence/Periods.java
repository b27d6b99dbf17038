package vn.dancu.population.residence;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.platform.problem.ProblemException;

/**
 * The periods of one kind of one person, in order and without overlaps. A period ends by itself or
 * when the next one starts: so the order in which an office learns of moves does not matter, and
 * what is taken back leaves no trace in the others.
 */
record Periods(List<Period> periods) {
    private static final Comparator<Period> IN_ORDER =
            Comparator.comparing(Period::from, Comparator.nullsFirst(Comparator.naturalOrder()));

    Periods {
        List<Period> ordered = periods.stream().sorted(IN_ORDER).toList();
        List<Period> held = new ArrayList<>();
        for (int i = 0; i < ordered.size(); i++) {
            Period period = ordered.get(i);
            @Nullable LocalDate next = i + 1 < ordered.size() ? ordered.get(i + 1).from() : null;
            if (period.from() != null && period.from().equals(next)) {
                throw new IllegalStateException("two periods start on one day");
            }
            held.add(period.before(next));
        }
        periods = List.copyOf(held);
    }

    static final Periods EMPTY = new Periods(List.of());

    Optional<Period> find(UUID id) {
        return periods.stream().filter(p -> p.id().equals(id)).findFirst();
    }

    Optional<Period> last() {
        return periods.isEmpty() ? Optional.empty() : Optional.of(periods.getLast());
    }

    Optional<Period> on(LocalDate day) {
        return periods.stream().filter(p -> p.covers(day)).findFirst();
    }

    /**
     * @throws ProblemException 409 {@code period_exists} if another period starts on that day
     */
    Periods register(Period added) {
        if (periods.stream().anyMatch(p -> added.from() != null && added.from().equals(p.from()))) {
            throw ProblemException.conflict(
                    "period_exists", "A period of this kind starts on that day already.");
        }
        List<Period> all = new ArrayList<>(periods);
        all.add(added);
        return new Periods(all);
    }

    /**
     * @throws ProblemException 422 {@code end_before_start}; 409 {@code already_ended} if it ended
     *     on that day or before
     */
    Periods end(UUID id, LocalDate day) {
        Period period = find(id).orElseThrow();
        if (!period.startsBefore(day)) {
            throw ProblemException.refused(
                    "end_before_start", "A period ends after the day it starts on.", "/on");
        }
        if (!period.endsAfter(day)) {
            throw ProblemException.conflict("already_ended", "The period has ended already.");
        }
        return replace(period, period.endingBy(day));
    }

    /**
     * @throws ProblemException 409 {@code period_superseded} if a later registration follows
     */
    Periods extend(UUID id, LocalDate until) {
        Period period = find(id).orElseThrow();
        if (!period.equals(periods.getLast())) {
            throw ProblemException.conflict(
                    "period_superseded", "A later registration has ended this one.");
        }
        return replace(period, period.endingBy(until));
    }

    /** Without a period that should not have been registered: the one before it goes on. */
    Periods without(UUID id) {
        return new Periods(periods.stream().filter(p -> !p.id().equals(id)).toList());
    }

    /**
     * The period whose place is the current one: the last, if it has not ended. One that ends by
     * its term counts until the record has been told.
     */
    Optional<Period> current(LocalDate today) {
        return last().filter(p -> p.ownEnd() == null || p.ownEnd().isAfter(today));
    }

    /**
     * In line with the place on record: what an import or a correction wrote there is not known to
     * the periods, and is right.
     *
     * @param id for a period that has to be added
     */
    Periods agreeingWith(@Nullable Where onRecord, ResidenceKind kind, LocalDate today, UUID id) {
        Optional<Period> current = current(today);
        if (onRecord == null) {
            return current.filter(p -> p.startsBefore(today))
                    .map(p -> replace(p, p.endingBy(today)))
                    .orElse(this);
        }
        if (current.isPresent()) {
            Period held = current.get();
            return held.where().equals(onRecord) ? this : replace(held, held.at(onRecord));
        }
        Optional<Period> last = last();
        if (last.isPresent() && kind.forTerm() && last.get().where().equals(onRecord)) {
            return this;
        }
        return register(
                Period.starting(id, kind, last.map(Period::until).orElse(null), null, onRecord));
    }

    private Periods replace(Period before, Period after) {
        return new Periods(periods.stream().map(p -> p.equals(before) ? after : p).toList());
    }
}
