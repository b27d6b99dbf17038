package vn.dancu.gateway.access;

import org.springframework.security.authorization.AuthorizationResult;

/**
 * The decision about a path that anybody may ask, in another way than this.
 *
 * @param allowed the methods that it knows, as {@code Allow} names them
 */
record WrongMethod(String allowed) implements AuthorizationResult {
    @Override
    public boolean isGranted() {
        return false;
    }
}
