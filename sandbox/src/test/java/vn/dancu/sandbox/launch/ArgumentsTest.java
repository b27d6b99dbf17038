package vn.dancu.sandbox.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

    @Test
    void allThatMayBeSaidOfUpIsUnderstood() {
        Arguments arguments =
                Arguments.parse(
                        List.of(
                                "up",
                                "--project",
                                "/home/somebody/dancu",
                                "--data",
                                "/tmp/other",
                                "--reset",
                                "--port-base",
                                "18100",
                                "--profile-memory",
                                "bench",
                                "--no-start-caches",
                                "--until-parent-ends"));

        assertThat(arguments.command()).isEqualTo(Arguments.Command.UP);
        assertThat(arguments.project()).isEqualTo(Path.of("/home/somebody/dancu"));
        assertThat(arguments.data()).isEqualTo(Path.of("/tmp/other"));
        assertThat(arguments.reset()).isTrue();
        assertThat(arguments.portBase()).isEqualTo(18100);
        assertThat(arguments.memory()).isEqualTo(MemoryProfile.BENCH);
        assertThat(arguments.startCaches()).isFalse();
        assertThat(arguments.untilParentEnds()).isTrue();
    }

    @Test
    void dataIsKeptUnderTheProjectUnlessSaidOtherwise() {
        Arguments arguments = Arguments.parse(List.of("up", "--project", "/p"));

        assertThat(arguments.data()).isEqualTo(Path.of("/p/.data"));
        assertThat(arguments.portBase()).isEqualTo(8080);
        assertThat(arguments.memory()).isEqualTo(MemoryProfile.DEMONSTRATION);
        assertThat(arguments.reset()).isFalse();
        assertThat(arguments.startCaches()).isTrue();
    }

    @Test
    void anAuditElsewhereNeedsBothTheServerAndTheBroker() {
        List<String> both =
                List.of("audit", "--postgres", "db:5432", "--kafka-settings", "/k.properties");

        assertThat(Arguments.parse(both).elsewhere())
                .isEqualTo(new Arguments.Elsewhere("db:5432", Path.of("/k.properties")));
        assertThat(Arguments.parse(List.of("audit")).elsewhere()).isNull();
        assertThatThrownBy(() -> Arguments.parse(both.subList(0, 3)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("go together");
        assertThatThrownBy(() -> Arguments.parse(List.of("up", "--postgres", "db:5432")))
                .isInstanceOf(UsageException.class);
    }

    @Test
    void aTokenIsForOneClient() {
        assertThat(Arguments.parse(List.of("token", "moj")).rest()).containsExactly("moj");
        assertThatThrownBy(() -> Arguments.parse(List.of("token")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("which client");
        assertThatThrownBy(() -> Arguments.parse(List.of("token", "moj", "vss")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("vss");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start",
                "up --fast",
                "up now",
                "up --port-base",
                "up --port-base eight",
                "up --port-base 80",
                "up --port-base 65530",
                "up --profile-memory huge",
                "up --data",
                "down --reset",
                "status --port-base 9000",
                "token moj --reset"
            })
    void whatIsNotUnderstoodIsRefusedInOneLine(String line) {
        assertThatThrownBy(() -> Arguments.parse(List.of(line.split(" ", -1))))
                .isInstanceOf(UsageException.class)
                .message()
                .startsWith("dancu")
                .doesNotContain("\n");
    }
}
