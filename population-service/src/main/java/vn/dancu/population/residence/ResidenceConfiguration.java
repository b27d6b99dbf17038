package vn.dancu.population.residence;

import static vn.dancu.platform.security.EndpointRules.Rule.get;
import static vn.dancu.platform.security.EndpointRules.Rule.post;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.EndpointRules;

/** Who may register residences, and the end of terms that run out. */
@Configuration(proxyBeanMethods = false)
class ResidenceConfiguration {
    private static final String RESIDENCES = "/population/v1/persons/{personId}/residences";

    @Bean
    EndpointRules residenceEndpoints() {
        return EndpointRules.of(
                get(RESIDENCES, "population.read").withPurpose(),
                post(RESIDENCES, "population.write"),
                post(RESIDENCES + "/{residenceId}/end", "population.write"),
                post(RESIDENCES + "/{residenceId}/extension", "population.write"),
                post(RESIDENCES + "/{residenceId}/correction", "population.write"),
                post(RESIDENCES + "/{residenceId}/annulment", "population.approve"));
    }

    /**
     * @param batch the most expired terms that are looked up at once
     */
    @ConfigurationProperties("dancu.residence")
    record Settings(@DefaultValue("200") int batch) {}

    /** Runs on each instance; a record that another one has just told is passed over. */
    @Component
    static class Expiry {
        private static final Logger log = LoggerFactory.getLogger(Expiry.class);
        private final Residences residences;
        private final Settings settings;

        Expiry(Residences residences, Settings settings) {
            this.residences = residences;
            this.settings = settings;
        }

        @Scheduled(fixedDelay = 300, initialDelay = 60, timeUnit = TimeUnit.SECONDS)
        void settle() {
            int failed = 0;
            List<UUID> expired = residences.expired(settings.batch());
            while (expired.size() > failed) {
                failed = 0;
                for (UUID personId : expired) {
                    if (!settled(personId)) {
                        failed++;
                    }
                }
                expired = residences.expired(settings.batch());
            }
        }

        /** One record that cannot be changed holds up no other. */
        private boolean settled(UUID personId) {
            try {
                residences.settle(personId);
                return true;
            } catch (ProblemException e) {
                log.warn("an expired residence could not be settled: {}", e.code());
                return false;
            }
        }
    }
}
