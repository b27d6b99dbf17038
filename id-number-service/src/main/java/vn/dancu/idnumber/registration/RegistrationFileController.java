package vn.dancu.idnumber.registration;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.idnumber.ledger.LedgerTransactions;
import vn.dancu.idnumber.ledger.NumberLedger;
import vn.dancu.idnumber.ledger.Outcome;
import vn.dancu.idnumber.ledger.Registration;
import vn.dancu.idnumber.settings.NumberSettings;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;

/**
 * Registers the numbers of a file while it streams in, so many lines in a transaction. The key of
 * the upload names the file: sent again after a broken connection, or twice, it goes on where it
 * was.
 */
@RestController
class RegistrationFileController {
    private static final String FILES = "/id-numbers/v1/registration-files";
    private static final int REJECTS_PAGE = 5_000;

    private final NumberLedger ledger;
    private final RegistrationFiles files;
    private final LedgerTransactions transactions;
    private final TransactionTemplate transaction;
    private final AuditRecords audit;
    private final Callers callers;
    private final NumberSettings settings;
    private final JsonMapper json;

    RegistrationFileController(
            NumberLedger ledger,
            RegistrationFiles files,
            LedgerTransactions transactions,
            TransactionTemplate transaction,
            AuditRecords audit,
            Callers callers,
            NumberSettings settings,
            JsonMapper json) {
        this.ledger = ledger;
        this.files = files;
        this.transactions = transactions;
        this.transaction = transaction;
        this.audit = audit;
        this.callers = callers;
        this.settings = settings;
        this.json = json;
    }

