package vn.dancu.platform.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;

/** Remembers which command of which client had which key, in the transaction of its effect. */
public final class IdempotencyKeys {
    public static final String HEADER = "Idempotency-Key";
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,100}");
    private static final int PURGE_BATCH = 5_000;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Callers callers;

    IdempotencyKeys(JdbcClient jdbc, JsonMapper json, Callers callers) {
        this.jdbc = jdbc;
        this.json = json;
        this.callers = callers;
    }

    /**
     * Runs the effect once for the current client and key. A second call waits for the first one's
     * transaction and gets its result; without the header the effect simply runs.
     *
     * @param operation a stable name of the command
     * @param request what makes two requests the same; only its digest is stored
     * @param effect gives an id, never personal data
     * @throws ProblemException 400 {@code idempotency_key_malformed}, 422 {@code
     *     idempotency_key_reused} if the key came before with another request
     */
    public String once(String operation, Object request, Supplier<String> effect) {
        Optional<String> key = currentKey();
        if (key.isEmpty()) {
            return effect.get();
        }
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a key is kept in the transaction of the effect");
        }
        String client = callers.current().clientId();
        byte[] digest = digest(json.writeValueAsBytes(request));
        boolean first =
                jdbc.sql(
                                        """
                                        insert into idempotency_key
                                            (client, operation, key, request_digest)
                                        values (:client, :operation, :key, :digest)
                                        on conflict do nothing
                                        """)
                                .param("client", client)
                                .param("operation", operation)
                                .param("key", key.get())
                                .param("digest", digest)
                                .update()
                        == 1;
        if (!first) {
            return stored(client, operation, key.get(), digest);
        }
        String result = effect.get();
        jdbc.sql(
                        """
                        update idempotency_key set result = :result
                        where client = :client and operation = :operation and key = :key
                        """)
                .param("result", result)
                .param("client", client)
                .param("operation", operation)
                .param("key", key.get())
                .update();
        return result;
    }

    /** Whether the current request has a key, well formed or not. */
    public boolean isKeyed() {
        return RequestContextHolder.getRequestAttributes()
                        instanceof ServletRequestAttributes attributes
                && attributes.getRequest().getHeader(HEADER) != null;
    }

    private record Stored(boolean sameRequest, @Nullable String result) {}

    private String stored(String client, String operation, String key, byte[] digest) {
        Stored stored =
                jdbc.sql(
                                """
                                select request_digest = :digest as same_request, result
                                from idempotency_key
                                where client = :client and operation = :operation and key = :key
                                """)
                        .param("client", client)
                        .param("operation", operation)
                        .param("key", key)
                        .param("digest", digest)
                        .query(Stored.class)
                        .single();
        if (!stored.sameRequest()) {
            throw ProblemException.refused(
                    "idempotency_key_reused", "This key came before with another request.");
        }
        if (stored.result() == null) {
            throw new IllegalStateException("an idempotency key without its result");
        }
        return stored.result();
    }

    /** Forgets keys older than the given age, a bounded number at a time. */
    public int purge(Duration age) {
        return jdbc.sql(
                        """
                        delete from idempotency_key where ctid = any(array(
                            select ctid from idempotency_key
                            where created_at < now() - make_interval(secs => :seconds)
                            limit :batch))
                        """)
                .param("seconds", age.toSeconds())
                .param("batch", PURGE_BATCH)
                .update();
    }

    private static Optional<String> currentKey() {
        if (!(RequestContextHolder.getRequestAttributes()
                instanceof ServletRequestAttributes attributes)) {
            return Optional.empty();
        }
        String key = attributes.getRequest().getHeader(HEADER);
        if (key == null) {
            return Optional.empty();
        }
        if (!FORM.matcher(key).matches()) {
            throw ProblemException.badRequest(
                    "idempotency_key_malformed",
                    "An Idempotency-Key has 1 to 100 visible ASCII characters.");
        }
        return Optional.of(key);
    }

    private static byte[] digest(byte[] content) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update("v1:".getBytes(StandardCharsets.US_ASCII));
            return sha256.digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
