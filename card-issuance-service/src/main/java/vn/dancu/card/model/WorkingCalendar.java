package vn.dancu.card.model;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Set;

/**
 * Which days are worked: Monday to Friday without the days off (holidays, days in lieu, days that
 * were swapped), and the Saturdays worked for the swapped ones.
 */
public record WorkingCalendar(Set<LocalDate> daysOff, Set<LocalDate> workedAtWeekends) {
    /** Longer than any time limit with the longest holidays in it. */
    private static final int MAX_DAYS_AHEAD = 400;

    public WorkingCalendar {
        daysOff = Set.copyOf(daysOff);
        workedAtWeekends = Set.copyOf(workedAtWeekends);
    }

    public boolean isWorked(LocalDate day) {
        if (workedAtWeekends.contains(day)) {
            return true;
        }
        boolean weekend =
                day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
        return !weekend && !daysOff.contains(day);
    }

    /**
     * The last day of a time limit: the day on which it begins does not count (Civil Code 2015 Art
     * 147), and it ends with a working day.
     *
     * @param workingDays one or more
     */
    public LocalDate after(LocalDate beginning, int workingDays) {
        if (workingDays < 1) {
            throw new IllegalArgumentException("a time limit has a working day at least");
        }
        LocalDate day = beginning;
        int left = workingDays;
        for (int i = 0; i < MAX_DAYS_AHEAD; i++) {
            day = day.plusDays(1);
            if (isWorked(day) && --left == 0) {
                return day;
            }
        }
        throw new IllegalArgumentException("the calendar has too few working days");
    }
}
