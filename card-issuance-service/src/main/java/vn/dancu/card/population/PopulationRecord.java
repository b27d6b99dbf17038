package vn.dancu.card.population;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import vn.dancu.card.model.FormLines;
import vn.dancu.card.model.Place;
import vn.dancu.card.model.RegisteredPerson;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.calls.CalleeRefusedException;
import vn.dancu.platform.calls.InternalCalls;
import vn.dancu.platform.calls.InternalClient;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;

/** The population record, which alone says who a person is. Nothing of it is cached here. */
@Component
public class PopulationRecord {
    private static final String PURPOSE = "card_issuance";
    private static final String PURPOSE_OF_FACTS = "card_facts";
    static final String PROTECTED = "protected_person";
    static final String UNKNOWN = "person_not_found";

    private final InternalClient population;
    private final Caller itself;

    PopulationRecord(InternalCalls calls, @Value("${spring.application.name}") String serviceName) {
        this.population = calls.to("population-service");
        this.itself = Caller.service(serviceName);
    }

    /**
     * Reads a person on behalf of the current caller. Never within a transaction: the call may take
     * seconds.
     *
     * @throws ProblemException 422 {@code person_not_found}; 503 {@code unavailable} where the
     *     record does not answer
     */
    public RegisteredPerson read(UUID personId) {
        return read(population.forPurpose(PURPOSE), personId);
    }

    /**
     * Reads a person because of a fact, on behalf of this service alone: the register gives it the
     * record of a protected person too, since what follows from it is shown to nobody.
     *
     * @throws ProblemException as {@link #read}
     */
    public RegisteredPerson readForFact(UUID personId) {
        return read(population.onBehalfOf(itself.withPurpose(PURPOSE_OF_FACTS)), personId);
    }

    /**
     * Reads a person to find out whether something has changed, and tells the caller no more than
     * that: of a protected person, whom the caller may not read, on behalf of this service. Else a
     * parcel with one such card could be dispatched by nobody.
     *
     * @throws ProblemException as {@link #read}
     */
    public RegisteredPerson readToCompare(UUID personId) {
        try {
            return read(personId);
        } catch (CalleeRefusedException e) {
            if (e.code().equals(PROTECTED)) {
                return readForFact(personId);
            }
            throw e;
        }
    }

    private static RegisteredPerson read(InternalClient population, UUID personId) {
        try {
            return population
                    .get(
                            "/internal/population/v1/persons/{personId}",
                            PersonOnTheWire.class,
                            personId)
                    .toModel();
        } catch (CalleeRefusedException e) {
            if (e.status().equals(HttpStatus.NOT_FOUND)) {
                throw ProblemException.refused(
                        UNKNOWN, "The record knows no such person.", "/personId");
            }
            throw e;
        }
    }

    /** The part of {@code contracts/population/person.schema.json} that a card needs. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record PersonOnTheWire(
            UUID personId,
            long version,
            @Nullable PersonalIdNumber number,
            @Nullable String oldNumber,
            PersonName name,
            PartialDate dateOfBirth,
            Sex sex,
            @Nullable String ethnicity,
            @Nullable String religion,
            @Nullable Integer maritalStatus,
            @Nullable String bloodGroup,
            @Nullable String nationality,
            @Nullable PlaceOnTheWire birthRegistrationPlace,
            @Nullable PlaceOnTheWire origin,
            @Nullable PlaceOnTheWire permanentResidence,
            @Nullable PlaceOnTheWire currentResidence,
            @Nullable RelativeOnTheWire father,
            @Nullable RelativeOnTheWire mother,
            @Nullable RelativeOnTheWire spouse,
            @Nullable RelativeOnTheWire representative,
            @Nullable RelativeOnTheWire householdHead,
            @Nullable String relationshipToHead,
            String status,
            @Nullable String numberStatus,
            RegisteredPerson.@Nullable Closed closed) {
        RegisteredPerson toModel() {
            return new RegisteredPerson(
                    personId,
                    version,
                    Optional.ofNullable(number).filter(any -> isInForce(numberStatus)),
                    Optional.ofNullable(oldNumber),
                    name,
                    dateOfBirth,
                    sex,
                    nationality == null ? "" : nationality,
                    place(origin),
                    place(permanentResidence),
                    status.equals("ALIVE"),
                    status.equals("DEAD"),
                    Optional.ofNullable(closed),
                    ids(father, mother, spouse, representative, householdHead),
                    ids(father, mother),
                    ids(representative),
                    form());
        }

        private static boolean isInForce(@Nullable String numberStatus) {
            return numberStatus == null || numberStatus.equals("ASSIGNED");
        }

        private FormLines form() {
            return new FormLines(
                    ethnicity == null ? "" : ethnicity,
                    religion == null ? "" : religion,
                    maritalStatus == null ? 0 : maritalStatus,
                    Optional.ofNullable(bloodGroup),
                    place(birthRegistrationPlace),
                    place(currentResidence),
                    relative(father),
                    relative(mother),
                    relative(spouse),
                    relative(representative),
                    relative(householdHead),
                    Optional.ofNullable(relationshipToHead));
        }

        private Set<UUID> ids(@Nullable RelativeOnTheWire... relatives) {
            return Arrays.stream(relatives)
                    .filter(Objects::nonNull)
                    .map(RelativeOnTheWire::personId)
                    .filter(Objects::nonNull)
                    .filter(id -> !id.equals(personId))
                    .collect(Collectors.toUnmodifiableSet());
        }

        private static Optional<Place> place(@Nullable PlaceOnTheWire place) {
            return Optional.ofNullable(place).map(PlaceOnTheWire::toModel);
        }

        private static Optional<FormLines.Relative> relative(@Nullable RelativeOnTheWire one) {
            return Optional.ofNullable(one).map(RelativeOnTheWire::toModel);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record RelativeOnTheWire(
            String name,
            @Nullable String number,
            @Nullable String oldNumber,
            @Nullable String nationality,
            @Nullable UUID personId) {
        FormLines.Relative toModel() {
            return new FormLines.Relative(
                    name,
                    Optional.ofNullable(number == null ? oldNumber : number),
                    Optional.ofNullable(nationality));
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record PlaceOnTheWire(
            String province,
            @Nullable String district,
            @Nullable String commune,
            @Nullable String detail) {
        Place toModel() {
            return new Place(
                    province,
                    Optional.ofNullable(district),
                    Optional.ofNullable(commune),
                    Optional.ofNullable(detail));
        }
    }
}
