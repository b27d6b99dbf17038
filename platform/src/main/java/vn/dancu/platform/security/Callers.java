package vn.dancu.platform.security;

import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.security.core.context.SecurityContextHolder;

/** Tells on whose behalf the current thread works. */
public final class Callers {
    private final Caller itself;
    private final Supplier<TerritoryResolver> territories;

    Callers(String serviceName, Supplier<TerritoryResolver> territories) {
        this.itself = Caller.service(serviceName);
        this.territories = territories;
    }

    /**
     * The caller of the current request; outside a request (events, schedules) the service itself,
     * which has no scopes.
     */
    public Caller current() {
        return requesting().orElse(itself);
    }

    /** The caller of the current request, if there is one. */
    public Optional<Caller> requesting() {
        return SecurityContextHolder.getContext().getAuthentication()
                        instanceof CallerAuthentication authentication
                ? Optional.of(authentication.caller().inTerritoriesOf(territories.get()))
                : Optional.empty();
    }
}
