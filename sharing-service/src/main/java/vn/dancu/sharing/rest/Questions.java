package vn.dancu.sharing.rest;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.sharing.disclosure.Claim;
import vn.dancu.sharing.disclosure.Question;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.ProcedureCode;
import vn.dancu.sharing.model.PurposeCode;
import vn.dancu.sharing.model.RequestId;
import vn.dancu.sharing.model.expression.Expression;

/** The bodies of questions about one person. Absent lists and attributes ask for nothing more. */
final class Questions {
    private Questions() {}

    /**
     * A body that asks for fields: look-ups, relatives, households.
     *
     * @param oldNumber the nine digits of an identity card of before 2016 (CMND)
     */
    record FieldsBody(
            @NotNull ProcedureCode procedure,
            @Nullable OfficerCode officer,
            @NotNull PurposeCode purpose,
            @Nullable RequestId requestId,
            @Nullable PersonalIdNumber number,
            @Nullable @Pattern(regexp = "[0-9]{9}", message = "nine digits") String oldNumber,
            @NotNull PersonName name,
            @NotNull PartialDate dateOfBirth,
            @NotEmpty @Size(max = 40) List<@NotNull PersonField> fields)
            implements Asking, Asking.AboutOne {
        @Override
        public String toString() {
            return "FieldsBody[hidden]";
        }
    }

    /**
     * A body with attributes that are believed: verifications, matches.
     *
     * @param attributes what else the agency believes; none: only whether the person exists
     */
    record AttributesBody(
            @NotNull ProcedureCode procedure,
            @Nullable OfficerCode officer,
            @NotNull PurposeCode purpose,
            @Nullable RequestId requestId,
            @Nullable PersonalIdNumber number,
            @Nullable @Pattern(regexp = "[0-9]{9}", message = "nine digits") String oldNumber,
            @NotNull PersonName name,
            @NotNull PartialDate dateOfBirth,
            @Nullable @Valid Attributes attributes)
            implements Asking, Asking.AboutOne {
        Map<PersonField, Claim> claims() {
            return attributes == null ? Map.of() : attributes.claims();
        }

        @Override
        public String toString() {
            return "AttributesBody[hidden]";
        }
    }

    /**
     * @param expression in the grammar of {@link Expression}
     */
    record ExpressionBody(
            @NotNull ProcedureCode procedure,
            @Nullable OfficerCode officer,
            @NotNull PurposeCode purpose,
            @Nullable RequestId requestId,
            @Nullable PersonalIdNumber number,
            @Nullable @Pattern(regexp = "[0-9]{9}", message = "nine digits") String oldNumber,
            @NotNull PersonName name,
            @NotNull PartialDate dateOfBirth,
            @NotNull @Size(min = 1, max = Expression.MAX_LENGTH) String expression)
            implements Asking, Asking.AboutOne {
        @Override
        public String toString() {
            return "ExpressionBody[hidden]";
        }
    }

    /**
     * @param serial the card that was presented; none: the card in force
     */
    record CardBody(
            @NotNull ProcedureCode procedure,
            @Nullable OfficerCode officer,
            @NotNull PurposeCode purpose,
            @Nullable RequestId requestId,
            @Nullable PersonalIdNumber number,
            @Nullable @Pattern(regexp = "[0-9]{9}", message = "nine digits") String oldNumber,
            @NotNull PersonName name,
            @NotNull PartialDate dateOfBirth,
            @Nullable @Pattern(regexp = "[0-9A-Z]{1,20}", message = "a serial") String serial)
            implements Asking, Asking.AboutOne {
        @Override
        public String toString() {
            return "CardBody[hidden]";
        }
    }

    static Question lookup(List<PersonField> fields) {
        Told.refuseTwice(fields);
        return at("/fields", () -> new Question.Lookup(fields));
    }

    static Question relatives(List<PersonField> fields) {
        Told.refuseTwice(fields);
        return at("/fields", () -> new Question.Relatives(fields));
    }

    static Question household(List<PersonField> fields) {
        Told.refuseTwice(fields);
        return at("/fields", () -> new Question.Household(fields));
    }

    static Question match(Map<PersonField, Claim> claims) {
        return at("/attributes", () -> new Question.Match(claims));
    }

    static Question condition(String expression) {
        return at("/expression", () -> new Question.Condition(Expression.parse(expression)));
    }

    static Question cardStatus(@Nullable String serial) {
        return new Question.CardStatus(Optional.ofNullable(serial));
    }

    /** Where in the body the n-th field of the question stands. */
    static IntFunction<String> pointers(Question question) {
        return switch (question) {
            case Question.Verification v -> i -> "/attributes/" + v.fields().get(i).wire();
            case Question.Match m -> i -> "/attributes/" + m.fields().get(i).wire();
            case Question.Condition c -> i -> "/expression";
            case Question.Household h -> i -> i < h.lines().size() ? "/fields/" + i : "/fields";
            case Question.Lookup l -> i -> "/fields/" + i;
            case Question.Relatives r -> i -> "/fields/" + i;
            case Question.CardStatus c -> i -> "/";
            case Question.Enrolment e -> i -> "/";
        };
    }

    private interface Made {
        Question make();
    }

    private static Question at(String pointer, Made made) {
        try {
            return made.make();
        } catch (InvalidValueException e) {
            throw ProblemException.refused(e.code(), "The question cannot be asked so.", pointer);
        }
    }
}
