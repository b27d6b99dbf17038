package vn.dancu.population.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;

/** Takes files of survey cards, and tells how far each is and what was rejected. */
@RestController
@RequestMapping("/population/v1/imports")
class ImportsController {
    private static final Logger log = LoggerFactory.getLogger(ImportsController.class);
    private static final String NDJSON = "application/x-ndjson";
    private static final String CSV = "text/csv";
    private static final int MAX_PAGE = 100;
    private static final int REJECTS_PAGE = 2_000;

    private final CardFiles files;
    private final Imports imports;
    private final RejectReports reports;
    private final ImportWatches watches;
    private final Reception reception;
    private final Stops stops;
    private final IdempotencyKeys idempotency;
    private final Callers callers;
    private final JsonMapper json;

    ImportsController(
            CardFiles files,
            Imports imports,
            RejectReports reports,
            ImportWatches watches,
            Reception reception,
            Stops stops,
            IdempotencyKeys idempotency,
            Callers callers,
            JsonMapper json) {
        this.files = files;
        this.imports = imports;
        this.reports = reports;
        this.watches = watches;
        this.reception = reception;
        this.stops = stops;
        this.idempotency = idempotency;
        this.callers = callers;
        this.json = json;
    }

    /** What makes two uploads the same request. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Content(String sha256, @Nullable String form) {
        static Content of(CardFiles.Upload upload, FileForm form) {
            boolean plain =
                    form.format() == CardFormat.NDJSON && form.charset() == CardCharset.UTF_8;
            return new Content(
                    HexFormat.of().formatHex(upload.sha256()),
                    plain ? null : form.format() + " " + form.charset());
        }
    }

    /**
     * @param next the id to ask for after, if there may be more
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<ImportProgress> items, @Nullable UUID next) {}

    /** The body is read as a stream: 202 for new bytes, 200 for bytes that came before. */
    @PostMapping(consumes = {NDJSON, CSV, MediaType.APPLICATION_OCTET_STREAM_VALUE})
    ResponseEntity<ImportProgress> upload(
            @RequestParam @Nullable String charset, HttpServletRequest request) throws IOException {
        FileForm form =
                FileForm.declared(
                        request.getContentType(),
                        request.getHeader(HttpHeaders.CONTENT_ENCODING),
                        charset);
        Imports.Registered registered;
        try (CardFiles.Upload upload = files.receive(request.getInputStream(), form)) {
            registered =
                    reception.register(
                            upload,
                            form,
                            callers.current().subject(),
                            register ->
                                    UUID.fromString(
                                            idempotency.once(
                                                    "population.import",
                                                    Content.of(upload, form),
                                                    () -> register.get().toString())));
        }
        ImportProgress progress = imports.find(registered.importId()).orElseThrow();
        URI location = URI.create("/population/v1/imports/" + registered.importId());
        return (registered.created() ? ResponseEntity.accepted() : ResponseEntity.ok())
                .location(location)
                .body(progress);
    }

    /**
     * Stops an open import and takes back what it decided and did not write, so that others go on.
     * The same bytes uploaded again go on from the checkpoint.
     */
    @PostMapping("/{importId}/stop")
    ImportProgress stop(@PathVariable UUID importId) {
        stops.stop(importId);
        return imports.find(importId).orElseThrow(ImportsController::unknown);
    }

    @GetMapping
    Page list(@RequestParam(defaultValue = "20") int limit, @RequestParam @Nullable UUID after) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw ProblemException.badRequest(
                    "invalid_parameter", "The limit is 1 to " + MAX_PAGE + ".", "?limit");
        }
        List<ImportProgress> items = imports.page(after, limit);
        return new Page(items, items.size() == limit ? items.getLast().importId() : null);
    }

    @GetMapping("/{importId}")
    ImportProgress progress(@PathVariable UUID importId) {
        return imports.find(importId).orElseThrow(ImportsController::unknown);
    }

    /** How far it is, as server-sent events. */
    @GetMapping(path = "/{importId}/progress", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void watch(@PathVariable UUID importId, HttpServletResponse response) {
        watches.watch(importId, response);
    }

    /**
     * The reject report so far, a record for each rejected line, as NDJSON or as CSV. Read page by
     * page, so that neither its length nor a slow reader holds memory or a transaction.
     */
    @GetMapping("/{importId}/rejects")
    void rejects(
            @PathVariable UUID importId,
            @RequestParam(defaultValue = "ndjson") String format,
            HttpServletResponse response) {
        if (!format.equals("ndjson") && !format.equals("csv")) {
            throw ProblemException.badRequest(
                    "invalid_parameter", "The format is ndjson or csv.", "?format");
        }
        if (!imports.isRegistered(importId)) {
            throw unknown();
        }
        boolean csv = format.equals("csv");
        List<RejectReports.Reject> page = reports.page(importId, 0, REJECTS_PAGE);
        response.setContentType(csv ? CSV + ";charset=UTF-8" : NDJSON);
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"rejects-" + importId + "." + format + "\"");
        try {
            OutputStream out = response.getOutputStream();
            if (csv) {
                out.write(RejectReports.CSV_HEADER.getBytes(StandardCharsets.UTF_8));
            }
            while (!page.isEmpty()) {
                for (RejectReports.Reject reject : page) {
                    if (csv) {
                        out.write(RejectReports.csv(reject).getBytes(StandardCharsets.UTF_8));
                    } else {
                        out.write(json.writeValueAsBytes(reject));
                        out.write('\n');
                    }
                }
                page = reports.page(importId, page.getLast().line(), REJECTS_PAGE);
            }
            out.flush();
        } catch (IOException e) {
            log.debug("the reader of a report has gone");
        }
    }

    /**
     * How good the cards of one province are.
     *
     * @param province that collected them; empty where that cannot be read
     * @param complete stored cards that have each information line
     * @param rejects rejected lines by reason
     */
    record ProvinceQuality(
            String province,
            long lines,
            long stored,
            Map<String, Long> complete,
            Map<String, Long> rejects) {}

    record QualityReport(UUID importId, List<ProvinceQuality> provinces) {}

    /** Completeness of each information line and the reasons of rejects, by province. */
    @GetMapping("/{importId}/quality")
    QualityReport quality(@PathVariable UUID importId) {
        if (!imports.isRegistered(importId)) {
            throw unknown();
        }
        List<ProvinceQuality> provinces = new ArrayList<>();
        reports.quality(importId)
                .provinces()
                .forEach(
                        (code, counts) -> {
                            Map<String, Long> complete = new LinkedHashMap<>();
                            for (InformationLine line : InformationLine.values()) {
                                complete.put(line.json(), counts.complete(line));
                            }
                            provinces.add(
                                    new ProvinceQuality(
                                            code,
                                            counts.lines(),
                                            counts.stored(),
                                            complete,
                                            counts.rejects()));
                        });
        return new QualityReport(importId, provinces);
    }

    static ProblemException unknown() {
        return ProblemException.notFound("import_not_found", "There is no such import.");
    }
}
