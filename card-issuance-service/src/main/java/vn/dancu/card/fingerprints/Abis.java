package vn.dancu.card.fingerprints;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import vn.dancu.platform.problem.ProblemException;

/**
 * The search of one finger among all, by an external system that has all: its interface is {@code
 * identify} of OSIA's ABIS. This service never searches by itself.
 */
@Component
class Abis {
    private final Optional<RestClient> client;

    Abis(FingerprintSettings settings) {
        client =
                Optional.ofNullable(settings.abisUrl())
                        .map(url -> client(url, settings.abisTimeout()));
    }

    private static RestClient client(String url, Duration timeout) {
        JdkClientHttpRequestFactory requests =
                new JdkClientHttpRequestFactory(
                        HttpClient.newBuilder().connectTimeout(timeout).build());
        requests.setReadTimeout(timeout);
        return RestClient.builder().baseUrl(url).requestFactory(requests).build();
    }

    /** A person who may be the one. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Candidate(String personId, int rank, @Nullable Integer score) {}

    private record Finger(
            String biometricType, String image, String mimeType, String biometricSubType) {}

    /**
     * @throws ProblemException 501 {@code abis_not_configured}; 503 {@code abis_unavailable}
     */
    List<Candidate> search(Prints.Print print, int limit) {
        RestClient abis =
                client.orElseThrow(
                        () ->
                                ProblemException.of(
                                        HttpStatus.NOT_IMPLEMENTED,
                                        "abis_not_configured",
                                        "No system that searches among all is connected."));
        Finger finger =
                new Finger(
                        "FINGER",
                        Base64.getEncoder().encodeToString(print.png()),
                        "image/png",
                        "UNKNOWN");
        try {
            List<Candidate> found =
                    abis.post()
                            .uri(
                                    "/v1/identify?transactionId={id}&maxNbCand={limit}",
                                    UUID.randomUUID(),
                                    limit)
                            .contentType(MediaType.APPLICATION_JSON)
                            .body(java.util.Map.of("biometricData", List.of(finger)))
                            .retrieve()
                            .body(new ParameterizedTypeReference<List<Candidate>>() {});
            return found == null ? List.of() : found.stream().limit(limit).toList();
        } catch (RestClientException e) {
            throw ProblemException.unavailable(
                    "abis_unavailable",
                    "The system that searches among all does not answer.",
                    Duration.ofSeconds(30));
        }
    }
}
