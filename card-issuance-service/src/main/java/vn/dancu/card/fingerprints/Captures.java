package vn.dancu.card.fingerprints;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.card.model.Octets;
import vn.dancu.card.sealing.Sealer;

/** Captured prints in the database, sealed. */
@Repository
class Captures {
    private final JdbcClient jdbc;
    private final Sealer sealer;

    Captures(JdbcClient jdbc, Sealer sealer) {
        this.jdbc = jdbc;
        this.sealer = sealer;
    }

    /** Which finger of a hand. */
    enum Finger {
        INDEX,
        THUMB,
        MIDDLE,
        RING,
        LITTLE
    }

    /** Why there is no print of a hand, as OSIA and ISO/IEC 19794-4 tell it. */
    enum Missing {
        AMPUTATED,
        BANDAGED,
        /** Worn or scarred: it cannot be read. */
        DAMAGED
    }

    enum Hand {
        LEFT,
        RIGHT
    }

    /** A hand as captured: a print of a finger, or why there is none. */
    record Taken(Optional<Finger> finger, Optional<Missing> missing, Optional<Prints.Print> print) {
        boolean isUsual() {
            return finger.filter(one -> one == Finger.INDEX).isPresent();
        }
    }

    /** A capture without its prints. */
    record Capture(
            UUID personId,
            UUID captureId,
            Instant capturedAt,
            String officer,
            Optional<String> secondOfficer,
            Optional<Finger> leftFinger,
            Optional<Missing> leftMissing,
            Optional<Finger> rightFinger,
            Optional<Missing> rightMissing,
            boolean erased) {
        /** What is not two index fingers is confirmed by a second officer. */
        boolean isUsual() {
            return leftFinger.filter(one -> one == Finger.INDEX).isPresent()
                    && rightFinger.filter(one -> one == Finger.INDEX).isPresent();
        }

        boolean isComplete() {
            return isUsual() || secondOfficer.isPresent();
        }
    }

    UUID store(
            UUID personId,
            UUID applicationId,
            Taken left,
            Taken right,
            String officer,
            Instant at) {
        UUID id = jdbc.sql("select uuidv7()").query(UUID.class).single();
        SecretKey key = sealer.newKey();
        Sealer.Wrapped wrapped = sealer.wrap(key, owner(personId, id, "key"));
        jdbc.sql(
                        """
                        insert into fingerprint_key (person_id, capture_id, wrapped, wrapped_by)
                        values (:person, :capture, :wrapped, :by)
                        """)
                .param("person", personId)
                .param("capture", id)
                .param("wrapped", wrapped.key().bytes())
                .param("by", wrapped.by())
                .update();
        jdbc.sql(
                        """
                        insert into fingerprint_capture (person_id, capture_id, application_id,
                            captured_at, officer, left_finger, left_missing, right_finger,
                            right_missing, left_sealed, right_sealed)
                        values (:person, :capture, :application, :at, :officer, :leftFinger,
                            :leftMissing, :rightFinger, :rightMissing, :left, :right)
                        """)
                .param("person", personId)
                .param("capture", id)
                .param("application", applicationId)
                .param("at", Timestamp.from(at))
                .param("officer", officer)
                .param("leftFinger", name(left.finger()), Types.VARCHAR)
                .param("leftMissing", name(left.missing()), Types.VARCHAR)
                .param("rightFinger", name(right.finger()), Types.VARCHAR)
                .param("rightMissing", name(right.missing()), Types.VARCHAR)
                .param("left", sealed(left, key, owner(personId, id, "LEFT")), Types.BINARY)
                .param("right", sealed(right, key, owner(personId, id, "RIGHT")), Types.BINARY)
                .update();
        return id;
    }

    private static @Nullable String name(Optional<? extends Enum<?>> one) {
        return one.map(value -> value.name()).orElse(null);
    }

    /** The length of the image, the image, the template. */
    private byte @Nullable [] sealed(Taken hand, SecretKey key, String owner) {
        return hand.print()
                .map(
                        print ->
                                sealer.seal(
                                        ByteBuffer.allocate(
                                                        4
                                                                + print.png().length
                                                                + print.template().length)
                                                .putInt(print.png().length)
                                                .put(print.png())
                                                .put(print.template())
                                                .array(),
                                        key,
                                        owner))
                .orElse(null);
    }

