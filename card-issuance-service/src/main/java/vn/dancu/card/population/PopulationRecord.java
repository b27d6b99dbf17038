package vn.dancu.card.population;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
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

/** The population record, which alone says who a person is. Nothing of it is cached here. */
@Component
public class PopulationRecord {
    private static final String PURPOSE = "card_issuance";

    private final InternalClient population;

    PopulationRecord(InternalCalls calls) {
        this.population = calls.to("population-service");
    }

    /**
     * Reads a person on behalf of the current caller. Never within a transaction: the call may take
     * seconds.
     *
     * @throws ProblemException 422 {@code person_not_found}; 503 {@code unavailable} where the
     *     record does not answer
     */
    public RegisteredPerson read(UUID personId) {
        try {
            return population
                    .forPurpose(PURPOSE)
                    .get(
                            "/internal/population/v1/persons/{personId}",
                            PersonOnTheWire.class,
                            personId)
                    .toModel();
        } catch (CalleeRefusedException e) {
            if (e.status().equals(HttpStatus.NOT_FOUND)) {
                throw ProblemException.refused(
                        "person_not_found", "The record knows no such person.", "/personId");
            }
            throw e;
        }
    }

    /** The part of {@code contracts/population/person.schema.json} that a card needs. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record PersonOnTheWire(
            UUID personId,
            @Nullable PersonalIdNumber number,
            @Nullable String oldNumber,
            PersonName name,
            PartialDate dateOfBirth,
            Sex sex,
            @Nullable String nationality,
            @Nullable PlaceOnTheWire origin,
            @Nullable PlaceOnTheWire permanentResidence,
            String status) {
        RegisteredPerson toModel() {
            return new RegisteredPerson(
                    personId,
                    Optional.ofNullable(number),
                    Optional.ofNullable(oldNumber),
                    name,
                    dateOfBirth,
                    sex,
                    nationality == null ? "" : nationality,
                    Optional.ofNullable(origin).map(PlaceOnTheWire::toModel),
                    Optional.ofNullable(permanentResidence).map(PlaceOnTheWire::toModel),
                    status.equals("ALIVE"));
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
