package vn.dancu.population.civilstatus;

import java.time.LocalDate;
import java.time.Period;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a birth is registered so late that an officer looks first whether the person is on record:
 * Law on Civil Status 60/2014 Art 15 gives the parents 60 days.
 *
 * @param legalDays within which the law wants a birth registered
 * @param toleratedYears after those, within which nobody was counted by a survey meanwhile
 */
@ConfigurationProperties("dancu.births.late")
public record LateRegistration(
        @DefaultValue("60") int legalDays, @DefaultValue("1") int toleratedYears) {
    public LateRegistration {
        if (legalDays < 0 || legalDays > 366 || toleratedYears < 0 || toleratedYears > 100) {
            throw new IllegalArgumentException(
                    "dancu.births.late: 0 to 366 days and 0 to 100 years");
        }
    }

    boolean isLate(LocalDate born, LocalDate registered) {
        return born.plusDays(legalDays).plus(Period.ofYears(toleratedYears)).isBefore(registered);
    }
}
