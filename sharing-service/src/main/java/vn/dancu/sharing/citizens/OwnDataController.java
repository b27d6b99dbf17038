package vn.dancu.sharing.citizens;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.sharing.accesses.AccessPages;

/**
 * A citizen's own record, and who looked at it and why (Circular 46/2022/TT-BCA Art 12). The token
 * is bound to one citizen; no identifier in a request reaches anybody but them and their wards.
 */
@RestController
class OwnDataController {
    private final Subjects subjects;
    private final AccessPages accesses;
    private final AuditRecords audit;
    private final TransactionTemplate transaction;

    OwnDataController(
            Subjects subjects,
            AccessPages accesses,
            AuditRecords audit,
            TransactionTemplate transaction) {
        this.subjects = subjects;
        this.accesses = accesses;
        this.audit = audit;
        this.transaction = transaction;
    }

    @GetMapping({"/sharing/v1/me", "/sharing/v1/me/wards/{ward}"})
    ResponseEntity<JsonNode> record(@PathVariable(required = false) @Nullable UUID ward) {
        UUID person = subjects.of(ward);
        JsonNode record = subjects.record(person);
        transaction.executeWithoutResult(
                status -> audit.record("own_record_read", Optional.of(person), "answered"));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(record);
    }

    @GetMapping({"/sharing/v1/me/accesses", "/sharing/v1/me/wards/{ward}/accesses"})
    AccessPages.AccessPage accesses(
            @PathVariable(required = false) @Nullable UUID ward,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        return accesses.of(subjects.of(ward), after, limit);
    }
}
