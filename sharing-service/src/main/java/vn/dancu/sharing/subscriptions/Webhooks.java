package vn.dancu.sharing.subscriptions;

import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.springframework.stereotype.Component;

/**
 * Sends to the addresses of subscribers, who are nobody's friends: each attempt has an end, follows
 * no redirect, keeps no cookie, reads next to nothing of the answer, and goes where {@link
 * PublicAddresses} lets it.
 */
@Component
class Webhooks {
    private static final int MOST_READ = 4_096;
    private static final int TOO_MANY = 429;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;

    /** A connection serves a few deliveries in a row, and is never older than this. */
    private static final TimeValue CONNECTION_AGE = TimeValue.ofSeconds(30);

    private final PublicAddresses addresses;
    private final SubscriptionLimits limits;
    private final CloseableHttpClient http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Webhooks(PublicAddresses addresses, SubscriptionLimits limits) {
        this.addresses = addresses;
        this.limits = limits;
        Timeout connect = Timeout.of(limits.connectTimeout());
        Timeout whole = Timeout.of(limits.attemptTimeout());
        this.http =
                HttpClients.custom()
                        .setConnectionManager(
                                PoolingHttpClientConnectionManagerBuilder.create()
                                        .setDnsResolver(addresses)
                                        .setMaxConnTotal(4 * limits.concurrent())
                                        .setMaxConnPerRoute(limits.concurrent())
                                        .setDefaultConnectionConfig(
                                                ConnectionConfig.custom()
                                                        .setConnectTimeout(connect)
                                                        .setSocketTimeout(whole)
                                                        .setTimeToLive(CONNECTION_AGE)
                                                        .build())
                                        .build())
                        .setDefaultRequestConfig(
                                RequestConfig.custom()
                                        .setConnectionRequestTimeout(connect)
                                        .setResponseTimeout(whole)
                                        .build())
                        .disableRedirectHandling()
                        .disableAutomaticRetries()
                        .disableCookieManagement()
                        .disableAuthCaching()
                        .disableContentCompression()
                        .setUserAgent("dancu-sharing/1")
                        .build();
    }

    /** How an attempt ended. */
    sealed interface Result {
        record Taken() implements Result {}

        /** The address answered that it does not want this message. */
        record Rejected(String failure) implements Result {}

        /**
         * The address does not do its work now.
         *
         * @param after when it wants to be tried again
         */
        record Down(String failure, Optional<Duration> after) implements Result {}
    }

    Result send(String address, String body, Map<String, String> headers) {
        URI uri = URI.create(address);
        HttpPost request = new HttpPost(uri);
        headers.forEach(request::setHeader);
        request.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
        Future<Result> attempt = threads.submit(() -> attempt(uri, request));
        try {
            return attempt.get(limits.attemptTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return down("timed_out");
        } catch (ExecutionException e) {
            return down(code(e.getCause() == null ? e : e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down("interrupted");
        } finally {
            request.abort();
            attempt.cancel(true);
        }
    }

    private Result attempt(URI uri, HttpPost request) throws IOException {
        // Also where a connection is open already: what the name stands for now counts.
        addresses.resolve(literal(uri.getHost()));
        return http.execute(
                request,
                answer -> {
                    read(answer);
                    return result(answer);
                });
    }

    private static String literal(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Enough that a short answer leaves the connection of use. */
    private static void read(ClassicHttpResponse answer) throws IOException {
        if (answer.getEntity() != null) {
            try (InputStream content = answer.getEntity().getContent()) {
                if (content.readNBytes(MOST_READ).length == MOST_READ) {
                    answer.close();
                }
            }
        }
    }

    private static Result result(ClassicHttpResponse answer) {
        int status = answer.getCode();
        if (status >= 200 && status < 300) {
            return new Result.Taken();
        }
        boolean passing = status == REQUEST_TIMEOUT || status == TOO_EARLY || status == TOO_MANY;
        return status >= 400 && status < 500 && !passing
                ? new Result.Rejected("http_" + status)
                : new Result.Down("http_" + status, after(answer));
    }

    private static Optional<Duration> after(ClassicHttpResponse answer) {
        Header header = answer.getFirstHeader("Retry-After");
        return header != null && header.getValue().matches("[0-9]{1,6}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(header.getValue())))
                : Optional.empty();
    }

    private static Result down(String failure) {
        return new Result.Down(failure, Optional.empty());
    }

    private static String code(Throwable e) {
        return switch (e) {
            case PublicAddresses.NotPublicException _ -> "address_not_public";
            case java.net.UnknownHostException _ -> "name_unknown";
            case SSLException _ -> "tls_failed";
            case InterruptedIOException _ -> "timed_out";
            case IOException _ -> "not_reached";
            default -> "failed";
        };
    }

    @PreDestroy
    void close() throws IOException {
        threads.shutdownNow();
        http.close();
    }
}
