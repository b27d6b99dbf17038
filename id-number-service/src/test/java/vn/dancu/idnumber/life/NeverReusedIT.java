package vn.dancu.idnumber.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import vn.dancu.idnumber.Api;
import vn.dancu.idnumber.Api.Answer;
import vn.dancu.idnumber.IdNumberIT;
import vn.dancu.idnumber.model.TestKeys;

/** Fills the end of a bucket, cancels all of it, and tries to fill it again. */
@IdNumberIT
class NeverReusedIT {
    private static final int PLACES = 2_000;

    @Autowired Api api;
    @Autowired JdbcClient jdbc;

    @Test
    void aBucketWhoseNumbersAreAllCancelledGivesNoneOfThemAgain() {
        jdbc.sql(
                        """
                        insert into bucket (bucket, key_id, next_place, opened_at)
                        values (89055, :key, 1000000 - :places, now())
                        """)
                .param("key", TestKeys.FIRST.id())
                .param("places", PLACES)
                .update();
        Map<String, UUID> first = fill(PLACES);
        assertThat(first).hasSize(PLACES);

        assertThat(outcomesOf(cancel(first))).containsOnly("applied");

        assertThat(fill(PLACES)).isEmpty();
        Set<String> registered = new HashSet<>();
        for (String number : first.keySet().stream().limit(50).toList()) {
            registered.add(
                    api.asPopulationService()
                            .post(
                                    "/internal/id-numbers/v1/registrations",
                                    "{\"requestId\":\"%s\",\"items\":[{\"itemId\":\"%s\",\"number\":\"%s\"}]}"
                                            .formatted(
                                                    UUID.randomUUID(), UUID.randomUUID(), number))
                            .text("/items/0/outcome"));
        }
        assertThat(registered).containsOnly("conflict");
        assertThat(
                        jdbc.sql(
                                        """
                                        select count(*) from number
                                         where number / 1000000 = 89055 and state = 'cancelled'
                                        """)
                                .query(Integer.class)
                                .single())
                .isEqualTo(PLACES);
    }

    private Map<String, UUID> fill(int count) {
        String items =
                Stream.generate(
                                () ->
                                        "{\"itemId\":\"%s\",\"prefix\":\"089\",\"sex\":\"MALE\",\"birthYear\":1955}"
                                                .formatted(UUID.randomUUID()))
                        .limit(count)
                        .collect(Collectors.joining(","));
        Answer answer =
                api.asPopulationService()
                        .post(
                                "/internal/id-numbers/v1/allocations",
                                "{\"requestId\":\"%s\",\"items\":[%s]}"
                                        .formatted(UUID.randomUUID(), items));
        Map<String, UUID> numbers = new HashMap<>();
        for (JsonNode item : answer.body().get("items")) {
            if (item.has("number")) {
                numbers.put(
                        item.get("number").asString(),
                        UUID.fromString(item.get("itemId").asString()));
            } else {
                assertThat(item.get("outcome").asString()).isEqualTo("exhausted");
            }
        }
        return numbers;
    }

    private Answer cancel(Map<String, UUID> numbers) {
        List<String> items = new ArrayList<>();
        numbers.forEach(
                (number, person) ->
                        items.add(
                                "{\"personId\":\"%s\",\"number\":\"%s\"}"
                                        .formatted(person, number)));
        return api.asPopulationService()
                .post(
                        "/internal/id-numbers/v1/transitions",
                        """
                        {"requestId":"%s","command":"cancel","reason":"import_withdrawn","evidence":"import-7",
                         "proposedBy":"population-service","items":[%s]}
                        """
                                .formatted(UUID.randomUUID(), String.join(",", items)));
    }

    private static Set<String> outcomesOf(Answer answer) {
        return answer.body()
                .get("items")
                .valueStream()
                .map(item -> item.get("outcome").asString())
                .collect(Collectors.toSet());
    }
}
