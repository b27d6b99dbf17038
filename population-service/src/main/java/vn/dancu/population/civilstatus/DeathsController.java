package vn.dancu.population.civilstatus;

import jakarta.validation.Valid;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Deaths, as the civil-status system reports them. */
@RestController
@RequestMapping("/population/v1/deaths")
class DeathsController {
    private final Deaths deaths;

    DeathsController(Deaths deaths) {
        this.deaths = deaths;
    }

    record DeathAnswer(UUID deathId, UUID personId) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    DeathAnswer register(@Valid @RequestBody DeathRegistration registration) {
        return new DeathAnswer(deaths.register(registration), registration.personId());
    }
}
