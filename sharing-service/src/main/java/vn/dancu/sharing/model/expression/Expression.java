package vn.dancu.sharing.model.expression;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PartialDate;
import vn.dancu.sharing.model.PersonField;

/**
 * A condition on a person: {@code age >= 18 and permanentResidence.province = "01"}.
 *
 * <pre>
 * condition  = both { "or" both }
 * both       = one { "and" one }
 * one        = "not" one | "(" condition ")" | comparison
 * comparison = "age" ( "<" | "<=" | ">" | ">=" | "=" | "!=" ) number
 *            | operand ( "=" | "!=" ) code
 *            | operand [ "not" ] "in" "(" code { "," code } ")"
 * number     = 1 to 3 digits
 * code       = '"' 1 to 20 letters, digits, hyphens, underscores '"'
 * </pre>
 *
 * The operands are those of {@link Operand}. At most {@link #MAX_LENGTH} characters, {@link
 * #MAX_COMPARISONS} comparisons, {@link #MAX_DEPTH} deep.
 */
public final class Expression {
    public static final int MAX_LENGTH = 500;
    public static final int MAX_COMPARISONS = 20;
    public static final int MAX_DEPTH = 10;

    private final String text;
    private final Node root;

    private Expression(String text, Node root) {
        this.text = text;
        this.root = root;
    }

    /**
     * @throws InvalidValueException {@code expression_malformed}, {@code expression_too_large}
     */
    public static Expression parse(String text) {
        return new Expression(text, new Parser(text).parse());
    }

    /** As it was asked. */
    public String text() {
        return text;
    }

    /** The fields that must be agreed, each once, in the order in which they are named. */
    public List<PersonField> fields() {
        Set<PersonField> fields = new LinkedHashSet<>();
        root.operands().forEach(operand -> fields.add(operand.field()));
        return List.copyOf(fields);
    }

    /**
     * @param facts the value of an operand, empty where the register has none; of {@link
     *     Operand#AGE} the date of birth
     * @return true only if the condition holds for certain
     */
    public boolean holds(Function<Operand, Optional<String>> facts, LocalDate today) {
        return root.truth(facts, today) == Truth.TRUE;
    }

    /** A part of a condition. */
    sealed interface Node {
        Truth truth(Function<Operand, Optional<String>> facts, LocalDate today);

        List<Operand> operands();
    }

    record Or(List<Node> parts) implements Node {
        @Override
        public Truth truth(Function<Operand, Optional<String>> facts, LocalDate today) {
            return parts.stream().map(p -> p.truth(facts, today)).reduce(Truth.FALSE, Truth::or);
        }

        @Override
        public List<Operand> operands() {
            return operandsOf(parts);
        }
    }

    record And(List<Node> parts) implements Node {
        @Override
        public Truth truth(Function<Operand, Optional<String>> facts, LocalDate today) {
            return parts.stream().map(p -> p.truth(facts, today)).reduce(Truth.TRUE, Truth::and);
        }

        @Override
        public List<Operand> operands() {
            return operandsOf(parts);
        }
    }

    record Not(Node part) implements Node {
        @Override
        public Truth truth(Function<Operand, Optional<String>> facts, LocalDate today) {
            return part.truth(facts, today).not();
        }

        @Override
        public List<Operand> operands() {
            return part.operands();
        }
    }

    record OneOf(Operand operand, Set<String> codes) implements Node {
        @Override
        public Truth truth(Function<Operand, Optional<String>> facts, LocalDate today) {
            return facts.apply(operand)
                    .map(value -> Truth.of(codes.contains(value)))
                    .orElse(Truth.UNKNOWN);
        }

        @Override
        public List<Operand> operands() {
            return List.of(operand);
        }
    }

    record Age(Comparison comparison, int years) implements Node {
        /** How an age compares with a number of years. */
        enum Comparison {
            LESS("<"),
            AT_MOST("<="),
            MORE(">"),
            AT_LEAST(">="),
            EQUAL("="),
            UNEQUAL("!=");

            private final String sign;

            Comparison(String sign) {
                this.sign = sign;
            }

            static Optional<Comparison> of(String sign) {
                return List.of(values()).stream().filter(c -> c.sign.equals(sign)).findFirst();
            }

            IntPredicate with(int years) {
                return switch (this) {
                    case LESS -> age -> age < years;
                    case AT_MOST -> age -> age <= years;
                    case MORE -> age -> age > years;
                    case AT_LEAST -> age -> age >= years;
                    case EQUAL -> age -> age == years;
                    case UNEQUAL -> age -> age != years;
                };
            }
        }

        /** A date of which only the year is known leaves two ages possible: both must agree. */
        @Override
        public Truth truth(Function<Operand, Optional<String>> facts, LocalDate today) {
            Optional<String> born = facts.apply(Operand.AGE);
            if (born.isEmpty()) {
                return Truth.UNKNOWN;
            }
            PartialDate date = PartialDate.parse(born.get());
            IntPredicate holds = comparison.with(years);
            boolean youngest = holds.test(age(date.latest(), today));
            boolean oldest = holds.test(age(date.earliest(), today));
            return youngest == oldest ? Truth.of(youngest) : Truth.UNKNOWN;
        }

        private static int age(LocalDate born, LocalDate today) {
            return born.until(today).getYears();
        }

        @Override
        public List<Operand> operands() {
            return List.of(Operand.AGE);
        }
    }

    private static List<Operand> operandsOf(List<Node> parts) {
        List<Operand> operands = new ArrayList<>();
        parts.forEach(part -> operands.addAll(part.operands()));
        return operands;
    }
}
