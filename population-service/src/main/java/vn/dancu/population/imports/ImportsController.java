package vn.dancu.population.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
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
    private final Reception reception;
    private final IdempotencyKeys idempotency;
    private final Callers callers;
    private final JsonMapper json;

    ImportsController(
            CardFiles files,
            Imports imports,
            Reception reception,
            IdempotencyKeys idempotency,
            Callers callers,
            JsonMapper json) {
        this.files = files;
        this.imports = imports;
        this.reception = reception;
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

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reject(
            long line,
            String code,
            @Nullable String pointer,
            String detail,
            @Nullable String formBarcode) {}

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

    /**
     * The reject report so far, a line of NDJSON for each rejected line. Read page by page, so that
     * neither its length nor a slow reader holds memory or a transaction.
     */
    @GetMapping("/{importId}/rejects")
    void rejects(@PathVariable UUID importId, HttpServletResponse response) {
        if (!imports.isRegistered(importId)) {
            throw unknown();
        }
        List<CardLine.Refused> page = imports.rejects(importId, 0, REJECTS_PAGE);
        response.setContentType(NDJSON);
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"rejects-" + importId + ".ndjson\"");
        try {
            OutputStream out = response.getOutputStream();
            while (!page.isEmpty()) {
                for (CardLine.Refused reject : page) {
                    out.write(json.writeValueAsBytes(reportOf(reject)));
                    out.write('\n');
                }
                page = imports.rejects(importId, page.getLast().line(), REJECTS_PAGE);
            }
            out.flush();
        } catch (IOException e) {
            log.debug("the reader of a report has gone");
        }
    }

    private static Reject reportOf(CardLine.Refused reject) {
        return new Reject(
                reject.line(),
                reject.code().code(),
                reject.pointer(),
                reject.code().detail(),
                reject.barcode());
    }

    private static ProblemException unknown() {
        return ProblemException.notFound("import_not_found", "There is no such import.");
    }
}
