package vn.dancu.population.imports;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;
import vn.dancu.platform.signals.DatabaseSignals;

/**
 * Resumable uploads after tus 1.0.0 (core, creation, checksum, expiration, termination): a file of
 * gigabytes comes in parts, and a broken connection costs the part, not the file.
 */
@RestController
@RequestMapping(UploadsController.PATH)
class UploadsController {
    static final String PATH = "/population/v1/import-uploads";
    private static final String VERSION = "1.0.0";
    private static final String RESUMABLE = "Tus-Resumable";
    private static final String OFFSET = "Upload-Offset";
    private static final String LENGTH = "Upload-Length";
    private static final String PART = "application/offset+octet-stream";
    private static final int MAX_METADATA = 2_000;
    private static final int SHA256_BYTES = 32;

    private final Intakes intakes;
    private final UploadParts parts;
    private final ImportSettings settings;
    private final Callers callers;
    private final DatabaseSignals signals;

    UploadsController(
            Intakes intakes,
            UploadParts parts,
            ImportSettings settings,
            Callers callers,
            DatabaseSignals signals) {
        this.intakes = intakes;
        this.parts = parts;
        this.settings = settings;
        this.callers = callers;
        this.signals = signals;
    }

    @RequestMapping(method = RequestMethod.OPTIONS)
    ResponseEntity<Void> about() {
        return ResponseEntity.noContent()
                .header(RESUMABLE, VERSION)
                .header("Tus-Version", VERSION)
                .header("Tus-Extension", "creation,checksum,expiration,termination")
                .header("Tus-Checksum-Algorithm", "sha256")
                .header("Tus-Max-Size", Long.toString(settings.maxFile().toBytes()))
                .build();
    }

    @PostMapping
    ResponseEntity<?> create(
            @RequestHeader(name = RESUMABLE, required = false) @Nullable String version,
            @RequestHeader(name = LENGTH, required = false) @Nullable String length,
            @RequestHeader(name = "Upload-Metadata", required = false) @Nullable String metadata) {
        if (!VERSION.equals(version)) {
            return otherVersion();
        }
        long bytes = number(length, LENGTH);
        if (bytes > settings.maxFile().toBytes()) {
            throw ProblemException.of(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "body_too_large",
                    "The file is larger than " + settings.maxFile().toBytes() + " bytes.");
        }
        if (bytes == 0) {
            throw ProblemException.badRequest("empty_file", "The file has no bytes.");
        }
        Map<String, String> about = metadata(metadata);
        String name = about.get("filename");
        if (name != null && !CardSource.NAME.matcher(name).matches()) {
            throw ProblemException.badRequest(
                    "invalid_parameter", "A file's name is letters, digits, dots and dashes.");
        }
        Intake upload = intakes.open(name, form(about, name), bytes);
        begin(upload);
        return headers(ResponseEntity.created(URI.create(PATH + "/" + upload.intakeId())), upload)
                .build();
    }

    /** An upload that has no file takes up no room. */
    private void begin(Intake upload) {
        boolean begun = false;
        try {
            parts.begin(upload.intakeId());
            begun = true;
        } finally {
            if (!begun) {
                intakes.refuse(
                        upload.intakeId(),
                        Intake.State.OPEN,
                        "unavailable",
                        "The upload could not be begun.");
                parts.remove(upload.intakeId());
            }
        }
    }

    private static FileForm form(Map<String, String> about, @Nullable String name) {
        String charset = about.get("charset");
        if (about.containsKey("contentType") || name == null) {
            return FileForm.declared(
                    about.get("contentType"), about.get("contentEncoding"), charset);
        }
        return FileForm.named(name, charset)
                .orElseGet(() -> FileForm.declared(null, about.get("contentEncoding"), charset));
    }

    /** {@code key base64, key base64 …} */
    private static Map<String, String> metadata(@Nullable String header) {
        Map<String, String> values = new HashMap<>();
        if (header == null || header.isBlank()) {
            return values;
        }
        if (header.length() > MAX_METADATA) {
            throw malformed("Upload-Metadata");
        }
        for (String pair : header.split(",", -1)) {
            String[] two = pair.strip().split(" ", -1);
            if (two.length > 2 || two[0].isEmpty()) {
                throw malformed("Upload-Metadata");
            }
            String value = "";
            if (two.length == 2) {
                value = new String(base64(two[1], "Upload-Metadata"), StandardCharsets.UTF_8);
            }
            if (values.put(two[0], value) != null) {
                throw malformed("Upload-Metadata");
            }
        }
        return values;
    }

