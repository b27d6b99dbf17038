package vn.dancu.population.imports;

import static vn.dancu.platform.security.EndpointRules.Rule.delete;
import static vn.dancu.platform.security.EndpointRules.Rule.get;
import static vn.dancu.platform.security.EndpointRules.Rule.post;

import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.kafka.config.TopicBuilder;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;

/** Who may import, and the topic that tells of it. */
@Configuration(proxyBeanMethods = false)
class ImportsConfiguration {
    private static final String SCOPE = "population.import";
    private static final String APPROVE = "population.import.approve";
    private static final String UPLOADS = UploadsController.PATH;
    private static final int PARTITIONS = 6;

    @Bean
    EndpointRules importRules() {
        return EndpointRules.of(
                post("/population/v1/imports", SCOPE),
                get("/population/v1/imports", SCOPE),
                get("/population/v1/imports/{importId}", SCOPE),
                get("/population/v1/imports/{importId}/rejects", SCOPE),
                get("/population/v1/imports/{importId}/progress", SCOPE),
                get("/population/v1/imports/{importId}/quality", SCOPE),
                post("/population/v1/imports/{importId}/stop", SCOPE),
                get("/population/v1/imports/{importId}/dependents", SCOPE, APPROVE),
                get("/population/v1/imports/{importId}/withdrawal", SCOPE, APPROVE),
                post("/population/v1/imports/{importId}/withdrawal", SCOPE),
                post("/population/v1/imports/{importId}/withdrawal/approval", APPROVE),
                post("/population/v1/imports/{importId}/withdrawal/refusal", APPROVE),
                post("/population/v1/imports/{importId}/withdrawal/retraction", SCOPE),
                new Rule(HttpMethod.OPTIONS, UPLOADS, Set.of(SCOPE), false),
                post(UPLOADS, SCOPE),
                get(UPLOADS + "/{uploadId}", SCOPE),
                new Rule(HttpMethod.PATCH, UPLOADS + "/{uploadId}", Set.of(SCOPE), false),
                delete(UPLOADS + "/{uploadId}", SCOPE),
                get("/population/v1/import-sources", SCOPE),
                get("/population/v1/import-sources/{source}/files", SCOPE),
                post("/population/v1/import-sources/{source}/imports", SCOPE),
                get("/population/v1/import-intakes", SCOPE),
                get("/population/v1/import-intakes/{intakeId}", SCOPE));
    }

    @Bean
    NewTopic importsTopic() {
        return TopicBuilder.name(ChunkWriter.TOPIC)
                .partitions(PARTITIONS)
                .config("retention.ms", Long.toString(Duration.ofDays(7).toMillis()))
                .build();
    }
}
