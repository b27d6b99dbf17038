package vn.dancu.sharing.subscriptions;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.disclosure.Answer;
import vn.dancu.sharing.disclosure.Batch;
import vn.dancu.sharing.disclosure.Batches;
import vn.dancu.sharing.disclosure.Question;
import vn.dancu.sharing.disclosure.Requester;
import vn.dancu.sharing.model.ClientId;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.ProcedureCode;
import vn.dancu.sharing.model.PurposeCode;
import vn.dancu.sharing.model.RequestId;
import vn.dancu.sharing.model.Topic;
import vn.dancu.sharing.rest.Asking;

/** Whom a subscription is about. Each enrolment is a question to the core, and on record as one. */
@RestController
@RequestMapping("/sharing/v1/subscriptions/{id}")
class PeopleController {
    /** What waits of a subscription that is tried out. */
    private static final int MOST_TRIALS = 200;

    private static final java.util.regex.Pattern REFERENCE =
            java.util.regex.Pattern.compile("[0-9A-Za-z._-]{1,40}");
    private static final java.util.regex.Pattern NUMBER =
            java.util.regex.Pattern.compile("[0-9]{9}|[0-9]{12}");

    private final SubscriptionDesk desk;
    private final Batches batches;
    private final Enrolments enrolments;
    private final Notifications notifications;
    private final SubscriptionLimits limits;
    private final TransactionTemplate transaction;
    private final Callers callers;
    private final Clock clock;

    PeopleController(
            SubscriptionDesk desk,
            Batches batches,
            Enrolments enrolments,
            Notifications notifications,
            SubscriptionLimits limits,
            TransactionTemplate transaction,
            Callers callers,
            Clock clock) {
        this.desk = desk;
        this.batches = batches;
        this.enrolments = enrolments;
        this.notifications = notifications;
        this.limits = limits;
        this.transaction = transaction;
        this.callers = callers;
        this.clock = clock;
    }

    record PeopleBody(
            @Nullable OfficerCode officer,
            @Nullable RequestId requestId,
            @NotEmpty @Valid List<Asking.@NotNull Someone> items) {
        @Override
        public String toString() {
            return "PeopleBody[hidden]";
        }
    }

    /** Who asks to enrol, for what the subscription is for. */
    private record Enrolling(
            ProcedureCode procedure,
            @Nullable OfficerCode officer,
            PurposeCode purpose,
            @Nullable RequestId requestId)
            implements Asking {}

    /**
     * @param itemId as it was given, else the place in the request from 0
     * @param code {@code enrolled}, or what a single question would have been answered with
     * @param person the id of the enrolment, by which notifications name the person
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ItemAnswer(String itemId, String code, @Nullable UUID person) {}

    record PeopleAnswer(List<ItemAnswer> items) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PersonView(UUID person, @Nullable String reference) {}

    /**
     * @param next what to give as {@code after} for the next page; absent on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PeoplePage(List<PersonView> people, @Nullable UUID next) {}

    /**
     * @param lines of the topic {@code lines}
     */
    record TrialBody(
            @NotNull UUID person,
            @NotNull Topic topic,
            @Nullable @Pattern(regexp = "registered|annulled", message = "a known word")
                    String what,
            @Nullable @Size(max = 40) List<@NotNull PersonField> lines) {}

    record TrialView(UUID notification) {}

