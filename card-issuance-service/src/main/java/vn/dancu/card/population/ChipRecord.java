package vn.dancu.card.population;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.platform.calls.InternalCalls;
import vn.dancu.platform.calls.InternalClient;

/** Reads from the record what the chip alone says of a person. */
@Component
public class ChipRecord {
    private static final String PURPOSE = "card_production";

    private final InternalClient population;

    ChipRecord(InternalCalls calls) {
        this.population = calls.to("population-service");
    }

    /** Never within a transaction: the call may take seconds. */
    public ChipLines read(UUID personId) {
        return population
                .forPurpose(PURPOSE)
                .get("/internal/population/v1/persons/{personId}", OnTheWire.class, personId)
                .lines();
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record OnTheWire(
            @Nullable String ethnicity,
            @Nullable String religion,
            @Nullable Named father,
            @Nullable Named mother,
            @Nullable Named spouse) {
        ChipLines lines() {
            return new ChipLines(
                    Optional.ofNullable(ethnicity),
                    Optional.ofNullable(religion),
                    name(father),
                    name(mother),
                    name(spouse));
        }

        private static Optional<String> name(@Nullable Named relative) {
            return Optional.ofNullable(relative).map(Named::name);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Named(@Nullable String name) {}
}
