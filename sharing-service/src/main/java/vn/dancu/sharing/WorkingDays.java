package vn.dancu.sharing;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Working days of Viet Nam: Monday to Friday without public holidays.
 *
 * @param holidays those of the years to come (Labour Code 45/2019/QH14 Art 112, announced each
 *     year); one that is not listed makes a time limit shorter, never longer
 */
@ConfigurationProperties("dancu.sharing.working-days")
public record WorkingDays(@DefaultValue Set<LocalDate> holidays) {
    private static final int MOST = 366;

    public WorkingDays {
        holidays = Set.copyOf(holidays);
    }

    /** The end of the last of so many working days, counted from the day after. */
    public Instant after(Instant start, int days) {
        if (days < 1 || days > MOST) {
            throw new IllegalArgumentException("1 to 366 working days");
        }
        LocalDate day = LocalDate.ofInstant(start, VietnamDay.ZONE);
        int left = days;
        while (left > 0) {
            day = day.plusDays(1);
            if (isWorkingDay(day)) {
                left--;
            }
        }
        return day.plusDays(1).atStartOfDay(VietnamDay.ZONE).toInstant();
    }

    private boolean isWorkingDay(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY
                && day.getDayOfWeek() != DayOfWeek.SUNDAY
                && !holidays.contains(day);
    }
}
