package vn.dancu.platform.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The public keys of services, read from files when first needed and again when they are old. */
final class CallerKeys {
    // The name comes from an unverified header and becomes a file name.
    private static final Pattern SERVICE_NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private final CallersSettings settings;
    private final Clock clock;
    private final Map<String, ReadKey> keys = new ConcurrentHashMap<>();

    CallerKeys(CallersSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    Optional<ECPublicKey> of(@Nullable String service) {
        if (service == null || !SERVICE_NAME.matcher(service).matches()) {
            return Optional.empty();
        }
        ReadKey known = keys.get(service);
        if (known != null && clock.instant().isBefore(known.until())) {
            return Optional.of(known.key());
        }
        return read(service);
    }

    /** Only what exists is remembered, so invented names cannot fill the memory. */
    private Optional<ECPublicKey> read(String service) {
        Path directory = settings.directory();
        if (directory == null || directory.toString().isEmpty()) {
            return Optional.empty();
        }
        Path file = directory.resolve(service + ".pem");
        if (!Files.isRegularFile(file)) {
            keys.remove(service);
            return Optional.empty();
        }
        try {
            ECPublicKey key = Pem.ecPublicKey(Files.readString(file));
            keys.put(service, new ReadKey(key, clock.instant().plus(settings.keyLifetime())));
            return Optional.of(key);
        } catch (IOException e) {
            throw new IllegalStateException("the public key of a service cannot be read", e);
        }
    }

    private record ReadKey(ECPublicKey key, Instant until) {}
}
