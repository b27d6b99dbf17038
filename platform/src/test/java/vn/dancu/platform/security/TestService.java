package vn.dancu.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.cloud.loadbalancer.config.BlockingLoadBalancerClientAutoConfiguration;
import org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.platform.calls.CallsAutoConfiguration;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.web.WebAutoConfiguration;

/** A small service on a real web server, with the platform's security and calls. */
public final class TestService implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;

    private TestService(ConfigurableApplicationContext context) {
        this.context = context;
    }

    public static TestService start(String name, TestIssuer issuer, String... properties) {
        List<String> all = new ArrayList<>();
        all.add("--spring.application.name=" + name);
        all.add("--server.port=0");
        all.add("--spring.profiles.active=demonstration");
        all.add("--spring.cloud.config.enabled=false");
        all.add("--dancu.security.issuer=" + TestIssuer.ISSUER);
        all.add("--dancu.security.jwk-set-uri=" + issuer.uri() + "/oauth2/jwks");
        all.add("--dancu.client.token-uri=" + issuer.uri() + "/oauth2/token");
        all.add("--dancu.client.secret=a-secret");
        all.addAll(List.of(properties));
        return new TestService(
                SpringApplication.run(Application.class, all.toArray(String[]::new)));
    }

    public String uri() {
        return "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, headers);
    }

    public HttpResponse<String> send(String method, String path, String... headers) {
        var request =
                HttpRequest.newBuilder(URI.create(uri() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }

    /** A P-256 key pair; the public half is written where callees look. */
    public static String callerKey(Path directory, String service) {
        try {
            ECKey key = new ECKeyGenerator(Curve.P_256).generate();
            Files.writeString(
                    directory.resolve(service + ".pem"),
                    pem("PUBLIC KEY", key.toECPublicKey().getEncoded()));
            return pem("PRIVATE KEY", key.toECPrivateKey().getEncoded());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN "
                + label
                + "-----\n"
                + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END "
                + label
                + "-----\n";
    }

    @SpringBootConfiguration
    @ImportAutoConfiguration({
        WebAutoConfiguration.class,
        SecurityAutoConfiguration.class,
        CallsAutoConfiguration.class,
        TomcatServletWebServerAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        ErrorMvcAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        SecurityFilterAutoConfiguration.class,
        ServletWebSecurityAutoConfiguration.class,
        UtilAutoConfiguration.class,
        SimpleDiscoveryClientAutoConfiguration.class,
        CompositeDiscoveryClientAutoConfiguration.class,
        LoadBalancerAutoConfiguration.class,
        BlockingLoadBalancerClientAutoConfiguration.class
    })
    static class Application {
        @Bean
        EndpointRules rules() {
            return EndpointRules.of(
                    EndpointRules.Rule.get("/things/v1/things/{id}", "things.read"),
                    EndpointRules.Rule.getByAnyCaller("/things/v1/kinds"),
                    EndpointRules.Rule.get("/things/v1/personal/{id}", "things.read").withPurpose(),
                    EndpointRules.Rule.post("/things/v1/things", "things.write", "ops"));
        }

        @Bean
        InternalRules internalRules() {
            return InternalRules.of(
                    InternalRules.Rule.get("/internal/things/v1/things/{id}", "asker"),
                    InternalRules.Rule.post("/internal/things/v1/things", "asker"));
        }

        @Bean
        Things things(Callers callers) {
            return new Things(callers);
        }
    }

    /** What the test service does: tells who called. */
    @RestController
    public static final class Things {
        public final AtomicInteger failuresToGive = new AtomicInteger();
        public final AtomicInteger received = new AtomicInteger();
        private final Callers callers;

        Things(Callers callers) {
            this.callers = callers;
        }

        @GetMapping({"/things/v1/things/{id}", "/things/v1/personal/{id}"})
        Seen outside(@PathVariable String id) {
            return seen();
        }

        @GetMapping("/things/v1/kinds")
        Seen kinds(
                @RequestParam(required = false) @Nullable String after,
                @RequestParam(name = "of", required = false) @Nullable Kind kind) {
            return seen();
        }

        @PostMapping("/things/v1/things")
        Seen write(Bound bound) {
            return seen();
        }

        @DeleteMapping("/things/v1/things/{id}")
        Seen noRuleForThis(@PathVariable String id) {
            return seen();
        }

        @GetMapping("/things/v1/forgotten")
        Seen noRuleAtAll() {
            return seen();
        }

        @GetMapping("/internal/things/v1/things/{id}")
        Seen inside(
                @PathVariable String id, @RequestHeader("X-Correlation-Id") String correlation) {
            received.incrementAndGet();
            failIfAsked();
            if (id.equals("missing")) {
                throw ProblemException.notFound("thing_not_found", "There is no such thing.");
            }
            if (id.equals("slow")) {
                awaitInterruption();
            }
            return seen(id, correlation);
        }

        @PostMapping("/internal/things/v1/things")
        Seen writeInside(@RequestBody Map<String, String> body) {
            received.incrementAndGet();
            failIfAsked();
            return seen(String.valueOf(body.get("name")), "");
        }

        private void failIfAsked() {
            if (failuresToGive.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw ProblemException.unavailable(
                        "unavailable", "asked to fail", java.time.Duration.ofSeconds(1));
            }
        }

        /** Longer than any limit in these tests; ends early when the server stops. */
        private static void awaitInterruption() {
            try {
                new java.util.concurrent.CountDownLatch(1)
                        .await(20, java.util.concurrent.TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private Seen seen() {
            return seen("", UUID.randomUUID().toString());
        }

        private Seen seen(String id, String correlation) {
            Caller caller = callers.current();
            return new Seen(
                    caller.subject(),
                    String.valueOf(caller.agency()),
                    String.valueOf(caller.officer()),
                    caller.territory().code(),
                    String.valueOf(caller.purpose()),
                    id,
                    correlation);
        }
    }

    /** Filled from parameters by name. */
    public record Bound(@Nullable String by) {}

    /** A typed value in a parameter. */
    public record Kind(String text) {
        public Kind {
            if (!text.matches("[a-z]+")) {
                throw new InvalidValueException("kind_malformed", "small letters");
            }
        }
    }

    /** What a request looked like to the service. */
    public record Seen(
            String subject,
            String agency,
            String officer,
            String territory,
            String purpose,
            String id,
            String correlation) {}
}
