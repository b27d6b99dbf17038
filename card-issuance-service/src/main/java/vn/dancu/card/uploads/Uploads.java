package vn.dancu.card.uploads;

import java.io.ByteArrayOutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.platform.problem.ProblemException;

/** Uploads in the database. */
@Repository
public class Uploads {
    private final JdbcClient jdbc;
    private final UploadSettings settings;
    private final Clock clock;

    Uploads(JdbcClient jdbc, UploadSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    /** A file on its way, or arrived. */
    public record Upload(
            UUID uploadId,
            String kind,
            String clientId,
            String officer,
            long length,
            long received,
            boolean open,
            Instant expiresAt) {}

    /**
     * @throws ProblemException 413 {@code body_too_large}; 429 {@code too_many_uploads}
     */
    @Transactional
    public Upload open(String kind, String clientId, String officer, long length) {
        long most =
                (kind.equals("dossier") ? settings.maxDossier() : settings.maxEarlierCards())
                        .toBytes();
        if (length > most) {
            throw ProblemException.of(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "body_too_large",
                    "The file is larger than " + most + " bytes.");
        }
        long open =
                jdbc.sql(
                                """
                                select count(*) from card_upload
                                where client_id = :client and state = 'OPEN'
                                """)
                        .param("client", clientId)
                        .query(Long.class)
                        .single();
        if (open >= settings.maxOpen()) {
            throw ProblemException.tooMany(
                    "too_many_uploads", "Too many uploads are open.", Duration.ofMinutes(5));
        }
        Instant now = clock.instant();
        return jdbc.sql(
                        """
                        insert into card_upload (kind, client_id, officer, length, opened_at,
                            expires_at)
                        values (:kind, :client, :officer, :length, :now, :expires)
                        returning *
                        """)
                .param("kind", kind)
                .param("client", clientId)
                .param("officer", officer)
                .param("length", length)
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(now.plus(settings.expiry())))
                .query((row, n) -> upload(row))
                .single();
    }

    public Optional<Upload> find(UUID uploadId) {
        return one(uploadId, "");
    }

    private Optional<Upload> one(UUID uploadId, String locking) {
        return jdbc.sql("select * from card_upload where upload_id = :id" + locking)
                .param("id", uploadId)
                .query((row, n) -> upload(row))
                .optional();
    }

    private static Upload upload(ResultSet row) throws SQLException {
        return new Upload(
                row.getObject("upload_id", UUID.class),
                row.getString("kind"),
                row.getString("client_id"),
                row.getString("officer"),
                row.getLong("length"),
                row.getLong("received"),
                row.getString("state").equals("OPEN"),
                row.getTimestamp("expires_at").toInstant());
    }

    /**
     * Adds a part where the last one ended.
     *
     * @throws ProblemException 409 {@code offset_mismatch}; 413 {@code body_too_large}
     */
    @Transactional
    public Upload append(UUID uploadId, long at, byte[] part) {
        Upload upload = one(uploadId, " for update").orElseThrow();
        if (!upload.open() || upload.received() != at) {
            throw ProblemException.conflict(
                    "offset_mismatch", "The upload goes on at " + upload.received() + ".");
        }
        if (at + part.length > upload.length()) {
            throw ProblemException.of(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "body_too_large",
                    "The part is longer than what is missing.");
        }
        if (part.length > 0) {
            jdbc.sql("insert into card_upload_part (upload_id, at, bytes) values (:id, :at, :part)")
                    .param("id", uploadId)
                    .param("at", at)
                    .param("part", part)
                    .update();
        }
        return jdbc.sql(
                        """
                        update card_upload
                        set received = received + :size,
                            state = case when received + :size = length then 'READY' else state end
                        where upload_id = :id returning *
                        """)
                .param("size", part.length)
                .param("id", uploadId)
                .query((row, n) -> upload(row))
                .single();
    }

    /** At most so many bytes from a position on. */
    public byte[] read(UUID uploadId, long from, int most) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(most);
        jdbc.sql(
                        """
                        select at, bytes from card_upload_part
                        where upload_id = :id and at < :to and at + octet_length(bytes) > :from
                        order by at
                        """)
                .param("id", uploadId)
                .param("from", from)
                .param("to", from + most)
                .query(
                        (ResultSet row) -> {
                            byte[] part = row.getBytes("bytes");
                            long at = row.getLong("at");
                            int start = (int) Math.max(0, from - at);
                            int end = (int) Math.min(part.length, from + most - at);
                            out.write(part, start, end - start);
                        });
        return out.toByteArray();
    }

    /** Its parts are no longer needed. */
    public void done(UUID uploadId) {
        jdbc.sql("delete from card_upload_part where upload_id = :id")
                .param("id", uploadId)
                .update();
        jdbc.sql("update card_upload set state = 'DONE' where upload_id = :id")
                .param("id", uploadId)
                .update();
    }

    @Transactional
    public void remove(UUID uploadId) {
        jdbc.sql("delete from card_upload where upload_id = :id and state = 'OPEN'")
                .param("id", uploadId)
                .update();
    }

    /** Unfinished uploads end, a bounded number in a run. */
    @Scheduled(fixedDelay = 10, initialDelay = 3, timeUnit = TimeUnit.MINUTES)
    @Transactional
    public void expire() {
        jdbc.sql(
                        """
                        delete from card_upload where upload_id = any(array(
                            select upload_id from card_upload
                            where state = 'OPEN' and expires_at < :now limit 100))
                        """)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }
}
