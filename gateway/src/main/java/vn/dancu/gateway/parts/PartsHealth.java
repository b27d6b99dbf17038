package vn.dancu.gateway.parts;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.stereotype.Component;

/**
 * Asks all parts at once whether they are ready, through the same balancer as the routes: a part is
 * up when its route answers. One round serves everybody who asks within a second, so watching the
 * platform costs the same whoever watches.
 */
@Component
final class PartsHealth implements AutoCloseable {
    private final PartsSettings settings;
    private final LoadBalancerClient instances;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Round latest;

    PartsHealth(
            PartsSettings settings,
            LoadBalancerClient instances,
            HealthContributorRegistry registry) {
        this.settings = settings;
        this.instances = instances;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(settings.timeout())
                        .executor(threads)
                        .build();
        settings.known()
                .forEach(
                        part ->
                                registry.registerContributor(
                                        part.name(), (HealthIndicator) () -> of(part.name())));
    }

    private Health of(String part) {
        return round().states().getOrDefault(part, Health.unknown().build());
    }

    private Round round() {
        Round known = latest;
        if (known != null && known.isFresh(settings.freshness())) {
            return known;
        }
        lock.lock();
        try {
            Round current = latest;
            if (current != null && current.isFresh(settings.freshness())) {
                return current; // another request asked while this one waited
            }
            Round asked = ask();
            latest = asked;
            return asked;
        } finally {
            lock.unlock();
        }
    }

    private Round ask() {
        Map<String, CompletableFuture<Health>> answers = new HashMap<>();
        settings.known()
                .forEach(
                        part ->
                                answers.put(
                                        part.name(),
                                        CompletableFuture.supplyAsync(() -> ask(part), threads)));
        Map<String, Health> states = new HashMap<>();
        answers.forEach((name, answer) -> states.put(name, answer.join()));
        return new Round(Map.copyOf(states), System.nanoTime());
    }

    private Health ask(PartsSettings.Part part) {
        URI base = part.address();
        if ("lb".equals(base.getScheme())) {
            ServiceInstance instance = instances.choose(part.name());
            if (instance == null) {
                return Health.down().build();
            }
            base = instance.getUri();
        }
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(base + "/actuator/health/readiness"))
                        .timeout(settings.timeout())
                        .build();
        try {
            var answer = http.send(request, HttpResponse.BodyHandlers.discarding());
            return answer.statusCode() == 200 ? Health.up().build() : Health.down().build();
        } catch (IOException e) {
            return Health.down().build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Health.unknown().build();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }

    private record Round(Map<String, Health> states, long atNanos) {
        boolean isFresh(Duration limit) {
            return System.nanoTime() - atNanos < limit.toNanos();
        }
    }
}
