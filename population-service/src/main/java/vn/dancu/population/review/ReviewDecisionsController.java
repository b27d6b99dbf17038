package vn.dancu.population.review;

import jakarta.validation.Valid;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Decisions on what an officer had to look at. */
@RestController
@RequestMapping("/population/v1/reviews")
class ReviewDecisionsController {
    private final ReviewDesk desk;

    ReviewDecisionsController(ReviewDesk desk) {
        this.desk = desk;
    }

    @PostMapping("/{reviewId}/decision")
    ReviewOutcome decide(@PathVariable UUID reviewId, @Valid @RequestBody ReviewDecision decision) {
        return desk.decide(reviewId, decision);
    }
}
