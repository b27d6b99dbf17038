package vn.dancu.platform.calls;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import vn.dancu.platform.security.Caller;

/** What is asked of another service, taken from the calling thread before another one works. */
@SuppressWarnings("ArrayRecordComponent") // never compared; the body is sent as it stands
record Call(
        HttpMethod method,
        String path,
        Object[] variables,
        byte @Nullable [] body,
        Caller caller,
        String correlationId) {}
