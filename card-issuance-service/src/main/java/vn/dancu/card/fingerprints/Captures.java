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
import vn.dancu.platform.sealing.Sealer;

/** Captured prints in the database, sealed. */
@Repository
class Captures {
    private static final String IMAGE_KEY = "image-key";

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

    /** A hand as captured: a finger, or why there is none. */
    record Taken(Optional<Finger> finger, Optional<Missing> missing, Optional<TakenPrint> print) {
        boolean isUsual() {
            return finger.filter(one -> one == Finger.INDEX).isPresent();
        }
    }

    /**
     * @param template for checks at delivery and later
     * @param picture for the chip
     */
    @SuppressWarnings("ArrayRecordComponent")
    record TakenPrint(byte[] template, Prints.ChipPicture picture) {
        @Override
        public String toString() {
            return "TakenPrint[hidden]";
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
            boolean afterApproval,
            boolean erased,
            boolean imagesErased) {
        /** What is not two index fingers is confirmed by a second officer. */
        boolean isUsual() {
            return leftFinger.filter(one -> one == Finger.INDEX).isPresent()
                    && rightFinger.filter(one -> one == Finger.INDEX).isPresent();
        }

        /** Also what is captured when others have decided already. */
        boolean isComplete() {
            return (isUsual() && !afterApproval) || secondOfficer.isPresent();
        }

        Optional<Finger> finger(Hand hand) {
            return hand == Hand.LEFT ? leftFinger : rightFinger;
        }
    }

