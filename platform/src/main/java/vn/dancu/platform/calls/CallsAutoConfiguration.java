package vn.dancu.platform.calls;

import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRetryMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedTimeLimiterMetrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.security.CallerSigner;
import vn.dancu.platform.security.Callers;
import vn.dancu.platform.security.SecurityAutoConfiguration;
import vn.dancu.platform.traces.Traces;

/** The clients of other services. */
@AutoConfiguration(after = SecurityAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties({CallSettings.class, ClientSettings.class})
public class CallsAutoConfiguration {
    @Bean
    Resilience callResilience() {
        return Resilience.ofDefaults();
    }

    @Bean
    MeterBinder callMetrics(Resilience resilience) {
        return registry -> {
            TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(resilience.breakers())
                    .bindTo(registry);
            TaggedBulkheadMetrics.ofBulkheadRegistry(resilience.bulkheads()).bindTo(registry);
            TaggedTimeLimiterMetrics.ofTimeLimiterRegistry(resilience.timeLimiters())
                    .bindTo(registry);
            TaggedRetryMetrics.ofRetryRegistry(resilience.retries()).bindTo(registry);
        };
    }

    @Bean(destroyMethod = "close")
    CallThreads callThreads(ObjectProvider<Traces> traces) {
        return new CallThreads(
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("call-", 0).factory()),
                traces.getIfAvailable(() -> Traces.NONE));
    }

    @Bean
    InternalCalls internalCalls(
            @Value("${spring.application.name}") String serviceName,
            @Value("${dancu.caller.private-key:#{null}}") @Nullable String privateKey,
            CallSettings settings,
            ClientSettings client,
            Resilience resilience,
            Callers callers,
            JsonMapper strict,
            Clock clock,
            CallThreads threads,
            ObjectProvider<LoadBalancerClient> loadBalancer,
            ObjectProvider<ObservationRegistry> observations) {
        // Answers may have grown since this service was built; only requests are read strictly.
        JsonMapper json =
                strict.rebuild().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
        Supplier<CallerSigner> signer =
                SingletonSupplier.of(() -> signer(serviceName, privateKey, clock));
        HttpClient issuer = httpClient(settings.callDefaults(), threads);
        var tokens = new ServiceTokens(serviceName, client, issuer, json, clock);
        return new InternalCalls(
                service -> {
                    CallLimits limits = settings.of(service);
                    var transport =
                            new Transport(
                                    service,
                                    limits,
                                    address(service, limits, loadBalancer),
                                    restClient(limits, threads, observations),
                                    tokens,
                                    signer,
                                    json);
                    return new InternalClient(
                            service,
                            transport,
                            InternalClient.Guards.of(service, limits, resilience),
                            callers,
                            json,
                            threads,
                            null);
                });
    }

    private static CallerSigner signer(String service, @Nullable String privateKey, Clock clock) {
        if (privateKey == null) {
            throw new IllegalStateException("dancu.caller.private-key is not set");
        }
        return CallerSigner.of(service, privateKey, clock);
    }

    private static Supplier<String> address(
            String service, CallLimits limits, ObjectProvider<LoadBalancerClient> loadBalancer) {
        if (limits.url() != null) {
            String fixed = limits.url().toString();
            return () -> fixed;
        }
        Supplier<@Nullable LoadBalancerClient> known =
                SingletonSupplier.ofNullable(loadBalancer::getIfAvailable);
        return () -> {
            LoadBalancerClient registry = known.get();
            ServiceInstance instance = registry == null ? null : registry.choose(service);
            if (instance == null) {
                throw CallFailedException.passing("no instance is registered");
            }
            return instance.getUri().toString();
        };
    }

    private static HttpClient httpClient(CallLimits limits, CallThreads threads) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // no upgrade attempt on each connection
                .connectTimeout(limits.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads.executor())
                .build();
    }

    private static RestClient restClient(
            CallLimits limits,
            CallThreads threads,
            ObjectProvider<ObservationRegistry> observations) {
        var factory =
                new JdkClientHttpRequestFactory(httpClient(limits, threads), threads.executor());
        factory.setReadTimeout(limits.timeout());
        var builder = RestClient.builder().requestFactory(factory);
        observations.ifAvailable(builder::observationRegistry);
        return builder.build();
    }
}
