package vn.dancu.idnumber.registration;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How far each file is, and which of its lines were not registered. */
@Component
class RegistrationFiles {
    private final JdbcClient jdbc;
    private final Clock clock;

    RegistrationFiles(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What a client sees of a file. */
    record Progress(
            UUID fileId,
            String state,
            long lines,
            long registered,
            long conflicts,
            long rejected,
            OffsetDateTime startedAt,
            OffsetDateTime updatedAt) {}

    /** Where a file stands that comes again. */
    record Checkpoint(UUID fileId, String state, long lines, String linesDigest) {}

    /** A line that was not registered. */
    record Reject(long line, @Nullable UUID itemId, String code) {}

    Checkpoint open(String client, String key, String emptyDigest) {
        jdbc.sql(
                        """
                        insert into registration_file
                            (file_id, client, key, lines_digest, started_at, updated_at)
                        values (:id, :client, :key, :digest, :now, :now)
                            on conflict (client, key) do nothing
                        """)
                .param("id", UUID.randomUUID())
                .param("client", client)
                .param("key", key)
                .param("digest", emptyDigest)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        return jdbc.sql(
                        """
                        select file_id, state, lines, lines_digest from registration_file
                         where client = :client and key = :key
                        """)
                .param("client", client)
                .param("key", key)
                .query(Checkpoint.class)
                .single();
    }

    /**
     * Moves the checkpoint, in the transaction of what was registered.
     *
     * @return false if another upload of the file has moved it meanwhile
     */
    boolean advance(
            UUID fileId,
            long from,
            int lines,
            int conflicts,
            int rejected,
            String digest,
            List<Reject> rejects) {
        boolean moved =
                jdbc.sql(
                                        """
                                        update registration_file
                                           set lines = lines + :lines,
                                               registered = registered + :registered,
                                               conflicts = conflicts + :conflicts,
                                               rejected = rejected + :rejected,
                                               lines_digest = :digest, updated_at = :now
                                         where file_id = :id and lines = :from
                                           and state = 'receiving'
                                        """)
                                .param("lines", lines)
                                .param("registered", lines - conflicts - rejected)
                                .param("conflicts", conflicts)
                                .param("rejected", rejected)
                                .param("digest", digest)
                                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                                .param("id", fileId)
                                .param("from", from)
                                .update()
                        == 1;
        if (moved && !rejects.isEmpty()) {
            jdbc.sql(
                            """
                            insert into registration_reject (file_id, line, item_id, code)
                            select :id, line, item_id, code
                              from unnest(:lines, cast(:items as uuid[]), :codes)
                                   r (line, item_id, code)
                            """)
                    .param("id", fileId)
                    .param("lines", rejects.stream().map(Reject::line).toArray(Long[]::new))
                    .param("items", items(rejects))
                    .param("codes", rejects.stream().map(Reject::code).toArray(String[]::new))
                    .update();
        }
        return moved;
    }

    private static @Nullable String[] items(List<Reject> rejects) {
        @Nullable String[] items = new @Nullable String[rejects.size()];
        for (int i = 0; i < items.length; i++) {
            UUID item = rejects.get(i).itemId();
            items[i] = item == null ? null : item.toString();
        }
        return items;
    }

    void complete(UUID fileId) {
        jdbc.sql(
                        """
                        update registration_file set state = 'complete', updated_at = :now
                         where file_id = :id and state = 'receiving'
                        """)
                .param("id", fileId)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    Optional<Progress> find(UUID fileId) {
        return jdbc.sql(
                        """
                        select file_id, state, lines, registered, conflicts, rejected, started_at,
                               updated_at
                          from registration_file where file_id = :id
                        """)
                .param("id", fileId)
                .query(Progress.class)
                .optional();
    }

    List<Reject> rejects(UUID fileId, long after, int limit) {
        return jdbc.sql(
                        """
                        select line, item_id, code from registration_reject
                         where file_id = :id and line > :after
                         order by line limit :limit
                        """)
                .param("id", fileId)
                .param("after", after)
                .param("limit", limit)
                .query(Reject.class)
                .list();
    }
}
