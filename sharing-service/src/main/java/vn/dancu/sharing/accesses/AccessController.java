package vn.dancu.sharing.accesses;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows a citizen who asked about them, also in vain. The Public Service Portal asks on the
 * citizen's behalf (Circular 46/2022/TT-BCA Art 12: look-up on the portal after log-in).
 */
@RestController
class AccessController {
    private final AccessPages pages;

    AccessController(AccessPages pages) {
        this.pages = pages;
    }

    @GetMapping("/sharing/v1/persons/{personId}/accesses")
    AccessPages.AccessPage accesses(
            @PathVariable UUID personId,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        return pages.of(personId, after, limit);
    }
}
