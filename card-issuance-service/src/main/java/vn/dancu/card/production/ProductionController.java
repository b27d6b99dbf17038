package vn.dancu.card.production;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import vn.dancu.card.production.Runs.Line;
import vn.dancu.card.production.Runs.Run;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;

/** Production over HTTP: machines, runs, job files, results, blanks, incidents. */
@RestController
@RequestMapping("/cards/v1/production")
class ProductionController {
    private static final int LARGEST_PAGE = 500;
    private static final int LARGEST_QUEUE = 100;
    private static final int LONGEST_REASON = 500;

    private final RunDesk desk;
    private final Runs runs;
    private final Results results;
    private final Incidents incidents;
    private final Callers callers;

    ProductionController(
            RunDesk desk, Runs runs, Results results, Incidents incidents, Callers callers) {
        this.desk = desk;
        this.runs = runs;
        this.results = results;
        this.incidents = incidents;
        this.callers = callers;
    }

    @PostMapping("/machines")
    MachineView enrol(@RequestBody Enrolment enrolment) {
        String id = enrolment.machineId() == null ? "" : enrolment.machineId();
        if (!id.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            throw ProblemException.refused(
                    "machine_id_malformed",
                    "A machine's name has up to 40 small letters, digits and hyphens.",
                    "/machineId");
        }
        desk.enrol(id, decoded(enrolment.certificate(), "/certificate"), producer());
        return new MachineView(id);
    }

    @PostMapping("/runs")
    ResponseEntity<RunView> begin(@RequestBody Beginning beginning) {
        List<Violation> missing = new ArrayList<>();
        if (beginning.machineId() == null) {
            missing.add(new Violation("required", "/machineId", "which machine"));
        }
        if (beginning.cards() == null) {
            missing.add(new Violation("required", "/cards", "how many cards at most"));
        }
        if (beginning.province() != null && !beginning.province().matches("[0-9]{2}")) {
            missing.add(new Violation("malformed", "/province", "two digits"));
        }
        if (beginning.machineId() == null || beginning.cards() == null || !missing.isEmpty()) {
            throw ProblemException.invalid(missing);
        }
        UUID runId =
                desk.begin(
                        beginning.machineId(),
                        Optional.ofNullable(beginning.province()),
                        beginning.priority() == null ? Runs.Priority.NORMAL : beginning.priority(),
                        beginning.cards(),
                        producer());
        return ResponseEntity.created(URI.create("/cards/v1/production/runs/" + runId))
                .body(view(desk.find(runId)));
    }