    /** Lines {@code itemId,number} or JSON; a first line that names the columns is passed over. */
    @PostMapping(FILES)
    RegistrationFiles.Progress upload(
            HttpServletRequest request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key)
            throws IOException {
        if (key == null || !key.matches("[\\x21-\\x7e]{1,100}")) {
            throw ProblemException.badRequest(
                    "idempotency_key_malformed", "A file needs an Idempotency-Key as its name.");
        }
        MessageDigest digest = sha256();
        RegistrationFiles.Checkpoint checkpoint = open(key, digest);
        LineReader lines = new LineReader(request.getInputStream());
        long done = skip(lines, checkpoint, digest);
        List<String> chunk = new ArrayList<>();
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (line.isEmpty() || (done == 0 && chunk.isEmpty() && isHeader(line))) {
                continue;
            }
            chunk.add(line);
            if (chunk.size() == settings.fileChunk()) {
                done = register(checkpoint.fileId(), done, chunk, digest);
                chunk.clear();
            }
        }
        if (!chunk.isEmpty()) {
            register(checkpoint.fileId(), done, chunk, digest);
        }
        files.complete(checkpoint.fileId());
        return progress(checkpoint.fileId());
    }

    private RegistrationFiles.Checkpoint open(String key, MessageDigest digest) {
        String client = callers.current().clientId();
        String empty = peek(digest);
        RegistrationFiles.Checkpoint opened =
                transaction.execute(
                        status -> {
                            audit.record("numbers_file_registered", Optional.empty(), "received");
                            return files.open(client, key, empty);
                        });
        return java.util.Objects.requireNonNull(opened, "a transaction gives what it is asked for");
    }

    private static boolean isHeader(String line) {
        return line.replace(" ", "").equalsIgnoreCase("itemId,number");
    }

    /** Passes over the lines that are done, and makes sure that they are the same ones. */
    private long skip(
            LineReader lines, RegistrationFiles.Checkpoint checkpoint, MessageDigest digest)
            throws IOException {
        long done = 0;
        while (done < checkpoint.lines()) {
            String line = lines.next();
            if (line == null) {
                throw anotherFile();
            }
            if (!line.isEmpty() && !(done == 0 && isHeader(line))) {
                add(digest, line);
                done++;
            }
        }
        if (!peek(digest).equals(checkpoint.linesDigest())) {
            throw anotherFile();
        }
        if (checkpoint.state().equals("complete")) {
            String more = lines.next();
            while (more != null && more.isEmpty()) {
                more = lines.next();
            }
            if (more != null) {
                throw anotherFile();
            }
        }
        return done;
    }

    private static ProblemException anotherFile() {
        return ProblemException.refused(
                "idempotency_key_reused", "This key came before with another file.");
    }

    private long register(UUID fileId, long done, List<String> chunk, MessageDigest digest) {
        if (done + chunk.size() > settings.maxFileLines()) {
            throw ProblemException.refused(
                    "file_too_long", "At most " + settings.maxFileLines() + " lines.");
        }
        chunk.forEach(line -> add(digest, line));
        String soFar = peek(digest);
        transactions.run(
                () -> {
                    registerInTransaction(fileId, done, chunk, soFar);
                    return done;
                });
        return done + chunk.size();
    }

    private void registerInTransaction(UUID fileId, long done, List<String> chunk, String digest) {
        List<RegistrationFiles.Reject> rejects = new ArrayList<>();
        Map<UUID, Registration> byItem = new HashMap<>();
        List<Registration> items = new ArrayList<>();
        List<Long> lineOf = new ArrayList<>();
        int conflicts = 0;
        int rejected = 0;
        for (int i = 0; i < chunk.size(); i++) {
            long number = done + i + 1;
            FileLine line = FileLine.read(chunk.get(i), json);
            Registration registration = line.registration();
            if (registration == null) {
                rejects.add(
                        new RegistrationFiles.Reject(
                                number, line.itemId(), String.valueOf(line.code())));
                rejected++;
                continue;
            }
            Registration before = byItem.putIfAbsent(registration.itemId(), registration);
            if (before == null) {
                items.add(registration);
                lineOf.add(number);
            } else if (!before.equals(registration)) {
                rejects.add(
                        new RegistrationFiles.Reject(number, registration.itemId(), "conflict"));
                conflicts++;
            }
        }
        List<Outcome> outcomes = items.isEmpty() ? List.of() : ledger.register(items);
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) == Outcome.CONFLICT) {
                rejects.add(
                        new RegistrationFiles.Reject(
                                lineOf.get(i), items.get(i).itemId(), "conflict"));
                conflicts++;
            }
        }
        if (!files.advance(fileId, done, chunk.size(), conflicts, rejected, digest, rejects)) {
            throw ProblemException.conflict(
                    "file_busy", "The same file is being received on another connection.");
        }
    }

    @GetMapping(FILES + "/{fileId}")
    RegistrationFiles.Progress progress(@PathVariable UUID fileId) {
        return files.find(fileId)
                .orElseThrow(
                        () -> ProblemException.notFound("file_not_found", "No such file came."));
    }

    /**
     * The lines that were not registered, as a file: line, item, code. Numbers are not repeated.
     */
    @GetMapping(FILES + "/{fileId}/rejects")
    void rejects(@PathVariable UUID fileId, HttpServletResponse response) throws IOException {
        progress(fileId);
        response.setContentType("application/x-ndjson");
        OutputStream out = response.getOutputStream();
        long after = 0;
        List<RegistrationFiles.Reject> page = files.rejects(fileId, after, REJECTS_PAGE);
        while (!page.isEmpty()) {
            for (RegistrationFiles.Reject reject : page) {
                out.write(json.writeValueAsBytes(reject));
                out.write('\n');
            }
            after = page.getLast().line();
            page = files.rejects(fileId, after, REJECTS_PAGE);
        }
    }

    private static void add(MessageDigest digest, String line) {
        digest.update(line.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        digest.update((byte) '\n');
    }

    /** The digest of what came so far, without ending it. */
    private static String peek(MessageDigest digest) {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 can be cloned", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java platform has SHA-256", e);
        }
    }
}