    private static byte[] base64(String text, String header) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw malformed(header);
        }
    }

    private static long number(@Nullable String text, String header) {
        if (text == null || !text.matches("[0-9]{1,15}")) {
            throw malformed(header);
        }
        return Long.parseLong(text);
    }

    private static ProblemException malformed(String header) {
        return ProblemException.badRequest(
                "invalid_parameter", "The header " + header + " is absent or malformed.");
    }

    private static ResponseEntity<Void> otherVersion() {
        return ResponseEntity.status(HttpStatus.PRECONDITION_FAILED)
                .header("Tus-Version", VERSION)
                .build();
    }

    private static ResponseEntity.BodyBuilder headers(
            ResponseEntity.BodyBuilder answer, Intake upload) {
        answer.header(RESUMABLE, VERSION);
        Instant expiry = upload.expiresAt();
        if (expiry != null) {
            answer.header(
                    "Upload-Expires",
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(expiry.atOffset(ZoneOffset.UTC)));
        }
        return answer;
    }

    /** An upload of this client: what another has begun is nobody else's business. */
    private Intake own(UUID uploadId) {
        return intakes.find(uploadId)
                .filter(intake -> intake.source().equals(Intake.UPLOAD))
                .filter(intake -> intake.clientId().equals(callers.current().clientId()))
                .orElseThrow(
                        () ->
                                ProblemException.notFound(
                                        "upload_not_found", "There is no such upload."));
    }

    @RequestMapping(path = "/{uploadId}", method = RequestMethod.HEAD)
    ResponseEntity<Void> offset(@PathVariable UUID uploadId) {
        Intake upload = own(uploadId);
        if (upload.state() == Intake.State.REFUSED) {
            throw UploadParts.gone();
        }
        return headers(ResponseEntity.ok(), upload)
                .header(OFFSET, Long.toString(upload.received()))
                .header(LENGTH, Long.toString(upload.bytes()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    @GetMapping("/{uploadId}")
    Intake look(@PathVariable UUID uploadId) {
        return own(uploadId);
    }

    @PatchMapping(path = "/{uploadId}", consumes = PART)
    ResponseEntity<Void> append(
            @PathVariable UUID uploadId,
            @RequestHeader(name = RESUMABLE, required = false) @Nullable String version,
            @RequestHeader(name = OFFSET, required = false) @Nullable String offset,
            @RequestHeader(name = "Upload-Checksum", required = false) @Nullable String checksum,
            HttpServletRequest request)
            throws IOException {
        if (!VERSION.equals(version)) {
            return otherVersion();
        }
        Intake upload = own(uploadId);
        long at = number(offset, OFFSET);
        byte[] sha256 = sha256(checksum);
        if (upload.received() != at) {
            throw ProblemException.conflict(
                    "offset_mismatch", "The upload goes on at " + upload.received() + ".");
        }
        long received = parts.append(uploadId, at, request.getInputStream(), sha256);
        if (received == upload.bytes()) {
            signals.signal(Intakes.CHANNEL);
        }
        return headers(ResponseEntity.status(HttpStatus.NO_CONTENT), own(uploadId))
                .header(OFFSET, Long.toString(received))
                .build();
    }

    private static byte @Nullable [] sha256(@Nullable String checksum) {
        if (checksum == null) {
            return null;
        }
        String[] two = checksum.strip().split(" ", -1);
        if (two.length != 2 || !two[0].equals("sha256")) {
            throw malformed("Upload-Checksum");
        }
        byte[] digest = base64(two[1], "Upload-Checksum");
        if (digest.length != SHA256_BYTES) {
            throw malformed("Upload-Checksum");
        }
        return digest;
    }

    @DeleteMapping("/{uploadId}")
    ResponseEntity<Void> end(@PathVariable UUID uploadId) {
        Intake upload = own(uploadId);
        if (!intakes.refuse(
                upload.intakeId(), Intake.State.OPEN, "ended", "The client ended it.")) {
            throw UploadParts.gone();
        }
        parts.remove(uploadId);
        return headers(ResponseEntity.status(HttpStatus.NO_CONTENT), upload).build();
    }
}
