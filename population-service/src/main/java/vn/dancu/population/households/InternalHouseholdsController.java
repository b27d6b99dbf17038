package vn.dancu.population.households;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.population.record.LifeStatus;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.ProtectedPersonException;

/** Households for the services that answer agencies; of a protected person there is none. */
@RestController
class InternalHouseholdsController {
    private final HouseholdReads reads;
    private final Persons persons;
    private final TransactionTemplate transaction;

    InternalHouseholdsController(
            HouseholdReads reads, Persons persons, TransactionTemplate transaction) {
        this.reads = reads;
        this.persons = persons;
        this.transaction = transaction;
    }

    record Question(@NotNull UUID personId) {}

    record Answer(List<Kin> people) {}

    /**
     * @param role {@code head} or {@code member}
     */
    record Kin(String role, Lines person) {}

    /** As far as they are on record. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Lines(
            PersonName name,
            @Nullable PersonalIdNumber number,
            @Nullable String oldNumber,
            @Nullable PartialDate dateOfBirth,
            @Nullable Sex sex,
            @Nullable String nationality,
            @Nullable LifeStatus status,
            @Nullable String relationshipToHead) {}

    @PostMapping("/internal/population/v1/household-members")
    Answer members(@Valid @RequestBody Question question) {
        HouseholdReads.View view;
        try {
            view = reads.ofPerson(question.personId());
        } catch (ProtectedPersonException e) {
            // That a record is protected is not told: it reads as one without a household.
            return new Answer(List.of());
        }
        return new Answer(
                Objects.requireNonNull(
                        transaction.execute(
                                status -> view.members().stream().map(this::kin).toList())));
    }

    private Kin kin(HouseholdReads.Member member) {
        UUID id = member.personId();
        Optional<PersonRecord> record = id == null ? Optional.empty() : persons.find(id);
        return new Kin(
                Relationship.HEAD.equals(member.relationship()) ? "head" : "member",
                new Lines(
                        member.name(),
                        member.number(),
                        member.oldNumber(),
                        record.map(PersonRecord::dateOfBirth).orElse(null),
                        record.map(PersonRecord::sex).orElse(null),
                        record.map(PersonRecord::nationality).orElse(null),
                        record.map(PersonRecord::status).orElse(null),
                        member.relationshipText()));
    }
}
