package vn.dancu.sharing.consents;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.disclosure.ConsentQuestions;
import vn.dancu.sharing.disclosure.ConsentQuestions.Asked;
import vn.dancu.sharing.disclosure.Requester;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.ProcedureCode;
import vn.dancu.sharing.model.PurposeCode;
import vn.dancu.sharing.model.RequestId;
import vn.dancu.sharing.rest.AccessRefused;
import vn.dancu.sharing.rest.Asking;

/** An agency asks a citizen for consent and sees what came of it. */
@RestController
@RequestMapping("/sharing/v1/consents")
class ConsentController {
    private final ConsentQuestions questions;
    private final ConsentBook book;
    private final ConsentLimits limits;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;
    private final Callers callers;
    private final Clock clock;

    ConsentController(
            ConsentQuestions questions,
            ConsentBook book,
            ConsentLimits limits,
            IdempotencyKeys keys,
            TransactionTemplate transaction,
            Callers callers,
            Clock clock) {
        this.questions = questions;
        this.book = book;
        this.limits = limits;
        this.keys = keys;
        this.transaction = transaction;
        this.callers = callers;
        this.clock = clock;
    }

    /**
     * @param fields that are to be asked for
     * @param explanation in plain words, shown to the citizen
     * @param validUntil until when the consent is to hold
     */
    record ConsentBody(
            @NotNull ProcedureCode procedure,
            @Nullable OfficerCode officer,
            @NotNull PurposeCode purpose,
            @Nullable RequestId requestId,
            @Nullable PersonalIdNumber number,
            @Nullable @Pattern(regexp = "[0-9]{9}", message = "nine digits") String oldNumber,
            @NotNull PersonName name,
            @NotNull PartialDate dateOfBirth,
            @NotEmpty @Size(max = 40) List<@NotNull PersonField> fields,
            @NotBlank @Size(max = 500) String explanation,
            @NotNull Instant validUntil)
            implements Asking, Asking.AboutOne {
        @Override
        public String toString() {
            return "ConsentBody[hidden]";
        }
    }

    /** As the agency sees it; the receipt proves that it was given. */
    record ConsentView(
            UUID id,
            Consent.State state,
            String procedure,
            String purpose,
            List<String> fields,
            Instant askedAt,
            Instant validUntil,
            Instant lapsesAt,
            @Nullable Instant decidedAt,
            @Nullable Instant withdrawnAt,
            @Nullable Instant withdrawalDue,
            @Nullable String receipt) {
        static ConsentView of(Consent consent) {
            return new ConsentView(
                    consent.id(),
                    consent.state(),
                    consent.procedure(),
                    consent.purpose(),
                    consent.fields(),
                    consent.askedAt(),
                    consent.validUntil(),
                    consent.lapsesAt(),
                    consent.decidedAt().orElse(null),
                    consent.withdrawnAt().orElse(null),
                    consent.withdrawalDue().orElse(null),
                    consent.receipt().orElse(null));
        }
    }

    /**
     * Answered alike whether or not there is such a person: nothing is told before the citizen has
     * decided. With the header {@code Idempotency-Key} the citizen is asked once, however often the
     * request comes.
     */
    @PostMapping
    ResponseEntity<ConsentView> ask(@Valid @RequestBody ConsentBody body) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant until = body.validUntil().truncatedTo(ChronoUnit.MICROS);
        if (!until.isAfter(now) || until.isAfter(now.plus(limits.longest()))) {
            throw ProblemException.refused(
                    "period_out_of_range",
                    "A consent holds from now and for at most %d days."
                            .formatted(limits.longest().toDays()),
                    "/validUntil");
        }
        Requester requester = body.requester(callers.current());
        Asked.Allowed allowed =
                switch (questions.ask(requester, body.identity(), body.fields())) {
                    case Asked.Allowed asked -> asked;
                    case Asked.Refused refused ->
                            throw refused.fieldIndex()
                                    .map(
                                            index ->
                                                    AccessRefused.because(
                                                            refused.refusal(), "/fields/" + index))
                                    .orElseGet(() -> AccessRefused.inBody(refused.refusal()));
                    case Asked.TryLater later ->
                            throw later.code().equals("unavailable")
                                    ? ProblemException.unavailable(
                                            "unavailable", "Not now.", later.after())
                                    : ProblemException.tooMany(
                                            later.code(), "Not now.", later.after());
                };
        Consent consent = consent(body, requester, allowed.person(), now, until);
        String id =
                Objects.requireNonNull(
                        transaction.execute(
                                status ->
                                        keys.once(
                                                "sharing.consent.ask",
                                                body,
                                                () -> stored(consent, allowed))));
        return ResponseEntity.created(URI.create("/sharing/v1/consents/" + id))
                .body(find(UUID.fromString(id)));
    }

    private String stored(Consent consent, Asked.Allowed allowed) {
        boolean tooMany =
                consent.person()
                        .map(p -> book.open(p, consent.agency(), consent.askedAt()))
                        .filter(open -> open >= limits.openPerPerson())
                        .isPresent();
        // A citizen is not pressed: what is over the limit is kept, and shown to nobody.
        book.ask(
                tooMany ? consent.withoutPerson() : consent,
                allowed.agreement(),
                callers.current());
        return consent.id().toString();
    }

    private Consent consent(
            ConsentBody body,
            Requester requester,
            Optional<UUID> person,
            Instant now,
            Instant until) {
        return new Consent(
                book.nextId(),
                person,
                requester.agency().text(),
                "",
                body.procedure().text(),
                body.purpose().text(),
                body.fields().stream().map(PersonField::wire).distinct().toList(),
                body.explanation(),
                Consent.State.ASKED,
                1,
                now,
                until,
                now.plus(limits.unanswered()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A consent that this agency asked for. */
    @GetMapping("/{id}")
    ConsentView find(@PathVariable UUID id) {
        String agency = callers.current().agency();
        if (agency == null) {
            throw ProblemException.forbidden("agency_missing", "The token names no agency.");
        }
        return book.ofAgency(id, Objects.requireNonNull(agency))
                .map(ConsentView::of)
                .orElseThrow(
                        () -> ProblemException.notFound("consent_not_found", "No such consent."));
    }
}
