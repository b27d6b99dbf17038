package vn.dancu.sharing.accesses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import vn.dancu.sharing.SharingIT;

class AccessRecordIT extends SharingIT {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "update %s set outcome = 'nothing'",
                "update %s set person_id = null, shard = id",
                "delete from %s",
                "truncate %s"
            })
    void aRecordCanBeNeitherChangedNorRemoved(String sql) {
        Citizen citizen = citizen("Trịnh Thị Hồng");
        post(vss(), "/sharing/v1/lookups", lookup(citizen, "name"));
        String before = digest();
        String partition =
                jdbc.sql("select tableoid::regclass::text from access_record where person_id = :id")
                        .param("id", citizen.id())
                        .query(String.class)
                        .single();

        for (String table : List.of("access_record", partition)) {
            assertThatThrownBy(() -> jdbc.sql(sql.formatted(table)).update())
                    .hasStackTraceContaining("permission denied");
            // The owner can take the privilege back; the trigger stands behind it.
            jdbc.sql("grant all on " + table + " to current_user").update();
            try {
                assertThatThrownBy(() -> jdbc.sql(sql.formatted(table)).update())
                        .hasStackTraceContaining("an access record is never changed or removed");
            } finally {
                jdbc.sql("revoke update, delete, truncate on " + table + " from current_user")
                        .update();
            }
        }
        assertThat(digest()).isEqualTo(before);
        assertThat(outcomesOf(citizen)).containsExactly("answered");
    }

    @Test
    void lookUpsOfOneMomentAreEachOnRecordWithTheirOwnAnswer() throws Exception {
        List<Citizen> citizens =
                IntStream.range(0, 12)
                        .mapToObj(i -> citizen("Trịnh Thị Lúc " + (char) ('A' + i)))
                        .toList();
        String token = vss();
        List<Future<Answer>> asked = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Citizen citizen : citizens) {
                // Every third asks for what is not agreed: another kind of record.
                String field = asked.size() % 3 == 2 ? "religion" : "name";
                asked.add(
                        threads.submit(
                                () -> post(token, "/sharing/v1/lookups", lookup(citizen, field))));
            }
            for (int i = 0; i < asked.size(); i++) {
                Answer answer = asked.get(i).get();
                boolean refused = i % 3 == 2;
                assertThat(answer.status()).isEqualTo(refused ? 403 : 200);
                if (!refused) {
                    assertThat(answer.body().at("/person/name").asString())
                            .isEqualTo(citizens.get(i).name());
                }
                assertThat(outcomesOf(citizens.get(i)))
                        .containsExactly(refused ? "field_not_agreed" : "answered");
            }
        }
    }

    @Test
    void whatCannotBeRecordedIsNotAnswered() {
        Citizen citizen = citizen("Trịnh Thị Không Ghi");
        jdbc.sql("alter table access_record add constraint full_up check (false) not valid")
                .update();
        try {
            Answer answer = post(vss(), "/sharing/v1/lookups", lookup(citizen, "name"));
            assertThat(answer.status()).isGreaterThanOrEqualTo(500);
            assertThat(answer.raw().body()).doesNotContain(citizen.name());
        } finally {
            jdbc.sql("alter table access_record drop constraint full_up").update();
        }
        assertThat(outcomesOf(citizen)).isEmpty();
    }

    @Test
    void pagesShowEveryAccessOnceNewestFirst() {
        Citizen citizen = citizen("Trịnh Thị Huệ");
        for (int i = 0; i < 7; i++) {
            post(vss(), "/sharing/v1/lookups", lookup(citizen, i % 2 == 0 ? "name" : "religion"));
        }
        List<String> all = ids(accessesOf(citizen));
        assertThat(all).hasSize(7).doesNotHaveDuplicates();

        List<String> paged = new ArrayList<>();
        String after = "";
        for (int page = 0; page < 4; page++) {
            JsonNode body =
                    get(
                                    portal(),
                                    "/sharing/v1/persons/%s/accesses?limit=2%s"
                                            .formatted(citizen.id(), after))
                            .body();
            paged.addAll(ids(body.get("accesses")));
            assertThat(body.hasNonNull("next")).isEqualTo(page < 3);
            after = "&after=" + body.path("next").asString("");
        }
        assertThat(paged).containsExactlyElementsOf(all);
        List<String> times =
                accessesOf(citizen).valueStream().map(a -> a.get("at").asString()).toList();
        assertThat(times).isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @Test
    void nobodySeesTheAccessesToSomebodyElse() {
        Citizen one = citizen("Trịnh Văn Một");
        Citizen two = citizen("Trịnh Văn Hai");
        post(vss(), "/sharing/v1/lookups", lookup(one, "name"));
        assertThat(outcomesOf(one)).hasSize(1);
        assertThat(outcomesOf(two)).isEmpty();
    }

    @Test
    void readingTheAccessRecordLeavesARecordItself() {
        Citizen citizen = citizen("Trịnh Thị Lan");
        accessesOf(citizen);
        assertThat(
                        jdbc.sql(
                                        """
                                        select count(*) from audit_record
                                        where person_id = :id and action = 'accesses_read'
                                            and client_id = 'portal'
                                        """)
                                .param("id", citizen.id())
                                .query(Long.class)
                                .single())
                .isOne();
    }

    private static List<String> ids(JsonNode accesses) {
        return accesses.valueStream().map(a -> a.get("id").asString()).toList();
    }

    private String digest() {
        return jdbc.sql("select md5(string_agg(r::text, ',' order by id)) from access_record r")
                .query(String.class)
                .single();
    }
}
