package vn.dancu.card.applications;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.card.applications.ApplicationsController.FilingRequest;
import vn.dancu.card.applications.ApplicationsController.Summary;
import vn.dancu.card.applications.ApplicationsController.VersionRequest;
import vn.dancu.card.applications.Counter.Declared;
import vn.dancu.card.applications.Counter.Difference;
import vn.dancu.card.applications.Counter.Taken;
import vn.dancu.card.fees.Fees;
import vn.dancu.card.forms.SheetPdf;
import vn.dancu.card.population.Disclosure;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;

/** The steps at the counter of a unit over HTTP, in the order of Circular 59/2021 Art 11. */
@RestController
@RequestMapping("/cards/v1")
class CounterController {
    private static final int MAX_TEXT = 200;
    private static final String FORM_READ = "card_form_read";

    private final Counter counter;
    private final ApplicationDesk desk;
    private final Applications applications;
    private final ApplicationSteps steps;
    private final Forms forms;
    private final Fees fees;
    private final FormSheet sheet;
    private final Disclosure disclosure;
    private final AuditRecords audit;
    private final Clock clock;

    CounterController(
            Counter counter,
            ApplicationDesk desk,
            Applications applications,
            ApplicationSteps steps,
            Forms forms,
            Fees fees,
            FormSheet sheet,
            Disclosure disclosure,
            AuditRecords audit,
            Clock clock) {
        this.counter = counter;
        this.desk = desk;
        this.applications = applications;
        this.steps = steps;
        this.forms = forms;
        this.fees = fees;
        this.sheet = sheet;
        this.disclosure = disclosure;
        this.audit = audit;
        this.clock = clock;
    }

    /** A citizen who came without a booking. */
    @PostMapping("/receptions")
    ResponseEntity<Summary> received(@RequestBody FilingRequest request) {
        UUID id = desk.receive(request.checked());
        return ResponseEntity.created(URI.create("/cards/v1/applications/" + id)).body(summary(id));
    }

    @PostMapping("/applications/{id}/reception")
    Summary reception(@PathVariable UUID id, @RequestBody VersionRequest request) {
        counter.receive(id, request.version());
        return summary(id);
    }

    @PostMapping("/applications/{id}/data-check")
    ResponseEntity<DataCheck> dataCheck(
            @PathVariable UUID id, @RequestBody DataCheckRequest request) {
        List<Difference> differences =
                counter.checkData(id, request.version(), request.declaredOrNothing());
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new DataCheck(summary(id), differences));
    }

    @PostMapping("/applications/{id}/capture")
    Summary capture(@PathVariable UUID id, @RequestBody CaptureRequest request) {
        String features = request.features();
        if (features != null
                && (features.isEmpty() || features.length() > FilingRequest.MAX_FEATURES)) {
            throw invalid("/features", "From 1 to " + FilingRequest.MAX_FEATURES + " characters.");
        }
        counter.capture(id, request.version(), new Taken(features, request.portrait()));
        return summary(id);
    }

    @PostMapping("/applications/{id}/form")
    PrintedForm printForm(@PathVariable UUID id, @RequestBody VersionRequest request) {
        counter.printForm(id, request.version());
        ApplicationFile file = steps.seen(id);
        String code = forms.last(file.application()).map(FormContent::code).orElseThrow();
        return new PrintedForm(Summary.of(file.application()), code);
    }

    /** The form that was printed last, as a PDF; each reading is recorded. */
    @GetMapping("/applications/{id}/form.pdf")
    ResponseEntity<byte[]> form(@PathVariable UUID id) {
        ApplicationFile file = steps.seen(id);
        UUID personId = file.application().personId();
        disclosure.require(personId, FORM_READ);
        FormContent form =
                forms.last(file.application())
                        .orElseThrow(
                                () ->
                                        ProblemException.notFound(
                                                "form_not_printed", "No form was printed yet."));
        audit.recordBeforeAnswer(FORM_READ, Optional.of(personId), "answered");
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_PDF)
                .body(SheetPdf.of(sheet.of(form, file.portrait())));
    }

    @PostMapping("/applications/{id}/signature")
    Summary signature(@PathVariable UUID id, @RequestBody SignatureRequest request) {
        String code = request.formCode();
        if (code == null || code.isEmpty() || code.length() > MAX_TEXT) {
            throw invalid("/formCode", "The code of the form that was signed.");
        }
        counter.signForm(id, request.version(), code);
        return summary(id);
    }

    @GetMapping("/applications/{id}/fee")
    FeeAnswer fee(@PathVariable UUID id) {
        ApplicationFile file = steps.seen(id);
        return new FeeAnswer(
                counter.fee(file, Optional.empty(), clock.instant()),
                fees.settled(file.application().personId(), id));
    }

    @PostMapping("/applications/{id}/fee")
    Summary settleFee(@PathVariable UUID id, @RequestBody FeeRequest request) {
        String receipt = request.receipt();
        if (receipt != null && (receipt.isEmpty() || receipt.length() > 50)) {
            throw invalid("/receipt", "From 1 to 50 characters.");
        }
        counter.settleFee(
                id,
                request.version(),
                Optional.ofNullable(request.exemption()),
                Optional.ofNullable(receipt));
        return summary(id);
    }

    @PostMapping("/applications/{id}/submission")
    Summary submission(@PathVariable UUID id, @RequestBody VersionRequest request) {
        counter.submit(id, request.version());
        return summary(id);
    }

    private Summary summary(UUID id) {
        return applications
                .find(id)
                .map(file -> Summary.of(file.application()))
                .orElseThrow(ApplicationSteps::notFound);
    }

    private static ProblemException invalid(String pointer, String rule) {
        return ProblemException.invalid(List.of(new Violation("invalid_field", pointer, rule)));
    }

    /**
     * @param declared what the citizen wrote on the form CC01
     */
    record DataCheckRequest(int version, @Nullable Declared declared) {
        Declared declaredOrNothing() {
            return declared == null ? new Declared(null, null, null, null, null, null) : declared;
        }
    }

    record DataCheck(Summary application, List<Difference> differences) {}

    /**
     * @param features identification features (đặc điểm nhân dạng)
     * @param portrait JPEG or PNG in base64
     */
    record CaptureRequest(int version, @Nullable String features, @Nullable String portrait) {}

    record PrintedForm(Summary application, String formCode) {}

    record SignatureRequest(int version, @Nullable String formCode) {}

    /**
     * @param exemption a code of the exemptions that may be claimed
     * @param receipt number of the receipt, where something is paid
     */
    record FeeRequest(int version, @Nullable String exemption, @Nullable String receipt) {}

    /**
     * @param due what it costs today, without a claimed exemption
     */
    record FeeAnswer(Fees.Fee due, Optional<Fees.Settled> settled) {}
}
