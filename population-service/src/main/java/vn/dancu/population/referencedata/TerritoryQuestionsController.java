package vn.dancu.population.referencedata;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Splits of units that wait for somebody to say who takes over. */
@RestController
@RequestMapping("/population/v1/territory-questions")
class TerritoryQuestionsController {
    private static final int MAX_PAGE = 100;

    private final TerritoryQuestions questions;
    private final DueEditions editions;

    TerritoryQuestionsController(TerritoryQuestions questions, DueEditions editions) {
        this.questions = questions;
        this.editions = editions;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<TerritoryQuestion> items, @Nullable UUID next) {}

    record Decision(
            @NotNull Long version,
            @NotNull @Size(min = 1, max = 100) List<@NotNull String> units) {}

    @GetMapping
    Page page(
            @RequestParam(defaultValue = "OPEN") TerritoryQuestion.State state,
            @RequestParam @Nullable UUID after,
            @RequestParam(defaultValue = "50") int limit) {
        EditionsController.requireLimit(limit, MAX_PAGE);
        List<TerritoryQuestion> items = questions.page(state, after, limit);
        return new Page(items, items.size() == limit ? items.getLast().questionId() : null);
    }

    @GetMapping("/{questionId}")
    TerritoryQuestion read(@PathVariable UUID questionId) {
        return questions.read(questionId);
    }

    @PostMapping("/{questionId}/decision")
    TerritoryQuestion decide(@PathVariable UUID questionId, @Valid @RequestBody Decision decision) {
        TerritoryQuestion decided =
                questions.decide(
                        questionId,
                        new TerritoryQuestions.Decision(decision.version(), decision.units()));
        editions.tell();
        return decided;
    }
}
