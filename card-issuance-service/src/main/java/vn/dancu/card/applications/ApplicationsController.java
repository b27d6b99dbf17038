package vn.dancu.card.applications;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.card.applications.ApplicationDesk.Filing;
import vn.dancu.card.applications.ApplicationDesk.OldCard;
import vn.dancu.card.applications.Applications.Step;
import vn.dancu.card.deadlines.Deadlines;
import vn.dancu.card.model.ApplicationState;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.CardKind;
import vn.dancu.card.model.CardReason;
import vn.dancu.card.population.Disclosure;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.platform.security.Callers;

/** Card applications over HTTP. A command names the version it saw and answers the new one. */
@RestController
@RequestMapping("/cards/v1/applications")
class ApplicationsController {
    private static final int MAX_PAGE = 200;
    private static final int MAX_NOTE = 500;
    private static final String READ = "card_application_read";

    private final ApplicationDesk desk;
    private final Applications applications;
    private final ApplicationSteps steps;
    private final Forms forms;
    private final Deadlines deadlines;
    private final Disclosure disclosure;
    private final AuditRecords audit;
    private final Callers callers;
    private final TransactionTemplate transactions;

    ApplicationsController(
            ApplicationDesk desk,
            Applications applications,
            ApplicationSteps steps,
            Forms forms,
            Deadlines deadlines,
            Disclosure disclosure,
            AuditRecords audit,
            Callers callers,
            TransactionTemplate transactions) {
        this.desk = desk;
        this.applications = applications;
        this.steps = steps;
        this.forms = forms;
        this.deadlines = deadlines;
        this.disclosure = disclosure;
        this.audit = audit;
        this.callers = callers;
        this.transactions = transactions;
    }

    @PostMapping
    ResponseEntity<Summary> file(@RequestBody FilingRequest request) {
        UUID id = desk.file(request.checked());
        return ResponseEntity.created(URI.create("/cards/v1/applications/" + id)).body(summary(id));
    }

    @GetMapping("/{id}")
    ResponseEntity<Detail> application(@PathVariable UUID id) {
        disclosure.require(steps.seen(id).application().personId(), READ);
        Detail detail = transactions.execute(status -> audited(id));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(detail);
    }

    private Detail audited(UUID id) {
        ApplicationFile file = applications.find(id).orElseThrow(ApplicationSteps::notFound);
        steps.requireTerritory(file.residence());
        CardApplication application = file.application();
        audit.record(READ, Optional.of(application.personId()), "answered");
        return new Detail(
                Summary.of(application),
                file.facts(),
                file.features(),
                file.portrait().isPresent(),
                forms.last(application).map(FormContent::code),
                applications.steps(application),
                deadlines.of(application.personId(), application.applicationId()));
    }

