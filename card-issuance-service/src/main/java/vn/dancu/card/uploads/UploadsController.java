package vn.dancu.card.uploads;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.card.officers.ActingOfficer;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;

/**
 * Resumable uploads after tus 1.0.0 (core, creation, checksum, expiration, termination). A part is
 * an ordinary body of at most 1 MB.
 */
@RestController
@RequestMapping(UploadsController.PATH)
class UploadsController {
    static final String PATH = "/cards/v1/uploads";
    private static final String VERSION = "1.0.0";
    private static final String RESUMABLE = "Tus-Resumable";
    private static final String OFFSET = "Upload-Offset";
    private static final String PART = "application/offset+octet-stream";
    private static final HttpStatusCode CHECKSUM_MISMATCH = HttpStatusCode.valueOf(460);

    private final Uploads uploads;
    private final ActingOfficer officers;
    private final Callers callers;

    UploadsController(Uploads uploads, ActingOfficer officers, Callers callers) {
        this.uploads = uploads;
        this.officers = officers;
        this.callers = callers;
    }

    @PostMapping
    ResponseEntity<Void> create(
            @RequestHeader(name = RESUMABLE, required = false) @Nullable String version,
            @RequestHeader(name = "Upload-Length", required = false) @Nullable String length,
            @RequestHeader(name = "Upload-Metadata", required = false) @Nullable String metadata) {
        requireVersion(version);
        String kind = kind(metadata);
        String scope = kind.equals("dossier") ? "card.field" : "card.import";
        if (!callers.current().hasScope(scope)) {
            throw ProblemException.forbidden("forbidden", "The scope " + scope + " is needed.");
        }
        long bytes = number(length, "Upload-Length");
        if (bytes == 0) {
            throw ProblemException.badRequest("empty_file", "The file has no bytes.");
        }
        Uploads.Upload upload =
                uploads.open(kind, callers.current().clientId(), officers.current().name(), bytes);
        return headers(ResponseEntity.created(URI.create(PATH + "/" + upload.uploadId())), upload)
                .build();
    }

    /** {@code kind <base64>}: what the file is. */
    private static String kind(@Nullable String metadata) {
        if (metadata != null && metadata.length() <= 200) {
            String[] two = metadata.strip().split(" ", -1);
            if (two.length == 2 && two[0].equals("kind")) {
                String kind = new String(base64(two[1], "Upload-Metadata"), StandardCharsets.UTF_8);
                if (Set.of("dossier", "earlier-cards").contains(kind)) {
                    return kind;
                }
            }
        }
        throw malformed("Upload-Metadata");
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

    private static void requireVersion(@Nullable String version) {
        if (!VERSION.equals(version)) {
            throw ProblemException.of(
                    HttpStatusCode.valueOf(412), "tus_version", "tus " + VERSION + " is spoken.");
        }
    }

    private static ResponseEntity.BodyBuilder headers(
            ResponseEntity.BodyBuilder answer, Uploads.Upload upload) {
        return answer.header(RESUMABLE, VERSION)
                .header(OFFSET, Long.toString(upload.received()))
                .header(
                        "Upload-Expires",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                upload.expiresAt().atOffset(ZoneOffset.UTC)));
    }

    /** An upload of this client: what another has begun is nobody else's business. */
    private Uploads.Upload own(UUID uploadId) {
        return uploads.find(uploadId)
                .filter(upload -> upload.clientId().equals(callers.current().clientId()))
                .orElseThrow(
                        () ->
                                ProblemException.notFound(
                                        "upload_not_found", "There is no such upload."));
    }

    @RequestMapping(path = "/{uploadId}", method = RequestMethod.HEAD)
    ResponseEntity<Void> offset(@PathVariable UUID uploadId) {
        Uploads.Upload upload = own(uploadId);
        return headers(ResponseEntity.ok(), upload)
                .header("Upload-Length", Long.toString(upload.length()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    @PatchMapping(path = "/{uploadId}", consumes = PART)
    ResponseEntity<Void> append(
            @PathVariable UUID uploadId,
            @RequestHeader(name = RESUMABLE, required = false) @Nullable String version,
            @RequestHeader(name = OFFSET, required = false) @Nullable String offset,
            @RequestHeader(name = "Upload-Checksum", required = false) @Nullable String checksum,
            @RequestBody(required = false) byte @Nullable [] part) {
        requireVersion(version);
        own(uploadId);
        byte[] bytes = part == null ? new byte[0] : part;
        requireChecksum(checksum, bytes);
        Uploads.Upload after = uploads.append(uploadId, number(offset, OFFSET), bytes);
        return headers(ResponseEntity.status(204), after).build();
    }

    private static void requireChecksum(@Nullable String checksum, byte[] part) {
        if (checksum == null) {
            return;
        }
        String[] two = checksum.strip().split(" ", -1);
        if (two.length != 2 || !two[0].equals("sha256")) {
            throw malformed("Upload-Checksum");
        }
        try {
            byte[] found = MessageDigest.getInstance("SHA-256").digest(part);
            if (!MessageDigest.isEqual(found, base64(two[1], "Upload-Checksum"))) {
                throw ProblemException.of(
                        CHECKSUM_MISMATCH, "checksum_mismatch", "The part was damaged on its way.");
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @DeleteMapping("/{uploadId}")
    ResponseEntity<Void> end(@PathVariable UUID uploadId) {
        Uploads.Upload upload = own(uploadId);
        uploads.remove(uploadId);
        return headers(ResponseEntity.status(204), upload).build();
    }

    @Configuration(proxyBeanMethods = false)
    static class Endpoints {
        @Bean
        EndpointRules uploadRules() {
            String one = PATH + "/{uploadId}";
            String[] scopes = {"card.field", "card.import"};
            return EndpointRules.of(
                    Rule.post(PATH, scopes),
                    Rule.get(one, scopes),
                    new Rule(HttpMethod.PATCH, one, Set.of(scopes), false),
                    Rule.delete(one, scopes));
        }
    }
}
