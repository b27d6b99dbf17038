package vn.dancu.population.search;

import jakarta.validation.Valid;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.population.record.PersonRecord;

/** People, for officers. Numbers and names travel in bodies, never in URLs. */
@RestController
@RequestMapping("/population/v1/persons")
class PersonsController {
    private final Search search;

    PersonsController(Search search) {
        this.search = search;
    }

    @GetMapping("/{personId}")
    ResponseEntity<PersonRecord> read(@PathVariable UUID personId) {
        PersonRecord person = search.read(personId);
        return ResponseEntity.ok().eTag("\"" + person.version() + "\"").body(person);
    }

    @PostMapping("/search")
    Search.Page find(@Valid @RequestBody SearchCriteria criteria) {
        return search.find(criteria);
    }
}
