package vn.dancu.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.test.context.TestPropertySource;

/**
 * Gives each Spring context of a test a fresh database of its own on a real PostgreSQL 18, a fresh
 * Kafka broker of its own, and an issuer of tokens ({@link TestTokens}, injectable). Contexts that
 * Spring shares between test classes share theirs.
 *
 * <p>Where a Docker engine answers, both come from Testcontainers, else from the embedded servers
 * of the sandbox: the same tests either way. The system property {@code dancu.infrastructure}
 * ({@code docker}, {@code embedded} or {@code auto}) decides; the log says which it was.
 *
 * <p>A context's broker starts empty, so no test reads the events of another context, and what a
 * paused context has not consumed stays its own.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@TestPropertySource(
        properties = {
            "spring.profiles.active=demonstration",
            "spring.cloud.config.enabled=false",
            "dancu.config.import=",
            "eureka.client.enabled=false",
            // The embedded broker speaks in the log of the test; only what is wrong is of interest.
            "logging.structured.format.console=",
            "logging.level.kafka=WARN",
            "logging.level.org.apache.kafka=WARN",
            "logging.level.org.apache.kafka.controller.QuorumController=ERROR",
            "logging.level.org.apache.kafka.clients.NetworkClient=ERROR",
            "logging.level.state.change.logger=WARN",
            "logging.level.io.zonky.test=WARN",
            "logging.level.org.testcontainers=WARN",
            "logging.level.tc=WARN"
        })
public @interface RealInfrastructure {

    /** The service's database, as in production; its name in the test has a number after it. */
    String database();
}