    @GetMapping("/runs")
    RunPage runs(
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "20") int limit) {
        return new RunPage(
                runs.page(Optional.ofNullable(after), page(limit)).stream()
                        .map(this::view)
                        .toList());
    }

    /** What a machine has to make, in the order in which it makes it: urgent runs first. */
    @GetMapping("/machines/{machineId}/queue")
    RunPage queue(@PathVariable String machineId) {
        if (runs.machine(machineId).isEmpty()) {
            throw ProblemException.notFound("machine_unknown", "There is no such machine.");
        }
        return new RunPage(runs.queue(machineId, LARGEST_QUEUE).stream().map(this::view).toList());
    }

    @GetMapping("/runs/{runId}")
    RunView run(@PathVariable UUID runId) {
        return view(desk.find(runId));
    }

    @GetMapping("/runs/{runId}/lines")
    LinePage lines(
            @PathVariable UUID runId,
            @RequestParam(defaultValue = "0") int after,
            @RequestParam(defaultValue = "100") int limit) {
        desk.find(runId);
        return new LinePage(
                runs.page(runId, after, page(limit)).stream().map(LineView::of).toList());
    }

    /** Sealed for the machine: who fetches it learns nothing of anybody. */
    @GetMapping("/runs/{runId}/job")
    ResponseEntity<StreamingResponseBody> job(@PathVariable UUID runId) {
        Run run = desk.requireJob(runId);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .cacheControl(CacheControl.noStore())
                .header("Content-Disposition", "attachment; filename=\"job-" + runId + ".bin\"")
                .body(out -> desk.write(run, out));
    }

    @PostMapping("/runs/{runId}/results")
    Results.Answer result(@PathVariable UUID runId, @RequestBody ResultOfLine result) {
        if (result.result() == null || result.signature() == null) {
            throw ProblemException.refused(
                    "result_incomplete", "A result has its text and its signature.");
        }
        Optional<byte[]> image =
                Optional.ofNullable(result.image()).map(text -> decoded(text, "/image"));
        return results.take(runId, result.result(), result.signature(), image, producer());
    }

    @PostMapping("/runs/{runId}/recall")
    RunView recall(@PathVariable UUID runId, @RequestBody Recall recall) {
        String reason = recall.reason() == null ? "" : recall.reason().strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw ProblemException.refused(
                    "reason_required", "Say why, in up to 500 letters.", "/reason");
        }
        desk.recall(runId, reason, producer());
        return view(desk.find(runId));
    }

    @PostMapping("/blanks")
    Blanks.Stock receive(@RequestBody Delivery delivery) {
        producer();
        String note = delivery.delivery() == null ? "" : delivery.delivery().strip();
        if (note.isEmpty() || note.length() > 80) {
            throw ProblemException.refused(
                    "delivery_required",
                    "Name the delivery note, in up to 80 letters.",
                    "/delivery");
        }
        List<String> serials = delivery.chipSerials();
        return desk.receive(note, serials == null ? List.of() : serials);
    }

    @GetMapping("/blanks")
    Blanks.Stock stock() {
        return desk.stock();
    }

    /** Blanks that are void, missing or spoilt and wait to be destroyed, with their cards. */
    @GetMapping("/blanks/outstanding")
    OutstandingPage outstanding(
            @RequestParam Blanks.Outstanding state,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "100") int limit) {
        return new OutstandingPage(desk.outstanding(state, after, page(limit)));
    }

    /** Bodies of cards that were destroyed, by the number of the protocol that says so. */
    @PostMapping("/blanks/destructions")
    Blanks.Stock destroy(@RequestBody Destruction destruction) {
        producer();
        String protocol = destruction.protocol() == null ? "" : destruction.protocol().strip();
        if (protocol.isEmpty() || protocol.length() > 80) {
            throw ProblemException.refused(
                    "protocol_required",
                    "Name the protocol of the destruction, in up to 80 letters.",
                    "/protocol");
        }
        List<String> serials = destruction.chipSerials();
        return desk.destroy(protocol, serials == null ? List.of() : serials);
    }

    @GetMapping("/incidents")
    IncidentPage incidents(
            @RequestParam(required = false) @Nullable UUID run,
            @RequestParam(defaultValue = "100") int limit) {
        return new IncidentPage(incidents.page(Optional.ofNullable(run), page(limit)));
    }

    private RunView view(Run run) {
        return new RunView(
                run.runId(),
                run.state(),
                run.machineId(),
                run.province().orElse(null),
                run.priority(),
                run.asked(),
                run.createdAt(),
                desk.counts(run.runId()));
    }

    private static int page(int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw ProblemException.badRequest(
                    "limit_out_of_range", "A page has from 1 to 500 entries.", "?limit");
        }
        return limit;
    }

    private static byte[] decoded(@Nullable String text, String pointer) {
        try {
            return Base64.getDecoder().decode(text == null ? "" : text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.refused("not_base64", "This is not base64.", pointer);
        }
    }

    /** Cards of the whole country are made in one place: a territory would say nothing. */
    private String producer() {
        Caller caller = callers.current();
        if (caller.officer() == null) {
            throw ProblemException.forbidden("officer_required", "Only an officer may do this.");
        }
        return caller.officer();
    }

    record Enrolment(@Nullable String machineId, @Nullable String certificate) {}

    record MachineView(String machineId) {}

    record Beginning(
            @Nullable String machineId,
            @Nullable String province,
            Runs.@Nullable Priority priority,
            @Nullable Integer cards) {}

    record Recall(@Nullable String reason) {}

    record ResultOfLine(
            @Nullable String result, @Nullable String signature, @Nullable String image) {}

    record Delivery(@Nullable String delivery, @Nullable List<String> chipSerials) {}

    record Destruction(@Nullable String protocol, @Nullable List<String> chipSerials) {}

    record OutstandingPage(List<Blanks.ToDestroy> blanks) {}

    /** Progress: how many lines are in each state. */
    record RunView(
            UUID runId,
            Runs.State state,
            String machineId,
            @Nullable String province,
            Runs.Priority priority,
            int asked,
            Instant createdAt,
            Map<String, Integer> lines) {}

    record RunPage(List<RunView> runs) {}

    record LinePage(List<LineView> lines) {}

    record IncidentPage(List<Incidents.Incident> incidents) {}

    record LineView(
            int line,
            UUID applicationId,
            @Nullable UUID cardId,
            String state,
            @Nullable String chipSerial,
            @Nullable String reason) {
        static LineView of(Line line) {
            return new LineView(
                    line.line(),
                    line.applicationId(),
                    line.cardId().orElse(null),
                    line.state(),
                    line.chipSerial().orElse(null),
                    line.reason().orElse(null));
        }
    }
}
