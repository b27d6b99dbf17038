package vn.dancu.platform.security;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/** The proven caller of a request. The token itself is not kept: nothing needs it any more. */
final class CallerAuthentication extends AbstractAuthenticationToken {
    private final transient Caller caller;
    private final @Nullable String callingService;

    private CallerAuthentication(Caller caller, @Nullable String callingService) {
        super(AuthorityUtils.NO_AUTHORITIES);
        this.caller = caller;
        this.callingService = callingService;
        setAuthenticated(true);
    }

    static CallerAuthentication ofToken(Caller caller) {
        return new CallerAuthentication(caller, null);
    }

    /** The caller on whose behalf another service calls, both proven. */
    static CallerAuthentication through(String callingService, Caller caller) {
        return new CallerAuthentication(caller, callingService);
    }

    Caller caller() {
        return caller;
    }

    Optional<String> callingService() {
        return Optional.ofNullable(callingService);
    }

    @Override
    public Object getPrincipal() {
        return caller.subject();
    }

    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
