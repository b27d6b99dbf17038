package vn.dancu.sharing.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import vn.dancu.kernel.InvalidValueException;

/**
 * A kind of change that an agency can be told of. There is none for the registration of a person:
 * nobody is told of people whom it did not name itself.
 */
public enum Topic {
    /**
     * The set of number, name and date of birth by which the person was enrolled may be superseded:
     * another number, a correction, records that were merged or are two again. Which of these is
     * not told, as a look-up does not tell the cause.
     */
    IDENTITY("identity"),
    /** A person who had none, or whose number was taken back, has a number. */
    NUMBER("number"),
    /** Information lines changed; those that are agreed are named, without values. */
    LINES("lines"),
    /**
     * A death was registered, or its registration annulled: who hears of one hears of the other.
     */
    DEATH("death"),
    /** The standing of the person's card may be another. */
    CARD("card");

    private final String wire;

    Topic(String wire) {
        this.wire = wire;
    }

    @JsonCreator
    public static Topic of(String wire) {
        return Arrays.stream(values())
                .filter(topic -> topic.wire.equals(wire))
                .findFirst()
                .orElseThrow(() -> new InvalidValueException("topic_unknown", "no such topic"));
    }

    @JsonValue
    public String wire() {
        return wire;
    }

    /**
     * Whether the terms let an agency be told of it: what it could not look up it is not told
     * either.
     */
    public boolean agreed(Terms terms, ProcedureCode procedure) {
        Set<PersonField> fields = terms.procedures().getOrDefault(procedure, Set.of());
        return switch (this) {
            case IDENTITY -> true;
            case NUMBER -> fields.contains(PersonField.NUMBER);
            case LINES -> !fields.isEmpty();
            case DEATH -> fields.contains(PersonField.DEATH) || fields.contains(PersonField.STATUS);
            case CARD -> terms.operations().contains(Operation.CARD_STATUS);
        };
    }

    /** The lines that may be named, in their order; of other topics none is. */
    public List<PersonField> named(
            Terms terms, ProcedureCode procedure, Collection<PersonField> touched) {
        if (this != LINES) {
            return List.of();
        }
        Set<PersonField> fields = terms.procedures().getOrDefault(procedure, Set.of());
        return touched.stream().filter(fields::contains).sorted().distinct().toList();
    }
}
