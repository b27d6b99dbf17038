package vn.dancu.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The gateway itself, on a real port, with the parts that a test gives it. */
final class Gateway implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final List<String> SERVICES =
            List.of(
                    "authorization-server",
                    "population-service",
                    "id-number-service",
                    "card-issuance-service");

    private final ConfigurableApplicationContext context;

    /** All parts but sharing-service, which is not there, are the given one. */
    Gateway(Part part, String... properties) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--server.port=0",
                                "--spring.profiles.active=demonstration",
                                "--spring.cloud.config.enabled=false",
                                "--dancu.config.import=",
                                "--eureka.client.enabled=false",
                                "--dancu.security.issuer=" + Issuer.NAME,
                                "--dancu.security.jwk-set-uri=" + part.uri() + "/oauth2/jwks",
                                "--dancu.parts.known[0].name=config-server",
                                "--dancu.parts.known[0].address=" + part.uri(),
                                "--dancu.parts.known[1].name=population-service",
                                "--dancu.parts.known[1].address=lb://population-service",
                                "--dancu.parts.known[2].name=sharing-service",
                                "--dancu.parts.known[2].address=lb://sharing-service",
                                "--spring.cloud.loadbalancer.cache.enabled=false"));
        for (String service : SERVICES) {
            all.add(
                    "--spring.cloud.discovery.client.simple.instances."
                            + service
                            + "[0].uri="
                            + part.uri());
        }
        all.addAll(List.of(properties));
        context = SpringApplication.run(GatewayApplication.class, all.toArray(String[]::new));
    }

    int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path));
    }

    HttpRequest.Builder request(String path, String token) {
        return request(path).header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        context.close();
    }
}
