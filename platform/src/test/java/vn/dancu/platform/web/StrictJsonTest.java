package vn.dancu.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

class StrictJsonTest {
    private final JsonMapper json = mapper();

    record Body(@Nullable LocalDate day, @Nullable Instant at, @Nullable String text) {}

    private static JsonMapper mapper() {
        JsonMapper.Builder builder = JsonMapper.builder();
        new StrictJson().customize(builder);
        return builder.build();
    }

    @Test
    void daysAndInstantsAreReadAsTheyAreWritten() {
        Body body =
                new Body(LocalDate.of(2026, 2, 28), Instant.parse("2026-02-28T01:02:03Z"), null);

        assertThat(json.readValue(json.writeValueAsString(body), Body.class)).isEqualTo(body);
        assertThat(json.readValue("{\"at\":\"2026-02-28T08:02:03+07:00\"}", Body.class).at())
                .isEqualTo(body.at());
        assertThat(json.readValue("{\"day\":null}", Body.class).day()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"day\":\"+99999-01-01\"}",
                "{\"day\":\"0000-01-01\"}",
                "{\"day\":\"-0001-01-01\"}",
                "{\"day\":\"2026-02-29\"}",
                "{\"day\":\"2026-02-28T00:00:00Z\"}",
                "{\"day\":\"\"}",
                "{\"day\":[2026,2,28]}",
                "{\"day\":20000}",
                "{\"at\":\"+10000-01-01T00:00:00Z\"}",
                "{\"at\":\"9999-12-31T23:59:59-01:00\"}",
                "{\"at\":\"2026-02-28\"}",
                "{\"at\":1700000000}",
                "{\"text\":5}"
            })
    void whatNoDatabaseTakesOrIsWrittenOtherwiseIsRefused(String body) {
        assertThatThrownBy(() -> json.readValue(body, Body.class))
                .isInstanceOf(MismatchedInputException.class);
    }
}
