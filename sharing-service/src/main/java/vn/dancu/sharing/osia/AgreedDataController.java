package vn.dancu.sharing.osia;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.osia.OsiaErrors;
import vn.dancu.platform.osia.OsiaException;
import vn.dancu.sharing.disclosure.Answer;
import vn.dancu.sharing.disclosure.Claim;
import vn.dancu.sharing.disclosure.Question;
import vn.dancu.sharing.disclosure.Requester;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.expression.Expression;

/**
 * OSIA data access 1.3 under an agreement; the register's own view of it is population-service's.
 * In the place of the UIN stands the proof of a verification.
 */
@RestController
@RequestMapping("/osia/agreed/dataaccess/v1/persons")
class AgreedDataController extends OsiaErrors {
    private static final int UNKNOWN_ATTRIBUTE = 1;
    private static final int NO_VALUE = 2;
    private static final int DOES_NOT_EXIST = 0;
    private static final int DOES_NOT_MATCH = 1;
    private static final Set<String> CODES =
            Set.of("nationality", "ethnicity", "religion", "maritalStatus", "bloodGroup");

    private final Agreed agreed;
    private final Proofs proofs;

    AgreedDataController(Agreed agreed, Proofs proofs) {
        this.agreed = agreed;
        this.proofs = proofs;
    }

    /** An attribute that does not match: 0 it does not exist, 1 it has another value. */
    record MatchingError(String attributeName, int errorCode) {}

    /**
     * @param operator one of {@code < > = >= <=}
     */
    record OsiaExpression(
            @NotNull @Size(max = 40) String attributeName,
            @NotNull @Pattern(regexp = "<|>|=|>=|<=") String operator,
            @NotNull Object value) {
        @Override
        public String toString() {
            return "OsiaExpression[hidden]";
        }
    }

    @GetMapping
    void query() {
        throw OsiaException.notOffered("agencies do not search the register");
    }

    @GetMapping("/{uin}/document")
    void document() {
        throw OsiaException.notOffered("the register holds no documents");
    }

    @GetMapping("/{uin}")
    Map<String, Object> read(
            @PathVariable String uin,
            @RequestParam @NotEmpty @Size(max = 40) List<String> attributeNames,
            @RequestHeader("Dancu-Procedure") String procedure,
            @RequestHeader(name = "Dancu-Officer", required = false) @Nullable String officer) {
        Requester requester = agreed.requester(procedure, officer, null);
        List<PersonField> fields =
                attributeNames.stream()
                        .flatMap(name -> OsiaAttribute.of(name).stream())
                        .map(OsiaAttribute::field)
                        .distinct()
                        .toList();
        if (fields.isEmpty()) {
            throw OsiaException.badRequest("unknown attribute name");
        }
        Answer.Person person = agreed.read(requester, proofs.open(uin, requester), fields);
        Map<String, Object> answer = new LinkedHashMap<>();
        for (String name : attributeNames) {
            if (name.length() <= 50) {
                answer.put(
                        name,
                        OsiaAttribute.of(name)
                                .map(attribute -> told(attribute, person))
                                .orElse(new Failure(UNKNOWN_ATTRIBUTE, "Unknown attribute name")));
            }
        }
        return answer;
    }

    private static Object told(OsiaAttribute attribute, Answer.Person person) {
        return attribute
                .value(person.fields().get(attribute.field().wire()))
                .<Object>map(value -> value)
                .orElse(new Failure(NO_VALUE, "Not known of this person"));
    }

    @PostMapping("/{uin}/match")
    List<MatchingError> match(
            @PathVariable String uin,
            @RequestHeader("Dancu-Procedure") String procedure,
            @RequestHeader(name = "Dancu-Officer", required = false) @Nullable String officer,
            @RequestBody @NotEmpty @Size(max = 40) Map<String, @NotNull Object> attributes) {
        Requester requester = agreed.requester(procedure, officer, null);
        List<MatchingError> errors = new ArrayList<>();
        Map<PersonField, Claim> claims = new EnumMap<>(PersonField.class);
        attributes.forEach(
                (name, value) ->
                        OsiaAttribute.of(name)
                                .ifPresentOrElse(
                                        known -> claims.put(known.field(), known.claim(value)),
                                        () -> errors.add(new MatchingError(name, DOES_NOT_EXIST))));
        if (!claims.isEmpty()) {
            agreed.ask(
                            requester,
                            proofs.open(uin, requester),
                            new Question.Match(claims),
                            Answer.Matched.class)
                    .agreeing()
                    .forEach(
                            (field, agrees) -> {
                                if (!agrees) {
                                    errors.add(new MatchingError(name(field), DOES_NOT_MATCH));
                                }
                            });
        }
        return errors;
    }

    private static String name(PersonField field) {
        for (OsiaAttribute attribute : OsiaAttribute.values()) {
            if (attribute.field() == field) {
                return attribute.wire();
            }
        }
        throw new IllegalStateException("a field that was asked for by its attribute");
    }

    @PostMapping("/{uin}/verify")
    boolean verify(
            @PathVariable String uin,
            @RequestHeader("Dancu-Procedure") String procedure,
            @RequestHeader(name = "Dancu-Officer", required = false) @Nullable String officer,
            @RequestBody @NotEmpty @Size(max = Expression.MAX_COMPARISONS)
                    List<@NotNull @Valid OsiaExpression> expressions) {
        Requester requester = agreed.requester(procedure, officer, null);
        String condition =
                expressions.stream()
                        .map(AgreedDataController::comparison)
                        .collect(Collectors.joining(" and "));
        return agreed.ask(
                        requester,
                        proofs.open(uin, requester),
                        new Question.Condition(Expression.parse(condition)),
                        Answer.Verdict.class)
                .holds();
    }

    /** In the grammar of the core, which compares ages and codes and tells no value. */
    private static String comparison(OsiaExpression expression) {
        String value = String.valueOf(expression.value());
        if (!value.matches("[0-9A-Za-z_-]{1,20}")) {
            throw OsiaException.badRequest("a value is a number or a code");
        }
        if (expression.attributeName().equals("age")) {
            return "age " + expression.operator() + " " + value;
        }
        if (!expression.operator().equals("=")) {
            throw OsiaException.badRequest("only age is compared by size");
        }
        if (expression.attributeName().equals("gender")) {
            return "sex = \"" + OsiaAttribute.sex(value) + "\"";
        }
        if (!CODES.contains(expression.attributeName())) {
            throw OsiaException.notOffered(
                    "expressions know age, gender and codes; other attributes are matched");
        }
        return expression.attributeName() + " = \"" + value + "\"";
    }
}
