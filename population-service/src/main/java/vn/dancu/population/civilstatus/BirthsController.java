package vn.dancu.population.civilstatus;

import jakarta.validation.Valid;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.signals.DatabaseSignals;
import vn.dancu.population.numbering.NumberOutcomes;

/** Births, as the civil-status system reports them. */
@RestController
@RequestMapping("/population/v1/births")
class BirthsController {
    /** No request is held longer, whatever it prefers. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final Pattern WAIT = Pattern.compile("(?:^|[,; ])wait=([0-9]{1,4})(?:$|[,; ])");

    private final Births births;
    private final DatabaseSignals signals;

    BirthsController(Births births, DatabaseSignals signals) {
        this.births = births;
        this.signals = signals;
    }

    /**
     * 201 with the number when it is there within the wait that the client prefers (RFC 7240), else
     * 202 with the address where the answer will be.
     */
    @PostMapping
    ResponseEntity<BirthAnswer> register(
            @Valid @RequestBody BirthRegistration registration,
            @RequestHeader(name = "Prefer", required = false) @Nullable String prefer) {
        Instant deadline = Instant.now().plus(preferredWait(prefer));
        Births.Registered registered = births.register(registration);
        UUID birthId = registered.birthId();
        signals.awaitUntil(
                NumberOutcomes.channel(registered.personId()),
                deadline,
                () -> births.settled(registered.personId()));
        BirthAnswer answer = births.answer(birthId);
        boolean done =
                answer.status() != BirthAnswer.Status.AWAITING_NUMBER
                        && answer.status() != BirthAnswer.Status.IN_REVIEW;
        return ResponseEntity.status(done ? HttpStatus.CREATED : HttpStatus.ACCEPTED)
                .header(HttpHeaders.LOCATION, location(birthId).toString())
                .body(answer);
    }

    @GetMapping("/{birthId}")
    BirthAnswer status(@PathVariable UUID birthId) {
        return births.answer(birthId);
    }

    private static URI location(UUID birthId) {
        return URI.create("/population/v1/births/" + birthId);
    }

    private static Duration preferredWait(@Nullable String prefer) {
        if (prefer == null) {
            return Duration.ZERO;
        }
        Matcher wait = WAIT.matcher(prefer);
        if (!wait.find()) {
            return Duration.ZERO;
        }
        Duration asked = Duration.ofSeconds(Integer.parseInt(wait.group(1)));
        return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
    }
}
