package vn.dancu.population.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.Sex;

/**
 * People by what two cards of one person have in common: name, full date of birth and sex. A row is
 * a hint; the record is the truth.
 */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
public class Likenesses implements RecordListener {
    private final JdbcClient jdbc;

    Likenesses(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The first eight bytes of an MD5 digest, which keeps nothing secret here: PostgreSQL computes
     * the same, and no name stands in the index.
     *
     * @param nameKey the name without marks
     * @param date year, month and day as one decimal number, such as 19900131
     */
    public static long of(String nameKey, int date, Sex sex) {
        String text = nameKey + '|' + (date * 10L + sex.code());
        return ByteBuffer.wrap(md5().digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java platform has MD5", e);
        }
    }

    @Override
    public void recorded(@Nullable PersonRecord before, PersonRecord after) {
        Long likeness = of(after);
        if (likeness != null && (before == null || !likeness.equals(of(before)))) {
            jdbc.sql(
                            """
                            insert into person_by_likeness (likeness, person_id)
                            values (:likeness, :person) on conflict do nothing
                            """)
                    .param("likeness", likeness)
                    .param("person", after.personId())
                    .update();
        }
    }

    private static @Nullable Long of(PersonRecord person) {
        PartialDate birth = person.dateOfBirth();
        if (birth.day() == 0 || person.sex() == Sex.UNKNOWN) {
            return null;
        }
        int date = (birth.year() * 100 + birth.month()) * 100 + birth.day();
        return of(person.name().unaccentedKey(), date, person.sex());
    }
}