    private static String owner(UUID personId, UUID captureId, String what) {
        return personId + "/" + captureId + "/" + what;
    }

    Optional<Capture> latest(UUID applicationId) {
        return jdbc.sql(
                        """
                        select c.*, k.wrapped is null as erased
                        from fingerprint_capture c join fingerprint_key k
                            using (person_id, capture_id)
                        where c.application_id = :application
                        order by c.capture_id desc limit 1
                        """)
                .param("application", applicationId)
                .query((row, n) -> capture(row))
                .optional();
    }

    private static Capture capture(ResultSet row) throws SQLException {
        return new Capture(
                row.getObject("person_id", UUID.class),
                row.getObject("capture_id", UUID.class),
                row.getTimestamp("captured_at").toInstant(),
                row.getString("officer"),
                Optional.ofNullable(row.getString("second_officer")),
                Optional.ofNullable(row.getString("left_finger")).map(Finger::valueOf),
                Optional.ofNullable(row.getString("left_missing")).map(Missing::valueOf),
                Optional.ofNullable(row.getString("right_finger")).map(Finger::valueOf),
                Optional.ofNullable(row.getString("right_missing")).map(Missing::valueOf),
                row.getBoolean("erased"));
    }

    void confirm(Capture capture, String second, Instant at) {
        jdbc.sql(
                        """
                        update fingerprint_capture set second_officer = :second, confirmed_at = :at
                        where person_id = :person and capture_id = :capture
                        """)
                .param("second", second)
                .param("at", Timestamp.from(at))
                .param("person", capture.personId())
                .param("capture", capture.captureId())
                .update();
    }

    /** The print of a hand; none where none was captured or its key is destroyed. */
    Optional<Prints.Print> print(Capture capture, Hand hand) {
        return jdbc.sql(
                        """
                        select k.wrapped, k.wrapped_by,
                            case :hand when 'LEFT' then c.left_sealed else c.right_sealed end
                                as sealed
                        from fingerprint_capture c join fingerprint_key k
                            using (person_id, capture_id)
                        where c.person_id = :person and c.capture_id = :capture
                        """)
                .param("hand", hand.name())
                .param("person", capture.personId())
                .param("capture", capture.captureId())
                .query(
                        (row, n) ->
                                opened(
                                        capture,
                                        hand,
                                        row.getBytes("wrapped"),
                                        row.getString("wrapped_by"),
                                        row.getBytes("sealed")))
                .single();
    }

    private Optional<Prints.Print> opened(
            Capture capture,
            Hand hand,
            byte @Nullable [] wrapped,
            String by,
            byte @Nullable [] sealed) {
        if (wrapped == null || sealed == null) {
            return Optional.empty();
        }
        UUID person = capture.personId();
        UUID id = capture.captureId();
        SecretKey key =
                sealer.unwrap(new Sealer.Wrapped(Octets.of(wrapped), by), owner(person, id, "key"));
        ByteBuffer plain =
                ByteBuffer.wrap(sealer.open(sealed, key, owner(person, id, hand.name())));
        byte[] png = new byte[plain.getInt()];
        plain.get(png);
        byte[] template = new byte[plain.remaining()];
        plain.get(template);
        return Optional.of(new Prints.Print(png, template));
    }

    /** Destroys the keys of some captures, at most so many; says whose. */
    List<UUID> destroyKeys(
            Instant capturedBefore, Instant unfinishedBefore, Instant at, int limit) {
        return jdbc.sql(
                        """
                        update fingerprint_key k
                        set wrapped = null, destroyed_at = :at, destroyed_why = 'retention_ended'
                        from (
                            select c.person_id, c.capture_id
                            from fingerprint_capture c
                            join fingerprint_key o using (person_id, capture_id)
                            left join card_application a
                                on a.person_id = c.person_id
                                and a.application_id = c.application_id
                            where o.wrapped is not null
                              and (c.captured_at < :before
                                or a.state in ('REFUSED', 'WITHDRAWN', 'STOPPED')
                                    and a.changed_at < :unfinished)
                            order by c.captured_at limit :limit) over
                        where k.person_id = over.person_id and k.capture_id = over.capture_id
                        returning k.person_id
                        """)
                .param("at", Timestamp.from(at))
                .param("before", Timestamp.from(capturedBefore))
                .param("unfinished", Timestamp.from(unfinishedBefore))
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }
}
