package vn.dancu.population.search;

import jakarta.validation.Valid;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** People, for officers. Numbers and names travel in bodies, never in URLs. */
@RestController
@RequestMapping("/population/v1/persons")
class PersonsController {
    private final Search search;

    PersonsController(Search search) {
        this.search = search;
    }

    @PostMapping("/search")
    Search.Page find(@Valid @RequestBody SearchCriteria criteria) {
        return search.find(criteria);
    }
}
