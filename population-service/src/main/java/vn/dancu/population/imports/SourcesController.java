package vn.dancu.population.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.signals.DatabaseSignals;

/** Imports of files that lie in the mounted folder or the object store, by name. */
@RestController
@RequestMapping("/population/v1")
class SourcesController {
    static final String INTAKES = "/population/v1/import-intakes";
    private static final Logger log = LoggerFactory.getLogger(SourcesController.class);
    private static final int MAX_PAGE = 100;

    private final CardSources sources;
    private final Intakes intakes;
    private final TransactionTemplate transactions;
    private final IdempotencyKeys idempotency;
    private final DatabaseSignals signals;

    SourcesController(
            CardSources sources,
            Intakes intakes,
            TransactionTemplate transactions,
            IdempotencyKeys idempotency,
            DatabaseSignals signals) {
        this.sources = sources;
        this.intakes = intakes;
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.signals = signals;
    }

    record Source(String source) {}

    record Sources(List<Source> items) {}

    /**
     * @param next the name to ask for after, if there may be more
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SourceFiles(List<CardSource.SourceFile> items, @Nullable String next) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record IntakePage(List<Intake> items, @Nullable UUID next) {}

    /** Which file, and what it is where the ending of its name does not say so. */
    record Wanted(
            @Nullable String name,
            @Nullable String contentType,
            @Nullable String contentEncoding,
            @Nullable String charset) {}

    private record Asked(String source, Wanted wanted) {}

    @GetMapping("/import-sources")
    Sources sources() {
        return new Sources(
                sources.all().stream().map(source -> new Source(source.name())).toList());
    }

    @GetMapping("/import-sources/{source}/files")
    SourceFiles files(
            @PathVariable String source,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam @Nullable String after) {
        checkLimit(limit);
        if (after != null) {
            checkName(after);
        }
        try {
            List<CardSource.SourceFile> page = named(source).list(after, limit);
            return new SourceFiles(page, page.size() == limit ? page.getLast().name() : null);
        } catch (IOException e) {
            throw unreachable(source, e);
        }
    }

    @PostMapping("/import-sources/{source}/imports")
    ResponseEntity<Intake> fetch(@PathVariable String source, @RequestBody Wanted wanted) {
        CardSource from = named(source);
        if (wanted.name() == null) {
            throw ProblemException.refused("missing_field", "Name the file.", "/name");
        }
        String name = checkName(wanted.name());
        FileForm form = form(wanted, name);
        long bytes = bytesOf(from, name);
        AtomicBoolean created = new AtomicBoolean();
        String id =
                transactions.execute(
                        status ->
                                idempotency.once(
                                        "population.import-source",
                                        new Asked(source, wanted),
                                        () -> {
                                            created.set(true);
                                            return intakes.fetch(source, name, form, bytes)
                                                    .intakeId()
                                                    .toString();
                                        }));
        signals.signal(Intakes.CHANNEL);
        Intake intake = intakes.find(UUID.fromString(Objects.requireNonNull(id))).orElseThrow();
        URI location = URI.create(INTAKES + "/" + id);
        return (created.get() ? ResponseEntity.accepted() : ResponseEntity.ok())
                .location(location)
                .body(intake);
    }

    private static FileForm form(Wanted wanted, String name) {
        if (wanted.contentType() != null || wanted.contentEncoding() != null) {
            return FileForm.declared(
                    wanted.contentType(), wanted.contentEncoding(), wanted.charset());
        }
        return FileForm.named(name, wanted.charset())
                .orElseThrow(
                        () ->
                                ProblemException.refused(
                                        "format_not_declared",
                                        "The name does not end as .ndjson or .csv, with .gz or"
                                                + " .zst behind it; say the contentType.",
                                        "/contentType"));
    }

    private static long bytesOf(CardSource source, String name) {
        CardSource.SourceFile file;
        try {
            file =
                    source.find(name)
                            .orElseThrow(
                                    () ->
                                            ProblemException.notFound(
                                                    "file_not_found",
                                                    "The source has no such file."));
        } catch (IOException e) {
            throw unreachable(source.name(), e);
        }
        if (file.bytes() == 0) {
            throw ProblemException.refused("empty_file", "The file has no bytes.", "/name");
        }
        return file.bytes();
    }

    @GetMapping("/import-intakes")
    IntakePage intakes(
            @RequestParam(defaultValue = "20") int limit, @RequestParam @Nullable UUID after) {
        checkLimit(limit);
        List<Intake> page = intakes.page(after, limit);
        return new IntakePage(page, page.size() == limit ? page.getLast().intakeId() : null);
    }

    @GetMapping("/import-intakes/{intakeId}")
    Intake intake(@PathVariable UUID intakeId) {
        return intakes.find(intakeId)
                .orElseThrow(
                        () ->
                                ProblemException.notFound(
                                        "intake_not_found", "There is no such intake."));
    }

    private CardSource named(String source) {
        return sources.named(source)
                .orElseThrow(
                        () ->
                                ProblemException.notFound(
                                        "source_not_found", "There is no such source."));
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw ProblemException.badRequest(
                    "invalid_parameter", "The limit is 1 to " + MAX_PAGE + ".", "?limit");
        }
    }

    private static String checkName(String name) {
        if (!CardSource.NAME.matcher(name).matches()) {
            throw ProblemException.refused(
                    "file_name_malformed",
                    "A file's name is letters, digits, dots and dashes, without a folder.",
                    "/name");
        }
        return name;
    }

    private static ProblemException unreachable(String source, IOException e) {
        log.warn("the source {} cannot be read: {}", source, e.getClass().getSimpleName());
        return ProblemException.unavailable(
                "source_unavailable", "The source does not answer.", Duration.ofSeconds(10));
    }
}