    /**
     * Keeps a capture; the images of an earlier one of this application are of no use any more.
     *
     * @param afterApproval whether others have decided on the application already
     */
    void store(
            UUID personId,
            UUID applicationId,
            Taken left,
            Taken right,
            boolean afterApproval,
            String officer,
            Instant at) {
        destroyEarlierImages(personId, applicationId, at);
        UUID id = jdbc.sql("select uuidv7()").query(UUID.class).single();
        SecretKey key = sealer.newKey();
        SecretKey imageKey = sealer.newKey();
        Sealer.Wrapped wrapped = sealer.wrap(key, owner(personId, id, "key"));
        Sealer.Wrapped wrappedImage = sealer.wrap(imageKey, owner(personId, id, IMAGE_KEY));
        jdbc.sql(
                        """
                        insert into fingerprint_key (person_id, capture_id, wrapped, wrapped_by,
                            image_wrapped)
                        values (:person, :capture, :wrapped, :by, :image)
                        """)
                .param("person", personId)
                .param("capture", id)
                .param("wrapped", wrapped.key())
                .param("by", wrapped.by())
                .param("image", wrappedImage.key())
                .update();
        jdbc.sql(
                        """
                        insert into fingerprint_capture (person_id, capture_id, application_id,
                            captured_at, officer, after_approval, left_finger, left_missing,
                            right_finger, right_missing, left_sealed, right_sealed, left_image,
                            right_image)
                        values (:person, :capture, :application, :at, :officer, :after,
                            :leftFinger, :leftMissing, :rightFinger, :rightMissing, :left, :right,
                            :leftImage, :rightImage)
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
                .param("after", afterApproval)
                .param("left", template(left, key, owner(personId, id, "LEFT")), Types.BINARY)
                .param("right", template(right, key, owner(personId, id, "RIGHT")), Types.BINARY)
                .param(
                        "leftImage",
                        image(left, imageKey, owner(personId, id, image(Hand.LEFT))),
                        Types.BINARY)
                .param(
                        "rightImage",
                        image(right, imageKey, owner(personId, id, image(Hand.RIGHT))),
                        Types.BINARY)
                .update();
    }

    private void destroyEarlierImages(UUID personId, UUID applicationId, Instant at) {
        jdbc.sql(
                        """
                        update fingerprint_key k
                        set image_wrapped = null, image_destroyed_at = :at,
                            image_destroyed_why = 'captured_anew'
                        from fingerprint_capture c
                        where c.application_id = :application and c.person_id = :person
                          and k.person_id = c.person_id and k.capture_id = c.capture_id
                          and k.image_wrapped is not null
                        """)
                .param("at", Timestamp.from(at))
                .param("application", applicationId)
                .param("person", personId)
                .update();
    }

    private static @Nullable String name(Optional<? extends Enum<?>> one) {
        return one.map(value -> value.name()).orElse(null);
    }

    /** The length of an image, which is kept apart and so 0; the template. */
    private byte @Nullable [] template(Taken hand, SecretKey key, String owner) {
        return hand.print()
                .map(
                        print ->
                                sealer.seal(
                                        ByteBuffer.allocate(4 + print.template().length)
                                                .putInt(0)
                                                .put(print.template())
                                                .array(),
                                        key,
                                        owner))
                .orElse(null);
    }

    /** Width and height in pixels, the picture in JPEG 2000. */
    private byte @Nullable [] image(Taken hand, SecretKey key, String owner) {
        return hand.print()
                .map(TakenPrint::picture)
                .map(
                        picture ->
                                sealer.seal(
                                        ByteBuffer.allocate(4 + picture.jpeg2000().length)
                                                .putShort((short) picture.width())
                                                .putShort((short) picture.height())
                                                .put(picture.jpeg2000())
                                                .array(),
                                        key,
                                        owner))
                .orElse(null);
    }

    private static String image(Hand hand) {
        return hand.name() + "-image";
    }

    private static String owner(UUID personId, UUID captureId, String what) {
        return personId + "/" + captureId + "/" + what;
    }

    Optional<Capture> latest(UUID applicationId) {
        return jdbc.sql(
                        """
                        select c.*, k.wrapped is null as erased,
                            k.image_wrapped is null as images_erased
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
                row.getBoolean("after_approval"),
                row.getBoolean("erased"),
                row.getBoolean("images_erased"));
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

    /** The template of a hand; none where none was captured or its key is destroyed. */
    Optional<byte[]> template(Capture capture, Hand hand) {
        return jdbc.sql(
                        """
                        select k.wrapped as key, k.wrapped_by,
                            case :hand when 'LEFT' then c.left_sealed else c.right_sealed end
                                as sealed
                        from fingerprint_capture c join fingerprint_key k
                            using (person_id, capture_id)
                        where c.person_id = :person and c.capture_id = :capture
                        """)
                .param("hand", hand.name())
                .param("person", capture.personId())
                .param("capture", capture.captureId())
                .query((row, n) -> opened(capture, "key", hand.name(), row))
                .single()
                .map(Captures::withoutImage);
    }

    private static byte[] withoutImage(ByteBuffer plain) {
        plain.position(4 + plain.getInt(0));
        return rest(plain);
    }

    /** The picture of a hand for the chip; none where none was captured. */
    Optional<Prints.ChipPicture> picture(Capture capture, Hand hand) {
        return jdbc.sql(
                        """
                        select k.image_wrapped as key, k.wrapped_by,
                            case :hand when 'LEFT' then c.left_image else c.right_image end
                                as sealed
                        from fingerprint_capture c join fingerprint_key k
                            using (person_id, capture_id)
                        where c.person_id = :person and c.capture_id = :capture
                        """)
                .param("hand", hand.name())
                .param("person", capture.personId())
                .param("capture", capture.captureId())
                .query((row, n) -> opened(capture, IMAGE_KEY, image(hand), row))
                .single()
                .map(
                        plain ->
                                new Prints.ChipPicture(
                                        plain.getShort(), plain.getShort(), rest(plain)));
    }

    private static byte[] rest(ByteBuffer plain) {
        byte[] rest = new byte[plain.remaining()];
        plain.get(rest);
        return rest;
    }

    private Optional<ByteBuffer> opened(
            Capture capture, String keyName, String valueName, ResultSet row) throws SQLException {
        byte[] wrapped = row.getBytes("key");
        byte[] sealed = row.getBytes("sealed");
        if (wrapped == null || sealed == null) {
            return Optional.empty();
        }
        UUID person = capture.personId();
        UUID id = capture.captureId();
        SecretKey key =
                sealer.unwrap(
                        new Sealer.Wrapped(wrapped, row.getString("wrapped_by")),
                        owner(person, id, keyName));
        return Optional.of(ByteBuffer.wrap(sealer.open(sealed, key, owner(person, id, valueName))));
    }

    /** Destroys the keys of some captures, at most so many; says whose. */
    List<UUID> destroyKeys(
            Instant capturedBefore, Instant unfinishedBefore, Instant at, int limit) {
        return jdbc.sql(
                        """
                        update fingerprint_key k
                        set wrapped = null, destroyed_at = :at, destroyed_why = 'retention_ended',
                            image_wrapped = null,
                            image_destroyed_at = coalesce(image_destroyed_at, :at),
                            image_destroyed_why =
                                coalesce(image_destroyed_why, 'retention_ended')
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

    /**
     * Destroys the keys of images whose card is delivered, or was read back before some time, at
     * most so many; says whose. A spoilt or lost card is made again: its images are kept.
     */
    List<UUID> destroyImageKeys(Instant readBackBefore, Instant at, int limit) {
        return jdbc.sql(
                        """
                        update fingerprint_key k
                        set image_wrapped = null, image_destroyed_at = :at,
                            image_destroyed_why = 'in_the_chip'
                        from (
                            select c.person_id, c.capture_id
                            from fingerprint_key o
                            join fingerprint_capture c using (person_id, capture_id)
                            join card_application a
                                on a.person_id = c.person_id
                                and a.application_id = c.application_id
                            where o.image_wrapped is not null
                              and (a.state = 'DELIVERED'
                                or a.state not in ('APPROVED', 'BATCHED') and exists (
                                    select 1 from card d
                                    where d.person_id = c.person_id
                                      and d.application_id = c.application_id
                                      and d.fingers_of = c.capture_id
                                      and d.state <> 'VOID'
                                      and d.read_back_at < :before))
                            limit :limit) over
                        where k.person_id = over.person_id and k.capture_id = over.capture_id
                        returning k.person_id
                        """)
                .param("at", Timestamp.from(at))
                .param("before", Timestamp.from(readBackBefore))
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }
}
