package vn.dancu.population.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.record.Disclosure;
import vn.dancu.population.record.InformationLines;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;

/** Answers whether number, name and date of birth agree as a set, with the asked fields only. */
@Service
public class Lookups {
    /** The information lines that can be asked for, by their wire names. */
    static final Set<String> FIELDS =
            Set.of(
                    "number",
                    "oldNumber",
                    "name",
                    "dateOfBirth",
                    "birthOrder",
                    "sex",
                    "birthRegistrationPlace",
                    "origin",
                    "ethnicity",
                    "religion",
                    "nationality",
                    "maritalStatus",
                    "permanentResidence",
                    "temporaryResidence",
                    "currentResidence",
                    "bloodGroup",
                    "father",
                    "mother",
                    "spouse",
                    "representative",
                    "householdHead",
                    "relationshipToHead",
                    "death",
                    "status");

    private final Persons persons;
    private final InformationLines lines;
    private final Disclosure disclosure;
    private final AuditRecords audit;
    private final JsonMapper json;

    Lookups(
            Persons persons,
            InformationLines lines,
            Disclosure disclosure,
            AuditRecords audit,
            JsonMapper json) {
        this.persons = persons;
        this.lines = lines;
        this.disclosure = disclosure;
        this.audit = audit;
        this.json = json;
    }

    /**
     * @param number or else {@code oldNumber}
     * @param fields wire names of the information lines wanted; none: only the outcome
     */
    public record Question(
            @Nullable PersonalIdNumber number,
            @Pattern(regexp = "[0-9]{9}", message = "an old number has 9 digits")
                    @Nullable String oldNumber,
            @NotNull PersonName name,
            @NotNull PartialDate dateOfBirth,
            @NotNull @Size(max = 40) List<@NotNull String> fields) {}

    /** How the three agree. */
    public enum Outcome {
        found,
        not_found,
        /** The number is known; the name or the date is another. */
        mismatch,
        /** An old number that several people of that name and date had. */
        ambiguous
    }

    /** The answer; person id and person only if found. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(Outcome outcome, @Nullable UUID personId, @Nullable ObjectNode person) {}

    /**
     * @throws ProblemException 422 {@code unknown_field_name}, {@code number_missing}
     */
    @Transactional
    public Answer answer(Question question) {
        for (int i = 0; i < question.fields().size(); i++) {
            if (!FIELDS.contains(question.fields().get(i))) {
                throw ProblemException.refused(
                        "unknown_field_name", "No such information line.", "/fields/" + i);
            }
        }
        List<PersonRecord> candidates = candidates(question);
        List<PersonRecord> agreeing =
                candidates.stream()
                        .filter(p -> p.name().sameAs(question.name()))
                        .filter(p -> p.dateOfBirth().equals(question.dateOfBirth()))
                        .toList();
        if (agreeing.size() == 1) {
            PersonRecord person = agreeing.getFirst();
            audit.record("lookup", Optional.of(person.personId()), "found");
            return new Answer(Outcome.found, person.personId(), only(question.fields(), person));
        }
        Outcome outcome =
                candidates.isEmpty()
                        ? Outcome.not_found
                        : agreeing.isEmpty() ? Outcome.mismatch : Outcome.ambiguous;
        Optional<UUID> concerned =
                candidates.size() == 1
                        ? Optional.of(candidates.getFirst().personId())
                        : Optional.empty();
        audit.record("lookup", concerned, outcome.name());
        return new Answer(outcome, concerned.orElse(null), null);
    }

    private List<PersonRecord> candidates(Question question) {
        PersonalIdNumber number = question.number();
        String oldNumber = question.oldNumber();
        if (number != null) {
            return persons.findByNumber(number).stream().toList();
        }
        if (oldNumber != null) {
            List<PersonRecord> agreeing =
                    persons.findByOldNumber(
                            oldNumber,
                            question.name().unaccentedKey(),
                            question.dateOfBirth(),
                            Persons.MOST_OF_ONE_OLD_NUMBER);
            // Whether the number is known at all tells a mismatch from nobody.
            return agreeing.isEmpty()
                    ? persons.findByOldNumber(oldNumber, null, null, 2)
                    : agreeing;
        }
        throw ProblemException.refused(
                "number_missing", "Give a number or an old number.", "/number");
    }

    private ObjectNode only(List<String> fields, PersonRecord person) {
        ObjectNode all = json.valueToTree(lines.shown(disclosure.whereaboutsHidden(person)));
        return all.retain(new LinkedHashSet<>(fields));
    }
}
