package vn.dancu.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.dancu.platform.tokens.NativeSignatures;

/**
 * The public keys of services, read from files when first needed and again when they are old. A
 * file has one key, or several while the service is given another: each of them is believed.
 */
final class CallerKeys {
    // Old, new, and one more for a change that is taken back.
    private static final int MOST_KEYS = 3;

    // The name comes from an unverified header and becomes a file name.
    private static final Pattern SERVICE_NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private final CallersSettings settings;
    private final Clock clock;
    private final Map<String, ReadKeys> keys = new ConcurrentHashMap<>();

    CallerKeys(CallersSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Empty where nothing is known of the service. */
    List<ECDSAVerifier> of(@Nullable String service) {
        if (service == null || !SERVICE_NAME.matcher(service).matches()) {
            return List.of();
        }
        ReadKeys known = keys.get(service);
        if (known != null && clock.instant().isBefore(known.until())) {
            return known.keys();
        }
        return read(service);
    }

    /** Only what exists is remembered, so invented names cannot fill the memory. */
    private List<ECDSAVerifier> read(String service) {
        Path directory = settings.directory();
        if (directory == null || directory.toString().isEmpty()) {
            return List.of();
        }
        Path file = directory.resolve(service + ".pem");
        if (!Files.isRegularFile(file)) {
            keys.remove(service);
            return List.of();
        }
        try {
            List<ECPublicKey> read = Pem.ecPublicKeys(Files.readString(file));
            if (read.size() > MOST_KEYS) {
                throw new IllegalStateException(
                        service + ".pem has more than " + MOST_KEYS + " public keys");
            }
            List<ECDSAVerifier> verifiers = new ArrayList<>(read.size());
            for (ECPublicKey key : read) {
                verifiers.add(NativeSignatures.with(new ECDSAVerifier(key)));
            }
            var known =
                    new ReadKeys(
                            List.copyOf(verifiers), clock.instant().plus(settings.keyLifetime()));
            keys.put(service, known);
            return known.keys();
        } catch (IOException | JOSEException e) {
            throw new IllegalStateException("the public key of a service cannot be read", e);
        }
    }

    private record ReadKeys(List<ECDSAVerifier> keys, Instant until) {}
}
