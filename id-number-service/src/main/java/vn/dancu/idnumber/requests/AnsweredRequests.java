package vn.dancu.idnumber.requests;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.problem.ProblemException;

/** The answer to each request, kept in the transaction of its effect. */
@Component
public class AnsweredRequests {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    AnsweredRequests(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Runs the effect for a request id that is new, and gives the kept answer again for one that is
     * not. Of two at once the second waits for the first.
     *
     * @throws ProblemException 422 {@code request_id_reused} if the id came before with another
     *     request
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public <T> T once(
            UUID requestId,
            String operation,
            Object request,
            Class<T> answerType,
            Supplier<T> effect) {
        if (!isFirst(requestId, operation, json.writeValueAsBytes(request))) {
            return kept(requestId, answerType).orElseThrow();
        }
        T answer = effect.get();
        keep(requestId, answer);
        return answer;
    }

    /**
     * Takes a request id, or says that the same request had it before.
     *
     * @param content what makes two requests the same; only its digest is stored
     * @throws ProblemException as {@link #once}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean isFirst(UUID requestId, String operation, byte[] content) {
        byte[] digest = digest(operation, content);
        boolean first =
                jdbc.sql(
                                        """
                                        insert into answered_request
                                            (request_id, operation, request_digest, answered_at)
                                        values (:requestId, :operation, :digest, :now)
                                            on conflict do nothing
                                        """)
                                .param("requestId", requestId)
                                .param("operation", operation)
                                .param("digest", digest)
                                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                                .update()
                        == 1;
        if (!first) {
            requireSame(requestId, digest);
        }
        return first;
    }

    /**
     * Takes those of several request ids that are new, and says which they were; the others are
     * looked at one by one.
     *
     * @param contents what makes two requests the same, by request id
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Set<UUID> takeNew(Map<UUID, byte[]> contents, String operation) {
        List<UUID> ids = contents.keySet().stream().sorted().toList();
        HexFormat hex = HexFormat.of();
        return jdbc.sql(
                        """
                        insert into answered_request
                            (request_id, operation, request_digest, answered_at)
                        select id, :operation, decode(digest, 'hex'), :now
                          from unnest(cast(:ids as uuid[]), :digests) r (id, digest)
                            on conflict do nothing
                        returning request_id
                        """)
                .param("operation", operation)
                .param("ids", ids.stream().map(UUID::toString).toArray(String[]::new))
                .param(
                        "digests",
                        ids.stream()
                                .map(id -> hex.formatHex(digest(operation, content(contents, id))))
                                .toArray(String[]::new))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query(UUID.class)
                .set();
    }

    /** Gives request ids back that this transaction took and does not answer. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void giveBack(Collection<UUID> requestIds) {
        jdbc.sql("delete from answered_request where request_id = any(cast(:ids as uuid[]))")
                .param("ids", requestIds.stream().map(UUID::toString).toArray(String[]::new))
                .update();
    }

    private static byte[] content(Map<UUID, byte[]> contents, UUID id) {
        return Objects.requireNonNull(contents.get(id), "a key of the map");
    }

    /** Keeps what is to be answered again. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(UUID requestId, Object answer) {
        jdbc.sql(
                        """
                        update answered_request set answer = cast(:answer as jsonb)
                         where request_id = :requestId
                        """)
                .param("answer", json.writeValueAsString(answer))
                .param("requestId", requestId)
                .update();
    }

    /** What was kept for a request id, if anything was. */
    @Transactional(propagation = Propagation.MANDATORY)
    public <T> Optional<T> kept(UUID requestId, Class<T> answerType) {
        return jdbc.sql(
                        """
                        select answer from answered_request
                         where request_id = :requestId and answer is not null
                        """)
                .param("requestId", requestId)
                .query(String.class)
                .optional()
                .map(answer -> json.readValue(answer, answerType));
    }

    private void requireSame(UUID requestId, byte[] digest) {
        boolean same =
                jdbc.sql(
                                """
                                select request_digest = :digest
                                  from answered_request
                                 where request_id = :requestId
                                """)
                        .param("digest", digest)
                        .param("requestId", requestId)
                        .query(Boolean.class)
                        .single();
        if (!same) {
            throw ProblemException.refused(
                    "request_id_reused",
                    "This request id came before with another request.",
                    "/requestId");
        }
    }

    private static byte[] digest(String operation, byte[] content) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(operation.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            sha256.update((byte) 0);
            return sha256.digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java platform has SHA-256", e);
        }
    }
}
