package vn.dancu.sharing.figures;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param flushEvery how often counts go to the database; what a killed instance loses
 * @param mostCells different counts held between two flushes; more are only metrics
 */
@ConfigurationProperties("dancu.sharing.figures")
public record FigureLimits(
        @DefaultValue("5s") Duration flushEvery, @DefaultValue("20000") int mostCells) {}
