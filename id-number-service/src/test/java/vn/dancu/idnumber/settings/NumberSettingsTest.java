package vn.dancu.idnumber.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import vn.dancu.idnumber.model.TestKeys;

class NumberSettingsTest {
    @Test
    void withoutItsSecretTheServiceSaysWhichOneIsMissing() {
        assertThatThrownBy(() -> bind(Map.of()))
                .rootCause()
                .hasMessageContaining("dancu.numbers.key is missing");
    }

    @Test
    void earlierKeysComeFromOneFileAndNoSecretIsShown() {
        NumberSettings settings =
                bind(
                        Map.of(
                                "dancu.numbers.key",
                                TestKeys.SECOND_HEX,
                                "dancu.numbers.earlier-keys",
                                TestKeys.FIRST_HEX));

        assertThat(settings.earlierKeys()).containsExactly(TestKeys.FIRST_HEX);
        assertThat(settings.maxItems()).isEqualTo(10_000);
        assertThat(settings.toString()).doesNotContain(TestKeys.FIRST_HEX, TestKeys.SECOND_HEX);
    }

    private static NumberSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("dancu.numbers", NumberSettings.class);
    }
}
