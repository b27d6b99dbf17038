package vn.dancu.idnumber.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.idnumber.life.RestoredLife;
import vn.dancu.idnumber.settings.NumberSettings;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;

/** What a restoration could not decide is listed, and decided on evidence. */
@RestController
class ConflictController {
    private static final Set<String> RESOLUTIONS = Set.of("keep", "current", "former");
    private static final int LONGEST_EVIDENCE = 200;

    private final Conflicts conflicts;
    private final RestoredLife life;
    private final AuditRecords audit;
    private final Callers callers;
    private final NumberSettings settings;
    private final Clock clock;

    ConflictController(
            Conflicts conflicts,
            RestoredLife life,
            AuditRecords audit,
            Callers callers,
            NumberSettings settings,
            Clock clock) {
        this.conflicts = conflicts;
        this.life = life;
        this.audit = audit;
        this.callers = callers;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param next give it as {@code after} for the next page; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<Conflicts.Conflict> items, @Nullable UUID next) {}

    /**
     * @param resolution {@code keep}: the number stays issued and is nobody's; {@code current}: it
     *     is the person's own, and the one they have here leads to it; {@code former}: it leads to
     *     the one they have here
     */
    record Resolution(@Nullable String resolution, @Nullable String evidence) {}

    @GetMapping("/id-numbers/v1/restoration-conflicts")
    @Transactional
    public Page list(
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > settings.maxPage()) {
            throw ProblemException.badRequest(
                    "invalid_parameter", "A parameter of the request breaks its rule.", "?limit");
        }
        List<Conflicts.Conflict> found = conflicts.open(after, limit + 1);
        boolean more = found.size() > limit;
        List<Conflicts.Conflict> page = more ? found.subList(0, limit) : found;
        audit.recordAll(
                "restoration_conflict_read",
                page.stream().map(Conflicts.Conflict::personId).distinct().toList(),
                "answered");
        return new Page(page, more ? page.getLast().conflictId() : null);
    }

    @PostMapping("/id-numbers/v1/restoration-conflicts/{conflictId}/resolution")
    @Transactional
    public Conflicts.Conflict resolve(
            @PathVariable UUID conflictId, @RequestBody Resolution request) {
        String resolution = request.resolution();
        if (resolution == null || !RESOLUTIONS.contains(resolution)) {
            throw ProblemException.refused(
                    "resolution_unknown", "keep, current or former.", "/resolution");
        }
        String evidence = request.evidence() == null ? "" : request.evidence().strip();
        if (evidence.isEmpty() || evidence.length() > LONGEST_EVIDENCE) {
            throw ProblemException.refused(
                    "text_length", "1 to " + LONGEST_EVIDENCE + " characters.", "/evidence");
        }
        Conflicts.Conflict conflict = existing(conflictId);
        Caller caller = callers.current();
        if (conflict.personId().equals(caller.person())) {
            throw ProblemException.forbidden("own_record", "Nobody decides on the own record.");
        }
        if (conflict.resolution() != null) {
            throw ProblemException.conflict(
                    "conflict_resolved", "This conflict was resolved before.");
        }
        audit.record("restoration_conflict_resolved", Optional.of(conflict.personId()), resolution);
        apply(conflict, resolution, evidence, caller.subject());
        conflicts.resolve(conflict, resolution, evidence, caller.subject(), clock.instant());
        return existing(conflictId);
    }

    private void apply(
            Conflicts.Conflict conflict, String resolution, String evidence, String subject) {
        if (resolution.equals("keep")) {
            life.retire(
                    conflict.conflictId(),
                    conflict.personId(),
                    conflict.number(),
                    evidence,
                    subject);
            return;
        }
        PersonalIdNumber own = conflict.ownNumber();
        boolean current = resolution.equals("current");
        if (own == null
                || own.equals(conflict.number())
                || !life.succeed(
                        conflict.conflictId(),
                        conflict.personId(),
                        current ? own : conflict.number(),
                        current ? conflict.number() : own,
                        evidence,
                        subject)) {
            throw ProblemException.conflict(
                    "number_not_of_person",
                    "The numbers do not stand as this resolution needs: keep remains.");
        }
    }

    private Conflicts.Conflict existing(UUID id) {
        return conflicts
                .hold(id)
                .orElseThrow(
                        () ->
                                ProblemException.notFound(
                                        "conflict_not_found", "There is no such conflict."));
    }
}
