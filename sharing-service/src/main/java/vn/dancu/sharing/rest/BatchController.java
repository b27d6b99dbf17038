package vn.dancu.sharing.rest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.sharing.disclosure.Answer;
import vn.dancu.sharing.disclosure.Batch;
import vn.dancu.sharing.disclosure.Batches;
import vn.dancu.sharing.disclosure.Identity;
import vn.dancu.sharing.disclosure.Question;
import vn.dancu.sharing.disclosure.Requester;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.ProcedureCode;
import vn.dancu.sharing.model.PurposeCode;
import vn.dancu.sharing.model.RequestId;
import vn.dancu.sharing.model.expression.Expression;

/** The same question about up to 1,000 people; each is authorised, counted and recorded. */
@RestController
class BatchController {
    private final Batches batches;
    private final Requesters requesters;

    BatchController(Batches batches, Requesters requesters) {
        this.batches = batches;
        this.requesters = requesters;
    }

    /** What can be asked about many. */
    enum Kind {
        LOOKUP,
        VERIFICATION,
        EXPRESSION;

        @JsonCreator
        static Kind of(String wire) {
            for (Kind kind : values()) {
                if (kind.name().toLowerCase(Locale.ROOT).equals(wire)) {
                    return kind;
                }
            }
            throw new InvalidValueException(
                    "operation_unknown", "lookup, verification or expression");
        }
    }

    /**
     * @param fields of look-ups
     * @param expression of expressions
     */
    record BatchBody(
            @NotNull Kind operation,
            @NotNull ProcedureCode procedure,
            @Nullable OfficerCode officer,
            @NotNull PurposeCode purpose,
            @Nullable RequestId requestId,
            @Nullable @Size(max = 40) List<@NotNull PersonField> fields,
            @Nullable @Size(min = 1, max = Expression.MAX_LENGTH) String expression,
            @NotEmpty @Valid List<Asking.@NotNull Someone> items)
            implements Asking {
        @Override
        public String toString() {
            return "BatchBody[hidden]";
        }

        /**
         * @throws ProblemException 422 {@code not_of_operation} for what another operation asks by
         */
        Question question() {
            refuse(fields != null && operation != Kind.LOOKUP, "/fields");
            refuse(expression != null && operation != Kind.EXPRESSION, "/expression");
            return switch (operation) {
                case LOOKUP -> Questions.lookup(fields == null ? List.of() : fields);
                case VERIFICATION -> new Question.Verification(Map.of());
                case EXPRESSION -> Questions.condition(expression == null ? "" : expression);
            };
        }

        private static void refuse(boolean given, String pointer) {
            if (given) {
                throw ProblemException.refused(
                        "not_of_operation", "The operation does not ask by this.", pointer);
            }
        }
    }

    /**
     * One item's answer.
     *
     * @param itemId as it was given, else the place in the request from 0
     * @param code of what a single question would have been answered with, {@code answered} for 200
     */
    record ItemAnswer(
            String itemId,
            String code,
            @JsonUnwrapped QuestionsController.@Nullable LookupAnswer lookup,
            @Nullable Boolean holds) {}

    record BatchAnswer(List<ItemAnswer> items) {}

    @PostMapping("/sharing/v1/batches")
    BatchAnswer ask(@Valid @RequestBody BatchBody body) {
        if (body.items().size() > batches.mostItems()) {
            throw ProblemException.refused(
                    "too_many_items", "At most " + batches.mostItems() + " items.", "/items");
        }
        Requester requester = requesters.of(body);
        Question question = body.question();
        List<Identity> people = new ArrayList<>();
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < body.items().size(); i++) {
            Asking.Someone item = body.items().get(i);
            if ((item.number() == null) == (item.oldNumber() == null)) {
                violations.add(
                        new Violation(
                                "one_number_needed",
                                "/items/" + i + "/number",
                                "Exactly one of number and oldNumber is given."));
            } else {
                people.add(item.identity());
            }
        }
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
        List<Answer> answers = batches.answer(new Batch(requester, question, people));
        List<ItemAnswer> items = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            String given = body.items().get(i).itemId();
            items.add(item(given == null ? Integer.toString(i) : given, answers.get(i)));
        }
        return new BatchAnswer(items);
    }

    private static ItemAnswer item(String id, Answer answer) {
        return switch (answer) {
            case Answer.Person person ->
                    new ItemAnswer(id, "answered", QuestionsController.lookup(person), null);
            case Answer.Verdict verdict -> new ItemAnswer(id, "answered", null, verdict.holds());
            case Answer.NothingFound nothing -> new ItemAnswer(id, code(nothing), null, null);
            case Answer.Refused refused -> new ItemAnswer(id, refused.refusal().code(), null, null);
            case Answer.TryLater later ->
                    new ItemAnswer(id, later.reason().name().toLowerCase(Locale.ROOT), null, null);
            case Answer.Matched m -> throw notOfBatches();
            case Answer.People p -> throw notOfBatches();
            case Answer.Card c -> throw notOfBatches();
            case Answer.Enrolled e -> throw notOfBatches();
        };
    }

    private static String code(Answer.NothingFound nothing) {
        return switch (nothing.kind()) {
            case NOT_FOUND -> "person_not_found";
            case SUPERSEDED -> "superseded";
            case DATE_PRECISION_DIFFERS -> "date_precision_differs";
        };
    }

    private static IllegalStateException notOfBatches() {
        return new IllegalStateException("an answer to a question that no batch asks");
    }
}
