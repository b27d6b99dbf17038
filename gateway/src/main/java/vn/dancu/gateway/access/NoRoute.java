package vn.dancu.gateway.access;

import org.springframework.security.authorization.AuthorizationResult;

/** The decision about a path that is not on the list: it does not exist. */
record NoRoute() implements AuthorizationResult {
    @Override
    public boolean isGranted() {
        return false;
    }
}
