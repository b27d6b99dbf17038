package vn.dancu.population.acts;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.population.record.PersonRecord;

/**
 * What the acts of some kinds need and do. The mechanism around it is the same for all: {@link
 * Acts}.
 *
 * @param <F> what happened
 */
public interface ActKind<F> {
    /** The scope of officers for most kinds. */
    String WRITE = "population.write";

    /** The names of its kinds, as stored. */
    Set<String> names();

    Class<F> type();

    /** Which of its kinds the facts are of. */
    String nameOf(F facts);

    /**
     * Whether a second officer must agree before it is recorded.
     *
     * @param bySystem whether the system of another agency reports what that agency registered
     */
    boolean needsSecondOfficer(F facts, boolean bySystem);

    /** Scopes with which another system of the state reports it, wherever it happened. */
    Set<String> systemScopes(F facts);

    /** The scope with which an officer of the territory reports it. */
    default String officerScope(F facts) {
        return WRITE;
    }

    /** Who may read it; none: whoever may read such acts at all. */
    default Optional<String> readScope(String kind) {
        return Optional.empty();
    }

    /** Whether the person comes on record by it. */
    default boolean makesPerson(F facts) {
        return false;
    }

    /** The units of the place where the person that it makes is kept. */
    default @Nullable String placeOf(F facts) {
        return null;
    }

    /** The second person whose record it changes, as the record of the first one shows. */
    Optional<UUID> other(F facts, PersonRecord person);

    /**
     * Whether it may be recorded as things stand; asked again before it is.
     *
     * @throws vn.dancu.platform.problem.ProblemException if not
     */
    void check(Situation<F> situation);

    /** Brings it into the records. */
    void record(Situation<F> situation);

    /**
     * Whether it may be taken back as things stand; asked again before it is.
     *
     * @param later acts in force that were recorded after it for the same people
     * @throws vn.dancu.platform.problem.ProblemException if not
     */
    void checkAnnulment(Situation<F> situation, Collection<Act> later);

    /** What taking it back means beyond taking back the changes it made. */
    void annul(Situation<F> situation, Collection<Act> later);

    /** It was refused or withdrawn before it was in force. */
    default void dropped(Act act) {}
}
