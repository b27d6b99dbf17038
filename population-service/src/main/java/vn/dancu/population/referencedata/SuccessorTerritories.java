package vn.dancu.population.referencedata;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.platform.security.TerritoryResolver;

/** Territories follow the successors of their units; addresses stay as they were written. */
@Component
class SuccessorTerritories implements TerritoryResolver {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final ReferenceData data;
    private final Clock clock;

    SuccessorTerritories(ReferenceData data, Clock clock) {
        this.data = data;
        this.clock = clock;
    }

    @Override
    public boolean covers(
            String territory,
            @Nullable String province,
            @Nullable String district,
            @Nullable String commune) {
        return data.current()
                .standing()
                .covers(
                        territory,
                        province,
                        district,
                        commune,
                        LocalDate.ofInstant(clock.instant(), VIETNAM));
    }
}
