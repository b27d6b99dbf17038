package vn.dancu.sharing.exports;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.disclosure.Extracts;
import vn.dancu.sharing.disclosure.Extracts.Permission;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.ProcedureCode;
import vn.dancu.sharing.model.PurposeCode;
import vn.dancu.sharing.model.RequestId;
import vn.dancu.sharing.model.Selection;
import vn.dancu.sharing.model.Territory;
import vn.dancu.sharing.rest.AccessRefused;
import vn.dancu.sharing.rest.Asking;

/** Agencies start exports and fetch them; what they fetch only they can read. */
@RestController
@RequestMapping("/sharing/v1")
class ExportController {
    private final Exports exports;
    private final Extracts extracts;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;
    private final Callers callers;
    private final Clock clock;

    ExportController(
            Exports exports,
            Extracts extracts,
            IdempotencyKeys keys,
            TransactionTemplate transaction,
            Callers callers,
            Clock clock) {
        this.exports = exports;
        this.extracts = extracts;
        this.keys = keys;
        this.transaction = transaction;
        this.callers = callers;
        this.clock = clock;
    }

    record KeyBody(@NotNull JsonNode jwk) {}

    record KeyView(String thumbprint) {}

    record TerritoryBody(
            @NotNull @Pattern(regexp = "[0-9]{2}", message = "two digits") String province,
            @Nullable @Pattern(regexp = "[0-9]{3}", message = "three digits") String district,
            @Nullable @Pattern(regexp = "[0-9]{5}", message = "five digits") String commune) {}

    record BornBody(
            @Nullable @Min(1800) @Max(2399) Integer from,
            @Nullable @Min(1800) @Max(2399) Integer to) {}

    /**
     * Of what says whom it is about at least one is given, and all that are given must hold.
     *
     * @param territory of permanent residence
     * @param born years of birth
     * @param numbers these people alone
     * @param changedSince whose record changed then or later
     */
    record ExportBody(
            @NotNull ProcedureCode procedure,
            @Nullable OfficerCode officer,
            @NotNull PurposeCode purpose,
            @Nullable RequestId requestId,
            @NotEmpty @Size(max = 40) List<@NotNull PersonField> fields,
            @Nullable @Valid TerritoryBody territory,
            @Nullable @Valid BornBody born,
            @Nullable Sex sex,
            @Nullable @Size(min = 1, max = 10_000) List<@NotNull PersonalIdNumber> numbers,
            @Nullable Instant changedSince)
            implements Asking {
        Selection selection() {
            return new Selection(
                    Optional.ofNullable(territory)
                            .map(
                                    place ->
                                            new Territory(
                                                    place.province(),
                                                    Optional.ofNullable(place.district()),
                                                    Optional.ofNullable(place.commune()))),
                    Optional.ofNullable(born)
                            .map(
                                    years ->
                                            new Selection.BirthYears(
                                                    Optional.ofNullable(years.from()),
                                                    Optional.ofNullable(years.to()))),
                    Optional.ofNullable(sex),
                    numbers == null ? List.of() : numbers.stream().distinct().toList(),
                    Optional.ofNullable(changedSince));
        }

        @Override
        public String toString() {
            return "ExportBody[hidden]";
        }
    }

    /**
     * @param manifest compact JWS, once the export is complete
     */
    record ExportView(
            UUID id,
            Exports.State state,
            @Nullable String failure,
            int parts,
            long people,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String manifest) {}

    @PostMapping("/agencies/{code}/keys")
    KeyView setKey(@PathVariable AgencyCode code, @Valid @RequestBody KeyBody body) {
        AgencyKey key = AgencyKey.of(body.jwk());
        String officer = callers.current().officer();
        exports.setKey(
                code,
                key,
                officer == null ? callers.current().subject() : officer,
                clock.instant());
        return new KeyView(key.thumbprint());
    }

    @PostMapping("/exports")
    ResponseEntity<ExportView> start(@Valid @RequestBody ExportBody body) {
        var requester = body.requester(callers.current());
        Selection selection = body.selection();
        if (selection.namesNothing()) {
            throw ProblemException.refused(
                    "selection_missing",
                    "Say whom it is about: territory, born, sex, numbers or changedSince.",
                    "");
        }
        if (extracts.permit(requester, body.fields(), selection)
                instanceof Permission.Denied denied) {
            throw denied.fieldIndex()
                    .map(i -> AccessRefused.because(denied.refusal(), pointer(body, selection, i)))
                    .orElseGet(() -> AccessRefused.inBody(denied.refusal()));
        }
        String id =
                Objects.requireNonNull(
                        transaction.execute(
                                status ->
                                        keys.once(
                                                "sharing.export.start",
                                                body,
                                                () ->
                                                        exports.start(
                                                                        requester,
                                                                        body.fields(),
                                                                        selection,
                                                                        clock.instant())
                                                                .toString())));
        return ResponseEntity.accepted().body(view(own(UUID.fromString(id))));
    }

    /** Behind the fields stand the lines that the selection tells. */
    private static String pointer(ExportBody body, Selection selection, int index) {
        int behind = index - body.fields().size();
        if (behind < 0) {
            return "/fields/" + index;
        }
        return switch (selection.tells().get(behind)) {
            case DATE_OF_BIRTH -> "/born";
            case SEX -> "/sex";
            default -> "/numbers";
        };
    }

    @GetMapping("/exports/{id}")
    ExportView find(@PathVariable UUID id) {
        return view(own(id));
    }

    /** A part: compact JWE of lines of JSON, a person on each. */
    @GetMapping("/exports/{id}/parts/{n}")
    ResponseEntity<byte[]> part(@PathVariable UUID id, @PathVariable int n) {
        Exports.Job job = own(id);
        if (job.state() != Exports.State.COMPLETE) {
            throw ProblemException.conflict(
                    "export_not_complete", "Parts are there while the export is complete.");
        }
        byte[] content =
                exports.content(job.id(), n)
                        .orElseThrow(
                                () -> ProblemException.notFound("part_not_found", "No such part."));
        return ResponseEntity.ok()
                .contentType(new MediaType("application", "jose"))
                .cacheControl(CacheControl.noStore())
                .body(content);
    }

    /** An export of another agency is like none. */
    private Exports.Job own(UUID id) {
        String agency = callers.current().agency();
        return exports.find(id)
                .filter(job -> job.requester().agency().text().equals(agency))
                .filter(
                        job ->
                                job.requester()
                                        .client()
                                        .identifier()
                                        .equals(callers.current().clientId()))
                .orElseThrow(
                        () -> ProblemException.notFound("export_not_found", "No such export."));
    }

    private static ExportView view(Exports.Job job) {
        return new ExportView(
                job.id(),
                job.state(),
                job.failure(),
                job.parts(),
                job.people(),
                job.startedAt(),
                job.endedAt(),
                job.manifest());
    }
}
