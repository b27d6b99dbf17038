package vn.dancu.idnumber.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Counts outcomes, never numbers. */
@Component
public class OutcomeMetrics {
    private final MeterRegistry registry;

    OutcomeMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * @param what {@code allocations} or {@code registrations}
     */
    public void count(String what, Stream<Outcome> outcomes) {
        outcomes.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .forEach(
                        (outcome, count) ->
                                registry.counter("dancu.numbers." + what, "outcome", outcome.code())
                                        .increment(count));
    }
}
