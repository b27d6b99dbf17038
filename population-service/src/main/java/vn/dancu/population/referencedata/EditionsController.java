package vn.dancu.population.referencedata;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.problem.ProblemException;

/** New editions of the lists: brought, looked at, approved, scheduled or withdrawn. */
@RestController
@RequestMapping("/population/v1/reference-data/editions")
class EditionsController {
    private static final int MAX_PAGE = 100;
    private static final int MAX_CHANGES = 1_000;

    private final Editions editions;
    private final DueEditions due;
    private final ReferenceDataSettings settings;

    EditionsController(Editions editions, DueEditions due, ReferenceDataSettings settings) {
        this.editions = editions;
        this.due = due;
        this.settings = settings;
    }

    /**
     * @param version of the edition as it was read
     */
    record Step(@NotNull Long version) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<Edition> items, @Nullable UUID next) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Changes(List<Difference.Change> items, @Nullable Integer next) {}

    /** 201 for a new edition, 200 for a file that came before. */
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Edition> upload(HttpServletRequest request) throws IOException {
        int most = (int) settings.maxFile().toBytes();
        byte[] file = request.getInputStream().readNBytes(most + 1);
        if (file.length > most) {
            throw ProblemException.of(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "body_too_large",
                    "The file is larger than " + most + " bytes.");
        }
        Editions.Uploaded uploaded = editions.upload(file);
        Edition edition = uploaded.edition();
        return uploaded.created()
                ? ResponseEntity.created(
                                URI.create(
                                        "/population/v1/reference-data/editions/"
                                                + edition.editionId()))
                        .body(edition)
                : ResponseEntity.ok(edition);
    }

    @GetMapping
    Page page(
            @RequestParam @Nullable String list,
            @RequestParam @Nullable UUID after,
            @RequestParam(defaultValue = "20") int limit) {
        requireLimit(limit, MAX_PAGE);
        if (list != null && ReferenceList.named(list).isEmpty()) {
            throw ProblemException.badRequest(
                    "invalid_parameter", "There is no such list.", "?list");
        }
        List<Edition> items = editions.page(list, after, limit);
        return new Page(items, items.size() == limit ? items.getLast().editionId() : null);
    }

    @GetMapping("/{editionId}")
    Edition read(@PathVariable UUID editionId) {
        return editions.read(editionId);
    }

    @GetMapping("/{editionId}/changes")
    Changes changes(
            @PathVariable UUID editionId,
            @RequestParam Difference.@Nullable Kind kind,
            @RequestParam(defaultValue = "0") int after,
            @RequestParam(defaultValue = "100") int limit) {
        requireLimit(limit, MAX_CHANGES);
        var items = editions.changes(editionId, kind, after, limit);
        return new Changes(
                items.stream().map(EditionStore.Placed::change).toList(),
                items.size() == limit ? items.getLast().position() : null);
    }

    @PostMapping("/{editionId}/validation")
    Edition validate(@PathVariable UUID editionId, @Valid @RequestBody Step step) {
        return editions.validateAgain(editionId, step.version());
    }

    @PostMapping("/{editionId}/approval")
    Edition approve(@PathVariable UUID editionId, @Valid @RequestBody Step step) {
        return editions.approve(editionId, step.version());
    }

    @PostMapping("/{editionId}/schedule")
    Edition schedule(@PathVariable UUID editionId, @Valid @RequestBody Step step) {
        return told(() -> editions.schedule(editionId, step.version()));
    }

    @PostMapping("/{editionId}/withdrawal")
    Edition withdraw(@PathVariable UUID editionId, @Valid @RequestBody Step step) {
        return editions.withdraw(editionId, step.version());
    }

    private Edition told(Supplier<Edition> command) {
        Edition edition = command.get();
        if (edition.state() == Edition.State.APPLIED) {
            due.tell();
        }
        return edition;
    }

    static void requireLimit(int limit, int most) {
        if (limit < 1 || limit > most) {
            throw ProblemException.badRequest(
                    "invalid_parameter", "The limit is 1 to " + most + ".", "?limit");
        }
    }
}
