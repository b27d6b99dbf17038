package vn.dancu.card;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "card.card-activated.v1",
                "card.card-revoked.v1",
                "card.application-overdue.v1",
                "card.holder-invited.v1",
                "card.card-state-changed.v1",
                "card.card-expiry-near.v1",
                "card.application-filed.v1",
                "card.application-changed.v1"
            })
    void eachExampleFitsItsSchema(String type) {
        Contracts.assertFits(type, Contracts.example("card/examples/" + type + ".json"));
    }

    @Test
    void whatHasPersonalDataDoesNotFit() {
        String leaking =
                Contracts.example("card/examples/card.card-activated.v1.json")
                        .replace("\"cardId\":", "\"name\": \"A\", \"cardId\":");
        assertThatThrownBy(() -> Contracts.assertFits("card.card-activated.v1", leaking))
                .isInstanceOf(AssertionError.class);
    }
}
