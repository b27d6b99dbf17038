package vn.dancu.population.search;

import jakarta.validation.Valid;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.population.record.PersonRecord;

/** What the other services of the platform read, each on behalf of a named caller. */
@RestController
@RequestMapping("/internal/population/v1")
class InternalPersonsController {
    private final Search search;
    private final Lookups lookups;

    InternalPersonsController(Search search, Lookups lookups) {
        this.search = search;
        this.lookups = lookups;
    }

    @GetMapping("/persons/{personId}")
    PersonRecord read(@PathVariable UUID personId) {
        return search.read(personId);
    }

    @PostMapping("/lookups")
    Lookups.Answer lookUp(@Valid @RequestBody Lookups.Question question) {
        return lookups.answer(question);
    }

    @PostMapping("/lookup-batches")
    Lookups.Answers lookUp(@Valid @RequestBody Lookups.Batch batch) {
        return lookups.answer(batch);
    }
}
