package vn.dancu.population.civilstatus;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.dancu.platform.problem.Violation;
import vn.dancu.population.record.PersonRecord;

/** What happened to a person's civil status, each kind with its own rule and its own effect. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Birth.class, name = "BIRTH"),
    @JsonSubTypes.Type(value = Death.class, name = "DEATH"),
    @JsonSubTypes.Type(value = DeclaredMissing.class, name = "MISSING"),
    @JsonSubTypes.Type(value = Return.class, name = "RETURN"),
    @JsonSubTypes.Type(value = Marriage.class, name = "MARRIAGE"),
    @JsonSubTypes.Type(value = Divorce.class, name = "DIVORCE"),
    @JsonSubTypes.Type(value = Adoption.class, name = "ADOPTION"),
    @JsonSubTypes.Type(value = Guardianship.class, name = "GUARDIANSHIP"),
    @JsonSubTypes.Type(value = GuardianshipEnd.class, name = "GUARDIANSHIP_END"),
    @JsonSubTypes.Type(value = NameChange.class, name = "NAME_CHANGE"),
    @JsonSubTypes.Type(value = SexRedetermination.class, name = "SEX_REDETERMINATION"),
    @JsonSubTypes.Type(value = NationalityLoss.class, name = "NATIONALITY_LOSS"),
    @JsonSubTypes.Type(value = NationalityRegain.class, name = "NATIONALITY_REGAIN"),
    @JsonSubTypes.Type(value = PersonProtected.class, name = "PROTECTION"),
    @JsonSubTypes.Type(value = ProtectionEnded.class, name = "PROTECTION_END"),
    @JsonSubTypes.Type(value = Correction.class, name = "CORRECTION")
})
sealed interface CivilStatusEvent
        permits Adoption,
                Birth,
                Correction,
                Death,
                DeclaredMissing,
                Divorce,
                Guardianship,
                GuardianshipEnd,
                Marriage,
                NameChange,
                NationalityLoss,
                NationalityRegain,
                PersonProtected,
                ProtectionEnded,
                Return,
                SexRedetermination {
    EventKind kind();

    /** Whether an officer's report of it needs a second officer. */
    default boolean identifies() {
        return true;
    }

    /**
     * What is wrong with it whoever it is about.
     *
     * @param at pointer to the event in the request
     */
    default void validate(Codes codes, String at, List<Violation> violations) {}

    /** The second person whose record it changes. */
    default Optional<UUID> other(PersonRecord person, Register register) {
        return Optional.empty();
    }

    /**
     * The rule of the law.
     *
     * @throws vn.dancu.platform.problem.ProblemException if it cannot have happened, or not so
     */
    void check(Facts facts);

    /** What becomes of the records. */
    List<Effect> effects(Facts facts);
}
