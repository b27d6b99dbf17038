package vn.dancu.idnumber.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.idnumber.Api;
import vn.dancu.idnumber.Api.Answer;
import vn.dancu.idnumber.IdNumberIT;

@IdNumberIT
class RegistrationFileIT {
    private static final String PATH = "/id-numbers/v1/registration-files";

    @Autowired Api api;
    @Autowired JdbcClient jdbc;

    @Test
    void aFileOfManyChunksIsRegisteredAndSaysWhatWasNot() {
        List<String> lines = lines("036216", 12_500);
        lines.set(7, "no line");
        lines.set(8, UUID.randomUUID() + ",12345");
        lines.set(9, "x,036216999999");
        lines.set(12_000, UUID.randomUUID() + "," + lines.get(0).split(",", -1)[1]);

        Answer answer = upload(key(), "itemId,number\r\n" + String.join("\r\n", lines));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(counts(answer)).isEqualTo("complete 12500 12496 1 3");
        String rejects = rejects(answer.text("/fileId"));
        assertThat(rejects.lines())
                .hasSize(4)
                .anySatisfy(line -> assertThat(line).contains("\"line\":8,", "line_malformed"))
                .anySatisfy(line -> assertThat(line).contains("\"line\":9,", "number_malformed"))
                .anySatisfy(line -> assertThat(line).contains("\"line\":10,", "item_id_malformed"))
                .anySatisfy(line -> assertThat(line).contains("\"line\":12001,", "conflict"));
        assertThat(registered("036216")).isEqualTo(12_496);
    }

    @Test
    void aFileThatBrokeOffGoesOnWhereItWasAndTheSameFileTwiceIsOne() {
        String key = key();
        List<String> lines = lines("036217", 7_000);
        // The first five thousand are a chunk; the connection breaks within the next one.
        jdbcFileOf(key, lines.subList(0, 5_000));
        long before = registered("036217");

        Answer whole = upload(key, String.join("\n", lines));
        Answer again = upload(key, String.join("\n", lines));

        assertThat(before).isEqualTo(5_000);
        assertThat(counts(whole)).isEqualTo("complete 7000 7000 0 0");
        assertThat(again.body()).isEqualTo(whole.body());
        assertThat(registered("036217")).isEqualTo(7_000);
    }

    /** Leaves a file as a broken connection does: its first chunk done, the rest never seen. */
    private void jdbcFileOf(String key, List<String> lines) {
        upload(key, String.join("\n", lines));
        jdbc.sql("update registration_file set state = 'receiving' where key = :key")
                .param("key", key)
                .update();
    }

    @Test
    void anotherFileUnderTheSameKeyIsRefused() {
        String key = key();
        List<String> lines = lines("036218", 10);
        upload(key, String.join("\n", lines));

        Answer other = upload(key, String.join("\n", lines("036219", 10)));
        Answer longer =
                upload(key, String.join("\n", lines) + "\n" + lines("036219", 1).getFirst());
        Answer shorter = upload(key, String.join("\n", lines.subList(0, 5)));

        for (Answer answer : List.of(other, longer, shorter)) {
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.text("/code")).isEqualTo("idempotency_key_reused");
        }
        assertThat(registered("036219")).isZero();
    }

    @Test
    void linesAreJsonTooAndHaveABound() {
        UUID item = UUID.randomUUID();

        Answer json =
                upload(
                        key(),
                        "{\"itemId\":\"%s\",\"number\":\"037216000001\"}\n{\"itemId\"\n"
                                .formatted(item));
        Answer tooLong = upload(key(), "x".repeat(1_001));

        assertThat(counts(json)).isEqualTo("complete 2 1 0 1");
        assertThat(tooLong.status()).isEqualTo(422);
        assertThat(tooLong.text("/code")).isEqualTo("line_too_long");
    }

    @Test
    void aFileNeedsANameAndAScope() {
        assertThat(api.as("idnumber.register").post(PATH, "x").text("/code"))
                .isEqualTo("idempotency_key_malformed");
        assertThat(api.as("idnumber.assign").post(PATH, "x").status()).isEqualTo(403);
        assertThat(api.as("idnumber.register").get(PATH + "/" + UUID.randomUUID()).text("/code"))
                .isEqualTo("file_not_found");
    }

    private Answer upload(String key, String body) {
        return api.as("idnumber.register").post(PATH, body, Map.of("Idempotency-Key", key));
    }

    private String rejects(String fileId) {
        return api.as("idnumber.register").getText(PATH + "/" + fileId + "/rejects");
    }

    private static String counts(Answer answer) {
        return String.join(
                " ",
                answer.text("/state"),
                answer.body().get("lines").toString(),
                answer.body().get("registered").toString(),
                answer.body().get("conflicts").toString(),
                answer.body().get("rejected").toString());
    }

    private long registered(String bucket) {
        return jdbc.sql("select count(*) from number where number / 1000000 = :bucket")
                .param("bucket", Integer.parseInt(bucket))
                .query(Long.class)
                .single();
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private static List<String> lines(String bucket, int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(UUID.randomUUID() + "," + bucket + "%06d".formatted(i * 7));
        }
        Collections.shuffle(lines);
        return lines;
    }
}