    @PostMapping("/people")
    PeopleAnswer enrol(@PathVariable UUID id, @Valid @RequestBody PeopleBody body) {
        Subscription own = own(id);
        check(body);
        Requester of = own.requester();
        Requester requester =
                new Enrolling(
                                of.procedure(),
                                body.officer() == null ? of.officer().orElse(null) : body.officer(),
                                of.purpose(),
                                body.requestId())
                        .requester(callers.current());
        desk.ground(own, requester);
        List<Answer> answers =
                batches.answer(
                        new Batch(
                                requester,
                                new Question.Enrolment(),
                                body.items().stream().map(Asking.Someone::identity).toList()));
        List<ItemAnswer> items = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            String reference = body.items().get(i).itemId();
            String itemId = reference == null ? Integer.toString(i) : reference;
            items.add(item(own, itemId, reference, answers.get(i)));
        }
        return new PeopleAnswer(items);
    }

    private void check(PeopleBody body) {
        if (body.items().size() > batches.mostItems()) {
            throw ProblemException.refused(
                    "too_many_items", "At most " + batches.mostItems() + " items.", "/items");
        }
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < body.items().size(); i++) {
            Asking.Someone item = body.items().get(i);
            String at = "/items/" + i;
            if ((item.number() == null) == (item.oldNumber() == null)) {
                violations.add(
                        new Violation(
                                "one_number_needed",
                                at + "/number",
                                "Exactly one of number and oldNumber is given."));
            }
            String reference = item.itemId();
            if (reference != null && !REFERENCE.matcher(reference).matches()) {
                violations.add(
                        new Violation(
                                "reference_malformed",
                                at + "/itemId",
                                "1 to 40 letters, digits, dots, hyphens and underscores."));
            } else if (reference != null && NUMBER.matcher(reference).matches()) {
                // It travels in each notification, where no number of a person belongs.
                violations.add(
                        new Violation(
                                "reference_is_number",
                                at + "/itemId",
                                "A reference is not the number of a person."));
            }
        }
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
    }

    private ItemAnswer item(
            Subscription own, String itemId, @Nullable String reference, Answer answer) {
        return switch (answer) {
            case Answer.Enrolled enrolled -> {
                // On record already: if the enrolment fails now, it is asked for once more.
                Optional<UUID> person =
                        Objects.requireNonNull(
                                transaction.execute(
                                        status ->
                                                enrolments.enrol(
                                                        own.id(),
                                                        enrolled.personId(),
                                                        reference,
                                                        limits.mostPeople(),
                                                        clock.instant())));
                yield new ItemAnswer(
                        itemId,
                        person.isPresent() ? "enrolled" : "too_many_people",
                        person.orElse(null));
            }
            case Answer.NothingFound nothing ->
                    new ItemAnswer(
                            itemId,
                            switch (nothing.kind()) {
                                case NOT_FOUND -> "person_not_found";
                                case SUPERSEDED -> "superseded";
                                case DATE_PRECISION_DIFFERS -> "date_precision_differs";
                            },
                            null);
            case Answer.Refused refused -> new ItemAnswer(itemId, refused.refusal().code(), null);
            case Answer.TryLater later ->
                    new ItemAnswer(itemId, later.reason().name().toLowerCase(Locale.ROOT), null);
            case Answer.Told _ -> throw new IllegalStateException("an answer to another question");
        };
    }

    @GetMapping("/people")
    PeoplePage people(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "100") @Min(1) @Max(1_000) int limit) {
        List<Enrolments.Enrolled> page = enrolments.page(own(id).id(), after, limit + 1);
        List<PersonView> shown =
                page.stream()
                        .limit(limit)
                        .map(one -> new PersonView(one.id(), one.reference()))
                        .toList();
        return new PeoplePage(shown, page.size() > limit ? shown.getLast().person() : null);
    }

    /** Ends it for one person; what waits of them is not told any more. */
    @DeleteMapping("/people/{person}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable UUID id, @PathVariable UUID person) {
        Subscription own = own(id);
        boolean removed =
                Objects.requireNonNull(
                        transaction.execute(
                                status -> enrolments.remove(own.id(), person, clock.instant())));
        if (!removed) {
            throw ProblemException.notFound("person_not_enrolled", "Nobody is enrolled by this.");
        }
    }

    /** Tries a subscription of the sandbox out: as if something had happened to an invented one. */
    @PostMapping("/trials")
    @ResponseStatus(HttpStatus.ACCEPTED)
    TrialView tryOut(@PathVariable UUID id, @Valid @RequestBody TrialBody body) {
        Subscription own = own(id);
        if (!own.sandbox()) {
            throw ProblemException.conflict(
                    "not_in_sandbox", "Only a subscription of the sandbox is tried out.");
        }
        if (!own.topics().contains(body.topic())) {
            throw ProblemException.refused(
                    "topic_not_subscribed", "The subscription is not for this topic.", "/topic");
        }
        Enrolments.Person person =
                enrolments
                        .find(own.id(), body.person())
                        .orElseThrow(
                                () ->
                                        ProblemException.refused(
                                                "person_not_enrolled",
                                                "Nobody is enrolled by this.",
                                                "/person"));
        if (notifications.waiting(own.id(), MOST_TRIALS).size() == MOST_TRIALS) {
            throw ProblemException.conflict("too_many_waiting", "Too many wait already.");
        }
        var fact =
                new Fact(
                        body.topic(),
                        Optional.ofNullable(body.what()),
                        Optional.empty(),
                        body.lines() == null ? List.of() : body.lines(),
                        clock.instant());
        return new TrialView(notifications.tryOut(own.id(), person, fact));
    }

    private Subscription own(UUID id) {
        return desk.own(ClientId.oauth2(callers.current().clientId()), id);
    }
}
