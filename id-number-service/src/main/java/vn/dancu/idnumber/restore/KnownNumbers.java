package vn.dancu.idnumber.restore;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.calls.InternalCalls;
import vn.dancu.platform.security.Caller;

/** The numbers that others know: told on Kafka of late, and held by the register of population. */
@Component
class KnownNumbers {
    private static final String OUTCOMES = "idnumber.outcomes.v1";
    private static final String ASSIGNED = "idnumber.number-assigned.v1";
    private static final String BATCH_ANSWERED = "idnumber.batch-answered.v1";
    private static final String PATH = "/internal/population/v1/numbers";

    private final Marks marks;
    private final InternalCalls calls;
    private final JsonMapper json;
    private final RestoreSettings settings;

    KnownNumbers(Marks marks, InternalCalls calls, JsonMapper json, RestoreSettings settings) {
        this.marks = marks;
        this.calls = calls;
        this.json = json;
        this.settings = settings;
    }

    record NumbersRequest(@Nullable String after, int limit) {}

    record NumbersAnswer(List<Known> items, @Nullable String next) {}

    /**
     * @param currentNumber the person's number of today, where this one leads to it
     * @param suspension why it is suspended: {@code merged}, {@code died}
     */
    record Known(
            UUID personId,
            PersonalIdNumber number,
            @Nullable PersonalIdNumber currentNumber,
            @Nullable String suspension) {
        boolean isFormer() {
            return currentNumber != null && !currentNumber.equals(number);
        }
    }

    /** Gives all of them, page by page. */
    void each(Consumer<List<Known>> page) {
        fromKafka(page);
        fromPopulation(page);
    }

    private void fromKafka(Consumer<List<Known>> page) {
        Set<Known> read = new LinkedHashSet<>();
        marks.replay(
                OUTCOMES,
                message -> {
                    JsonNode event = json.readTree(String.valueOf(message.value()));
                    JsonNode data = event.path("data");
                    switch (event.path("type").asString("")) {
                        case ASSIGNED -> read.add(told(data));
                        case BATCH_ANSWERED -> {
                            for (JsonNode item : data.path("items")) {
                                if (item.hasNonNull("number")) {
                                    read.add(told(item));
                                }
                            }
                        }
                        default -> {}
                    }
                    if (read.size() >= settings.page()) {
                        page.accept(List.copyOf(read));
                        read.clear();
                    }
                });
        if (!read.isEmpty()) {
            page.accept(List.copyOf(read));
        }
    }

    private static Known told(JsonNode item) {
        return new Known(
                UUID.fromString(item.path("personId").asString()),
                new PersonalIdNumber(item.path("number").asString()),
                null,
                null);
    }

    private void fromPopulation(Consumer<List<Known>> page) {
        var population =
                calls.to("population-service")
                        .onBehalfOf(Caller.service("id-number-service").withPurpose("restoration"));
        String after = null;
        do {
            NumbersAnswer answer =
                    population.postIdempotent(
                            PATH, new NumbersRequest(after, settings.page()), NumbersAnswer.class);
            if (!answer.items().isEmpty()) {
                page.accept(answer.items());
            }
            after = answer.next();
        } while (after != null);
    }
}
