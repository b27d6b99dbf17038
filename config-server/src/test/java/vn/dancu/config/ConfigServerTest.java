package vn.dancu.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The server over the files of the project, as they are. */
class ConfigServerTest {
    private static final Path CONFIG_REPO = Path.of("../config-repo");
    private static ConfigurableApplicationContext context;

    @BeforeAll
    static void start() {
        context =
                SpringApplication.run(
                        ConfigServerApplication.class,
                        "--server.port=0",
                        "--spring.profiles.active=demonstration");
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static String get(String path) throws Exception {
        String port = context.getEnvironment().getProperty("local.server.port");
        var answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create("http://localhost:" + port + path))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void partGetsItsOwnFilesBeforeTheCommonOnes() throws Exception {
        String served = get("/population-service/demonstration");
        int own = served.indexOf("population-service.yml");
        int profile = served.indexOf("application-demonstration.yml");
        int common = served.indexOf("config-repo/application.yml");
        assertThat(own).isPositive();
        assertThat(common).isGreaterThan(own).isGreaterThan(profile);
        assertThat(served).doesNotContain("application-production.yml");
    }

    @Test
    void placeholdersTravelUnresolvedToThePartThatKnowsThem() throws Exception {
        assertThat(get("/population-service/production"))
                .contains("${DANCU_DB_HOST:localhost}")
                .contains("application-production.yml");
    }

    @Test
    void healthIsUp() throws Exception {
        assertThat(get("/actuator/health/readiness")).contains("UP");
    }

    @Test
    void databasesAreAskedToKeepTheRowsOfTheirErrorsToThemselves() throws IOException {
        List<String> urls = new ArrayList<>();
        try (var files = Files.list(CONFIG_REPO)) {
            for (Path file : files.toList()) {
                Files.readAllLines(file).stream()
                        .filter(line -> line.contains("jdbc:postgresql:"))
                        .forEach(urls::add);
            }
        }
        // The detail of an error quotes the row, which is personal data, and ends up in the log.
        assertThat(urls).hasSize(4).allMatch(url -> url.contains("&logServerErrorDetail=false"));
    }

    @Test
    void filesHoldNoSecrets() throws IOException {
        Pattern secret = Pattern.compile("(?i)(password|secret|private-key|signing-key|BEGIN )");
        try (var files = Files.list(CONFIG_REPO)) {
            assertThat(files.filter(file -> file.toString().endsWith(".yml")))
                    .isNotEmpty()
                    .allSatisfy(
                            file ->
                                    assertThat(Files.readAllLines(file))
                                            .filteredOn(line -> !line.strip().startsWith("#"))
                                            .noneMatch(line -> secret.matcher(line).find()));
        }
    }
}
