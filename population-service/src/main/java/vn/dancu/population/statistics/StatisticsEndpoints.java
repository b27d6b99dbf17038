package vn.dancu.population.statistics;

import static vn.dancu.platform.security.EndpointRules.Rule.get;
import static vn.dancu.platform.security.EndpointRules.Rule.post;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.EndpointRules;

/** Who may read counts, and who may have everybody counted. */
@Configuration(proxyBeanMethods = false)
class StatisticsEndpoints {
    private static final String READ = "population.read";

    @Bean
    EndpointRules statisticsRules() {
        return EndpointRules.of(
                get("/population/v1/statistics/pyramid", READ),
                get("/population/v1/statistics/counts", READ),
                get("/population/v1/statistics/births", READ),
                get("/population/v1/statistics/deaths", READ),
                post("/population/v1/statistics/verifications", "ops"),
                post("/population/v1/statistics/repairs", "ops"),
                get("/population/v1/statistics/verifications/{verificationId}", "ops"));
    }
}
