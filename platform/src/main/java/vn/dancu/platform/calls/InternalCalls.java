package vn.dancu.platform.calls;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Gives the client of each other service. */
public final class InternalCalls {
    private final Map<String, InternalClient> clients = new ConcurrentHashMap<>();
    private final Function<String, InternalClient> maker;

    InternalCalls(Function<String, InternalClient> maker) {
        this.maker = maker;
    }

    /** The client of a service, by its name in the registry, as in {@code id-number-service}. */
    public InternalClient to(String service) {
        return clients.computeIfAbsent(service, maker);
    }
}