    @GetMapping
    Page list(
            @RequestParam ApplicationState state,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw ProblemException.badRequest(
                    "invalid_parameter", "A page has 1 to " + MAX_PAGE + " entries.");
        }
        String territory = callers.current().territory().code();
        List<Summary> items =
                applications.page(state, territory, Optional.ofNullable(after), limit).stream()
                        .map(Summary::of)
                        .toList();
        Optional<UUID> next =
                items.size() < limit
                        ? Optional.empty()
                        : Optional.of(items.getLast().applicationId());
        return new Page(items, next);
    }

    @PostMapping("/{id}/approval")
    Summary approval(@PathVariable UUID id, @RequestBody VersionRequest request) {
        desk.approve(id, request.version());
        return summary(id);
    }

    @PostMapping("/{id}/return")
    Summary returnForCorrection(@PathVariable UUID id, @RequestBody NotedRequest request) {
        desk.returnForCorrection(id, request.version(), request.checkedNote());
        return summary(id);
    }

    @PostMapping("/{id}/refusal")
    Summary refusal(@PathVariable UUID id, @RequestBody NotedRequest request) {
        desk.refuse(id, request.version(), request.checkedNote());
        return summary(id);
    }

    @PostMapping("/{id}/withdrawal")
    Summary withdrawal(@PathVariable UUID id, @RequestBody NotedRequest request) {
        desk.withdraw(id, request.version(), request.checkedNote());
        return summary(id);
    }

    @PostMapping("/{id}/resubmission")
    Summary resubmission(@PathVariable UUID id, @RequestBody VersionRequest request) {
        desk.resubmit(id, request.version());
        return summary(id);
    }

    @PostMapping("/{id}/personalisation")
    Summary personalisation(@PathVariable UUID id, @RequestBody VersionRequest request) {
        desk.personalise(id, request.version());
        return summary(id);
    }

    @PostMapping("/{id}/quality-check")
    Summary qualityCheck(@PathVariable UUID id, @RequestBody QualityRequest request) {
        if (request.passed()) {
            desk.passQuality(id, request.version());
        } else {
            desk.failQuality(id, request.version(), checkedNote(request.reason()));
        }
        return summary(id);
    }

    @PostMapping("/{id}/send-back")
    Summary sendBack(@PathVariable UUID id, @RequestBody NotedRequest request) {
        desk.sendBack(id, request.version(), request.checkedNote());
        return summary(id);
    }

    @PostMapping("/{id}/loss")
    Summary loss(@PathVariable UUID id, @RequestBody NotedRequest request) {
        desk.lose(id, request.version(), request.checkedNote());
        return summary(id);
    }

    @PostMapping("/{id}/delivery")
    Summary delivery(@PathVariable UUID id, @RequestBody DeliveryRequest request) {
        desk.deliver(id, request.version(), Optional.ofNullable(request.oldCard()));
        return summary(id);
    }

    private Summary summary(UUID id) {
        return applications
                .find(id)
                .map(file -> Summary.of(file.application()))
                .orElseThrow(ApplicationSteps::notFound);
    }

    private static String checkedNote(@Nullable String note) {
        if (note == null || note.isEmpty() || note.length() > MAX_NOTE) {
            throw ProblemException.invalid(
                    List.of(
                            new Violation(
                                    note == null ? "missing_field" : "invalid_field",
                                    "/reason",
                                    "A reason of 1 to " + MAX_NOTE + " characters.")));
        }
        return note;
    }

    /**
     * @param reason for a change or reissue
     * @param features identification features (đặc điểm nhân dạng), at most 80 characters
     * @param portrait JPEG or PNG in base64; specimens may go without
     * @param unit code of the unit that receives, and hands the card out
     * @param representativeId who asks for a child below 14
     */
    record FilingRequest(
            @Nullable UUID personId,
            @Nullable CardKind kind,
            @Nullable CardReason reason,
            @Nullable String unit,
            @Nullable UUID representativeId,
            @Nullable String features,
            @Nullable String portrait) {
        static final int MAX_FEATURES = 80;

        Filing checked() {
            List<Violation> missing = new ArrayList<>();
            if (personId == null) {
                missing.add(new Violation("missing_field", "/personId", "Required."));
            }
            if (kind == null) {
                missing.add(new Violation("missing_field", "/kind", "Required."));
            }
            if (features != null && (features.isEmpty() || features.length() > MAX_FEATURES)) {
                missing.add(
                        new Violation(
                                "invalid_field",
                                "/features",
                                "From 1 to " + MAX_FEATURES + " characters."));
            }
            if (personId == null || kind == null || !missing.isEmpty()) {
                throw ProblemException.invalid(missing);
            }
            return new Filing(personId, kind, reason, unit, representativeId, features, portrait);
        }
    }

    /**
     * @param version the version the officer saw
     */
    record VersionRequest(int version) {}

    /**
     * @param oldCard required where a card in force is changed
     */
    record DeliveryRequest(int version, @Nullable OldCard oldCard) {}

    /**
     * @param reason why, for the applicant and the file
     */
    record NotedRequest(int version, @Nullable String reason) {
        String checkedNote() {
            return ApplicationsController.checkedNote(reason);
        }
    }

    /**
     * @param reason required where the card did not pass
     */
    record QualityRequest(int version, boolean passed, @Nullable String reason) {}

    /** An application without personal data. */
    record Summary(
            UUID applicationId,
            int version,
            ApplicationState state,
            CardKind kind,
            Optional<CardReason> reason,
            UUID personId,
            String filedBy,
            Instant filedAt,
            Instant changedAt,
            Optional<String> unit,
            Optional<UUID> cardId,
            Optional<UUID> batchId,
            Optional<UUID> parcelId) {
        static Summary of(CardApplication application) {
            return new Summary(
                    application.applicationId(),
                    application.version(),
                    application.state(),
                    application.kind(),
                    application.reason(),
                    application.personId(),
                    application.filedBy(),
                    application.filedAt(),
                    application.changedAt(),
                    application.unit(),
                    application.cardId(),
                    application.batchId(),
                    application.parcelId());
        }
    }

    record Page(List<Summary> items, Optional<UUID> next) {}

    /** An application with what the card will say and what was done so far. */
    record Detail(
            @JsonUnwrapped Summary summary,
            CardFacts holder,
            Optional<String> features,
            boolean portraitCaptured,
            Optional<String> formCode,
            List<Step> steps,
            List<Deadlines.Due> deadlines) {}
}
