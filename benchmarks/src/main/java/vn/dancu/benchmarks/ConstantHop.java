package vn.dancu.benchmarks;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * A service that knows nothing: it reads what it is sent, asks the next hop if there is one, and
 * answers always the same. It stands on the HTTP stack of the services, with messages of the size
 * of theirs, so that a chain of hops tells what the hops alone cost.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ConstantHop {
    /** The word that starts one in place of a benchmark: {@code constant-hop PORT [NEXT]}. */
    static final String NAME = "constant-hop";

    static final String PATH = "/sharing/v1/lookups";

    /** As long as what sharing-service sends with a call: its token and the signed caller. */
    private static final String PROOF = "x".repeat(600);

    private static final byte[] QUESTION =
            """
            {"number":"001157000001","name":"Nguyễn Thị Hoà","dateOfBirth":"1957-03-15",\
            "fields":["name","sex","permanentResidence"]}"""
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private static final byte[] ANSWER =
            """
            {"personId":"0b9a3f52-6d1c-4a5e-9f0e-2f5d1c7b8a90","person":{"name":"Nguyễn Thị Hoà",\
            "sex":"FEMALE","permanentResidence":{"province":"01","district":"001",\
            "commune":"00001"}},"asOf":"2026-01-05T02:15:30.120Z"}"""
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8);

    static void serve(List<String> words) {
        var application = new SpringApplication(ConstantHop.class);
        application.setDefaultProperties(
                Map.of(
                        // Another service's settings lie on the class path of the benchmarks.
                        "spring.config.name", NAME,
                        "spring.main.banner-mode", "off",
                        "spring.threads.virtual.enabled", "true",
                        "server.address", "127.0.0.1",
                        "server.port", words.getFirst(),
                        "server.tomcat.keep-alive-timeout", "75s",
                        "server.tomcat.max-keep-alive-requests", "-1",
                        "dancu.bench.next", words.size() > 1 ? words.get(1) : ""));
        application.run();
    }

    @Bean
    RouterFunction<ServerResponse> constantAnswer(Environment environment) {
        String next = environment.getRequiredProperty("dancu.bench.next");
        RestClient calls = calls();
        return RouterFunctions.route()
                .POST(
                        PATH,
                        request -> {
                            request.body(byte[].class);
                            if (!next.isEmpty()) {
                                ask(calls, URI.create(next + PATH));
                            }
                            return ServerResponse.ok()
                                    .contentType(MediaType.APPLICATION_JSON)
                                    .body(ANSWER);
                        })
                .build();
    }

    private static void ask(RestClient calls, URI next) {
        calls.post()
                .uri(next)
                .header(HttpHeaders.AUTHORIZATION, PROOF)
                .header("Dancu-Caller", PROOF)
                .contentType(MediaType.APPLICATION_JSON)
                .body(QUESTION)
                .retrieve()
                .body(byte[].class);
    }

    /** The client of the platform's internal calls, without what guards it. */
    private static RestClient calls() {
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(1))
                        .executor(threads)
                        .build();
        var requests = new JdkClientHttpRequestFactory(http, threads);
        requests.setReadTimeout(Duration.ofSeconds(3));
        return RestClient.builder().requestFactory(requests).build();
    }
}
