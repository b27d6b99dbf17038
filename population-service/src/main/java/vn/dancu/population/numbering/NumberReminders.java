package vn.dancu.population.numbering;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.population.record.NumberStatus;
import vn.dancu.population.record.Persons;

/** Asks again for numbers whose request or answer was lost, however that happened. */
@Component
public class NumberReminders {
    private final NumberRequests requests;
    private final Persons persons;
    private final Settings settings;

    NumberReminders(NumberRequests requests, Persons persons, Settings settings) {
        this.requests = requests;
        this.persons = persons;
        this.settings = settings;
    }

    /**
     * @param patience how long a request may stay unanswered
     * @param batch the most requests that are repeated in one go
     */
    @ConfigurationProperties("dancu.numbering")
    public record Settings(
            @DefaultValue("10m") Duration patience, @DefaultValue("200") int batch) {}

    /** Says how many were asked again. */
    @Scheduled(fixedDelay = 30, initialDelay = 30, timeUnit = TimeUnit.SECONDS)
    @Transactional
    public int remind() {
        int asked = 0;
        for (UUID personId : requests.unanswered(settings.patience(), settings.batch())) {
            var waiting =
                    persons.find(personId)
                            .filter(p -> p.numberStatus() == NumberStatus.AWAITING)
                            .filter(p -> p.numberReason() == null);
            if (waiting.isPresent()) {
                requests.ask(waiting.get());
                asked++;
            } else {
                requests.answered(personId);
            }
        }
        return asked;
    }
}
