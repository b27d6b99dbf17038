package vn.dancu.sharing.disclosure;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.sharing.model.Operation;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.expression.Expression;

/** What is asked about the person. */
public sealed interface Question {
    /** Those on record as relatives; the head of the household belongs to {@link Household}. */
    Set<PersonField> ROLES =
            EnumSet.of(
                    PersonField.FATHER,
                    PersonField.MOTHER,
                    PersonField.SPOUSE,
                    PersonField.REPRESENTATIVE,
                    PersonField.CHILDREN);

    /** What can be told of a relative or a member of the household. */
    Set<PersonField> LINES_OF_OTHERS =
            EnumSet.of(
                    PersonField.NUMBER,
                    PersonField.OLD_NUMBER,
                    PersonField.NAME,
                    PersonField.DATE_OF_BIRTH,
                    PersonField.SEX,
                    PersonField.NATIONALITY,
                    PersonField.STATUS,
                    PersonField.RELATIONSHIP_TO_HEAD);

    Operation operation();

    /** Every field that must be agreed, in the order in which they were asked for. */
    List<PersonField> fields();

    /** What must be read of the person for it. */
    default List<PersonField> read() {
        return fields();
    }

    /** Fields of the person (TraCuuThongTinCongDan). */
    record Lookup(List<PersonField> fields) implements Question {
        public Lookup {
            fields = List.copyOf(fields);
            refuse(
                    fields.isEmpty()
                            || fields.contains(PersonField.CHILDREN)
                            || fields.contains(PersonField.HOUSEHOLD_MEMBERS));
        }

        @Override
        public Operation operation() {
            return Operation.LOOKUP;
        }
    }

    /** Whether the person exists and every claim holds (XacThucThongTinCongDan). */
    record Verification(Map<PersonField, Claim> claims) implements Question {
        public Verification {
            claims = inOrder(claims);
        }

        @Override
        public Operation operation() {
            return Operation.VERIFICATION;
        }

        @Override
        public List<PersonField> fields() {
            return List.copyOf(claims.keySet());
        }
    }

    /** Which claims hold. */
    record Match(Map<PersonField, Claim> claims) implements Question {
        public Match {
            claims = inOrder(claims);
            refuse(claims.isEmpty());
        }

        @Override
        public Operation operation() {
            return Operation.MATCH;
        }

        @Override
        public List<PersonField> fields() {
            return List.copyOf(claims.keySet());
        }
    }

    /** Whether a condition holds for certain. */
    record Condition(Expression expression) implements Question {
        @Override
        public Operation operation() {
            return Operation.EXPRESSION;
        }

        @Override
        public List<PersonField> fields() {
            return expression.fields();
        }
    }

    /**
     * @param fields the {@link #ROLES} asked for and the {@link #LINES_OF_OTHERS} told of each
     */
    record Relatives(List<PersonField> fields) implements Question {
        public Relatives {
            fields = List.copyOf(fields);
            refuse(fields.stream().noneMatch(ROLES::contains));
            refuse(fields.stream().noneMatch(LINES_OF_OTHERS::contains));
            refuse(
                    !fields.stream()
                            .allMatch(f -> ROLES.contains(f) || LINES_OF_OTHERS.contains(f)));
        }

        @Override
        public Operation operation() {
            return Operation.RELATIVES;
        }

        @Override
        public List<PersonField> read() {
            return List.of();
        }

        List<PersonField> roles() {
            return fields.stream().filter(ROLES::contains).toList();
        }

        List<PersonField> lines() {
            return fields.stream().filter(LINES_OF_OTHERS::contains).toList();
        }
    }

    /**
     * @param lines the {@link #LINES_OF_OTHERS} told of each member
     */
    record Household(List<PersonField> lines) implements Question {
        public Household {
            lines = List.copyOf(lines);
            refuse(lines.isEmpty() || !LINES_OF_OTHERS.containsAll(lines));
        }

        @Override
        public Operation operation() {
            return Operation.HOUSEHOLD;
        }

        /** The lines stand first, so that a refused one is named by its place in the request. */
        @Override
        public List<PersonField> fields() {
            return Stream.concat(lines.stream(), Stream.of(PersonField.HOUSEHOLD_MEMBERS)).toList();
        }

        @Override
        public List<PersonField> read() {
            return List.of();
        }
    }

    /**
     * @param serial the card that was presented; none: the card in force
     */
    record CardStatus(Optional<String> serial) implements Question {
        @Override
        public Operation operation() {
            return Operation.CARD_STATUS;
        }

        @Override
        public List<PersonField> fields() {
            return List.of();
        }
    }

    /** Whether the three agree, so that the agency is told when something of the person changes. */
    record Enrolment() implements Question {
        @Override
        public Operation operation() {
            return Operation.SUBSCRIPTION;
        }

        @Override
        public List<PersonField> fields() {
            return List.of();
        }
    }

    private static Map<PersonField, Claim> inOrder(Map<PersonField, Claim> claims) {
        Map<PersonField, Claim> copy = new EnumMap<>(PersonField.class);
        copy.putAll(claims);
        return Collections.unmodifiableMap(copy);
    }

    private static void refuse(boolean wrong) {
        if (wrong) {
            throw new InvalidValueException(
                    "fields_not_of_operation", "these fields are not what the operation answers");
        }
    }
}
