package vn.dancu.population.residence;

import jakarta.validation.Valid;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Residences, stays and absences of a person. */
@RestController
@RequestMapping("/population/v1/persons/{personId}/residences")
class ResidencesController {
    private final Residences residences;

    ResidencesController(Residences residences) {
        this.residences = residences;
    }

    record ResidenceAnswer(UUID residenceId, UUID personId) {}

    record ResidenceList(List<ResidenceView> items) {}

    @GetMapping
    ResidenceList read(@PathVariable UUID personId) {
        return new ResidenceList(residences.read(personId));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    ResidenceAnswer register(
            @PathVariable UUID personId, @Valid @RequestBody Registration registration) {
        return new ResidenceAnswer(residences.register(personId, registration), personId);
    }

    @PostMapping("/{residenceId}/end")
    ResidenceAnswer end(
            @PathVariable UUID personId,
            @PathVariable UUID residenceId,
            @Valid @RequestBody Registration.End end) {
        return new ResidenceAnswer(residences.end(personId, residenceId, end), personId);
    }

    @PostMapping("/{residenceId}/extension")
    ResidenceAnswer extend(
            @PathVariable UUID personId,
            @PathVariable UUID residenceId,
            @Valid @RequestBody Registration.Extension extension) {
        return new ResidenceAnswer(residences.extend(personId, residenceId, extension), personId);
    }

    @PostMapping("/{residenceId}/correction")
    ResidenceAnswer correct(
            @PathVariable UUID personId,
            @PathVariable UUID residenceId,
            @Valid @RequestBody Registration.Correction correction) {
        return new ResidenceAnswer(residences.correct(personId, residenceId, correction), personId);
    }

    @PostMapping("/{residenceId}/annulment")
    ResidenceAnswer annul(
            @PathVariable UUID personId,
            @PathVariable UUID residenceId,
            @Valid @RequestBody Registration.Annulment annulment) {
        return new ResidenceAnswer(residences.annul(personId, residenceId, annulment), personId);
    }
}
