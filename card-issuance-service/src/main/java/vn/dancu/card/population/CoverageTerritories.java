package vn.dancu.card.population;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.platform.calls.CalleeRefusedException;
import vn.dancu.platform.calls.InternalCalls;
import vn.dancu.platform.calls.InternalClient;
import vn.dancu.platform.security.TerritoryResolver;

/**
 * Says where places lie today by asking the register of units: an address keeps the codes it was
 * written with, its officers are those of the unit that took over. What the codes themselves say is
 * not asked for; answers are kept for a minute, and a silent register is no yes.
 */
@Component
class CoverageTerritories implements TerritoryResolver {
    private static final int KEPT = 10_000;
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final InternalClient population;
    private final Clock clock;
    private final Map<Question, Kept> kept = new LinkedHashMap<>();

    CoverageTerritories(InternalCalls calls, Clock clock) {
        this.population = calls.to("population-service");
        this.clock = clock;
    }

    private record Question(
            String territory,
            @Nullable String province,
            @Nullable String district,
            @Nullable String commune) {}

    private record Kept(boolean covers, Instant until) {}

    /** The answer of the coverage endpoint. */
    record Coverage(boolean covers) {}

    @Override
    public boolean covers(
            String territory,
            @Nullable String province,
            @Nullable String district,
            @Nullable String commune) {
        if (BY_CODE.covers(territory, province, district, commune)) {
            return true;
        }
        Question question = new Question(territory, province, district, commune);
        Instant now = clock.instant();
        synchronized (kept) {
            Kept known = kept.get(question);
            if (known != null && now.isBefore(known.until())) {
                return known.covers();
            }
        }
        boolean covers = ask(question);
        synchronized (kept) {
            kept.remove(question);
            kept.put(question, new Kept(covers, now.plus(FRESH)));
            if (kept.size() > KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return covers;
    }

    private boolean ask(Question question) {
        List<Object> codes = new ArrayList<>(List.of(question.territory()));
        StringBuilder path =
                new StringBuilder("/internal/population/v1/territories/{territory}/coverage");
        append(path, codes, "province", question.province());
        append(path, codes, "district", question.district());
        append(path, codes, "commune", question.commune());
        try {
            return population.get(path.toString(), Coverage.class, codes.toArray()).covers();
        } catch (CalleeRefusedException e) {
            return false;
        }
    }

    private static void append(
            StringBuilder path, List<Object> codes, String name, @Nullable String code) {
        if (code != null) {
            path.append(codes.size() == 1 ? '?' : '&').append(name).append("={").append(name);
            path.append('}');
            codes.add(code);
        }
    }
}
