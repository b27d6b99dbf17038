package vn.dancu.card.earlier;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;

/** Imports of earlier cards: begun, watched, and what was not taken. */
@RestController
@RequestMapping(EarlierImportsController.PATH)
class EarlierImportsController {
    static final String PATH = "/cards/v1/earlier-card-imports";
    private static final int MAX_PAGE = 1000;

    private final EarlierImports imports;
    private final Callers callers;

    EarlierImportsController(EarlierImports imports, Callers callers) {
        this.imports = imports;
        this.callers = callers;
    }

    /** The upload that is to be read. */
    record Start(@NotNull UUID uploadId) {}

    @PostMapping
    ResponseEntity<EarlierImports.Progress> start(@RequestBody @Valid Start start) {
        imports.start(start.uploadId(), callers.current().clientId());
        return ResponseEntity.created(URI.create(PATH + "/" + start.uploadId()))
                .body(imports.find(start.uploadId()));
    }

    @GetMapping("/{importId}")
    EarlierImports.Progress look(@PathVariable UUID importId) {
        return imports.find(importId);
    }

    record Rejects(List<EarlierImports.Reject> items, Optional<Long> next) {}

    @GetMapping("/{importId}/rejects")
    Rejects rejects(
            @PathVariable UUID importId,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw ProblemException.badRequest(
                    "limit_out_of_range", "A page has 1 to " + MAX_PAGE + " items.");
        }
        List<EarlierImports.Reject> page = imports.rejects(importId, after, limit);
        return new Rejects(
                page, page.size() < limit ? Optional.empty() : Optional.of(page.getLast().line()));
    }

    @Configuration(proxyBeanMethods = false)
    static class Endpoints {
        @Bean
        EndpointRules earlierImportRules() {
            return EndpointRules.of(
                    Rule.post(PATH, "card.import"),
                    Rule.get(PATH + "/{importId}", "card.import"),
                    Rule.get(PATH + "/{importId}/rejects", "card.import"));
        }
    }
}
