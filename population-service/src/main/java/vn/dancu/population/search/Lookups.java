package vn.dancu.population.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.record.Disclosure;
import vn.dancu.population.record.FieldChange;
import vn.dancu.population.record.InformationLines;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Timeline;
import vn.dancu.population.record.Versions;

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

    /** As reads are named in the audit record, asked alone or together. */
    private static final String ACTION = "lookup";

    /** The lines that must agree as a set. */
    private static final Set<String> SET =
            Set.of("number", "oldNumber", "otherOldNumbers", "name", "dateOfBirth");

    /** People of one {@link Batch}: read, judged and recorded within the time of a call. */
    static final int MOST_TOGETHER = 100;

    /** Changes of one person that are looked at for a set that was in force. */
    private static final int MOST_FACTS = 100;

    /** People of one old number whose history is looked at. */
    private static final int MOST_WITH_HISTORY = 10;

    private final Candidates candidates;
    private final Versions versions;
    private final Persons persons;
    private final InformationLines lines;
    private final Disclosure disclosure;
    private final AuditRecords audit;
    private final JsonMapper json;
    private final LookUpConnections connections;

    Lookups(
            Candidates candidates,
            Versions versions,
            Persons persons,
            InformationLines lines,
            Disclosure disclosure,
            AuditRecords audit,
            JsonMapper json,
            LookUpConnections connections) {
        this.candidates = candidates;
        this.versions = versions;
        this.persons = persons;
        this.lines = lines;
        this.disclosure = disclosure;
        this.audit = audit;
        this.json = json;
        this.connections = connections;
    }

    /**
     * @param number or else {@code oldNumber}
     * @param fields wire names of the information lines wanted; none: only the outcome
     * @param currentIfSuperseded whether the fields are answered for a superseded set too
     */
    public record Question(
            @Nullable PersonalIdNumber number,
            @Pattern(regexp = "[0-9]{9}", message = "an old number has 9 digits")
                    @Nullable String oldNumber,
            @NotNull PersonName name,
            @NotNull PartialDate dateOfBirth,
            @NotNull @Size(max = 40) List<@NotNull String> fields,
            @Nullable Boolean currentIfSuperseded) {}

    /**
     * The same question about several people; what stands beside them as in {@link Question}.
     *
     * @param people at most {@value #MOST_TOGETHER}; each answered as if asked alone
     */
    public record Batch(
            @NotEmpty @Size(max = MOST_TOGETHER) List<@NotNull @Valid Someone> people,
            @NotNull @Size(max = 40) List<@NotNull String> fields,
            @Nullable Boolean currentIfSuperseded) {
        private List<Question> questions() {
            return people.stream()
                    .map(
                            one ->
                                    new Question(
                                            one.number(),
                                            one.oldNumber(),
                                            one.name(),
                                            one.dateOfBirth(),
                                            fields,
                                            currentIfSuperseded))
                    .toList();
        }
    }

    /**
     * @param number or else {@code oldNumber}
     */
    public record Someone(
            @Nullable PersonalIdNumber number,
            @Pattern(regexp = "[0-9]{9}", message = "an old number has 9 digits")
                    @Nullable String oldNumber,
            @NotNull PersonName name,
            @NotNull PartialDate dateOfBirth) {
        @Override
        public String toString() {
            return "Someone[hidden]";
        }
    }

    /** In the order in which people were named. */
    public record Answers(List<Answer> answers) {}

    /** How the three agree. */
    public enum Outcome {
        found,
        not_found,
        /** The number is known; the name or the date is another. */
        mismatch,
        /** All agree, but the date is known here to another precision: the year, not the day. */
        date_precision_differs,
        /** They agreed as a set at one time, or were thought to; now another set does. */
        superseded,
        /** An old number that several people of that name and date had. */
        ambiguous
    }

    /**
     * The answer; who is concerned where that is one person, and the person if found, or for a
     * superseded set if that was asked for.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(Outcome outcome, @Nullable UUID personId, @Nullable ObjectNode person) {}

    /**
     * Answers when the read is on record, in a transaction that look-ups of the same moment share.
     *
     * @throws ProblemException 422 {@code unknown_field_name}, {@code number_missing}
     */
    public Answer answer(Question question) {
        requireKnown(question.fields());
        Answer answer = connections.read(() -> judged(question, holders(question)));
        audit.recordBeforeAnswer(
                ACTION, Optional.ofNullable(answer.personId()), answer.outcome().name());
        return answer;
    }

    /**
     * Answers when each read has a record of its own, all in one transaction. Those who are asked
     * for by their numbers are read together; a question that is asked again is judged once.
     *
     * @throws ProblemException as {@link #answer(Question)}
     */
    public Answers answer(Batch batch) {
        requireKnown(batch.fields());
        for (int i = 0; i < batch.people().size(); i++) {
            Someone person = batch.people().get(i);
            if (person.number() == null && person.oldNumber() == null) {
                throw numberMissing("/people/" + i + "/number");
            }
        }
        List<Answer> answers = connections.read(() -> judged(batch.questions()));
        audit.recordBeforeAnswer(
                answers.stream()
                        .map(
                                answer ->
                                        audit.entry(
                                                ACTION,
                                                Optional.ofNullable(answer.personId()),
                                                answer.outcome().name()))
                        .toList());
        return new Answers(answers);
    }

    private static void requireKnown(List<String> fields) {
        for (int i = 0; i < fields.size(); i++) {
            if (!FIELDS.contains(fields.get(i))) {
                throw ProblemException.refused(
                        "unknown_field_name", "No such information line.", "/fields/" + i);
            }
        }
    }

    private List<Answer> judged(List<Question> questions) {
        Set<PersonalIdNumber> numbers =
                questions.stream()
                        .map(Question::number)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet());
        Map<PersonalIdNumber, PersonRecord> byNumber = candidates.everHeld(numbers);
        Map<Question, Answer> judged = new HashMap<>();
        return questions.stream()
                .map(question -> judged.computeIfAbsent(question, one -> judged(one, byNumber)))
                .toList();
    }

    private Answer judged(Question question, Map<PersonalIdNumber, PersonRecord> byNumber) {
        PersonalIdNumber number = question.number();
        if (number == null) {
            return judged(question, holders(question));
        }
        PersonRecord holder = byNumber.get(number);
        return judged(question, holder == null ? List.of() : List.of(holder));
    }

    private Answer judged(Question question, List<PersonRecord> holders) {
        List<PersonRecord> agreeing =
                holders.stream()
                        .filter(p -> agree(p.number(), oldNumbers(p), p.name(), question))
                        .filter(p -> !p.hasEnded())
                        .toList();
        List<PersonRecord> found =
                agreeing.stream()
                        .filter(p -> p.dateOfBirth().equals(question.dateOfBirth()))
                        .toList();
        if (found.size() == 1) {
            PersonRecord person = found.getFirst();
            return new Answer(Outcome.found, person.personId(), only(question.fields(), person));
        }
        if (found.isEmpty()) {
            Optional<PersonRecord> now = now(question, holders);
            if (now.isPresent()) {
                return superseded(question, now.get());
            }
        }
        boolean precision =
                agreeing.stream().anyMatch(p -> contains(p.dateOfBirth(), question.dateOfBirth()));
        List<PersonRecord> people = ofToday(holders);
        Outcome outcome =
                people.isEmpty()
                        ? Outcome.not_found
                        : !found.isEmpty()
                                ? Outcome.ambiguous
                                : precision ? Outcome.date_precision_differs : Outcome.mismatch;
        Optional<UUID> concerned =
                people.size() == 1 ? Optional.of(people.getFirst().personId()) : Optional.empty();
        return new Answer(outcome, concerned.orElse(null), null);
    }

    private Answer superseded(Question question, PersonRecord now) {
        boolean wanted = Boolean.TRUE.equals(question.currentIfSuperseded());
        return new Answer(
                Outcome.superseded, now.personId(), wanted ? only(question.fields(), now) : null);
    }

    private static boolean agree(
            @Nullable PersonalIdNumber number,
            Set<String> oldNumbers,
            PersonName name,
            Question question) {
        boolean numbers =
                question.number() != null
                        ? question.number().equals(number)
                        : question.oldNumber() != null && oldNumbers.contains(question.oldNumber());
        return numbers && name.sameAs(question.name());
    }

    private static Set<String> oldNumbers(PersonRecord person) {
        Set<String> numbers = new LinkedHashSet<>();
        if (person.oldNumber() != null) {
            numbers.add(person.oldNumber());
        }
        List<String> others = person.further().otherOldNumbers();
        if (others != null) {
            numbers.addAll(others);
        }
        return numbers;
    }

    /** Whether one date says less than the other and nothing else. */
    private static boolean contains(PartialDate one, PartialDate other) {
        boolean wider =
                !one.earliest().isAfter(other.earliest()) && !one.latest().isBefore(other.latest());
        boolean narrower =
                !other.earliest().isAfter(one.earliest()) && !other.latest().isBefore(one.latest());
        return wider || narrower;
    }

    /** Each person once: a merged record leads to its survivor, a cancelled one to nobody. */
    private List<PersonRecord> ofToday(List<PersonRecord> holders) {
        Map<UUID, PersonRecord> people = new LinkedHashMap<>();
        for (PersonRecord holder : holders) {
            PersonRecord person = persons.survivor(holder);
            if (!person.hasEnded()) {
                people.putIfAbsent(person.personId(), person);
            }
        }
        return List.copyOf(people.values());
    }

    /**
     * The person of today for whom the three agreed at one time; none if that is not one person.
     */
    private Optional<PersonRecord> now(Question question, List<PersonRecord> holders) {
        List<PersonRecord> people =
                ofToday(holders.stream().filter(person -> agreedOnce(question, person)).toList());
        return people.size() == 1 ? Optional.of(people.getFirst()) : Optional.empty();
    }

    /**
     * Whether the set stood on record, or held on a day as far as is known now. What only a named
     * scope may read is not told by it.
     */
    private boolean agreedOnce(Question question, PersonRecord person) {
        if (person.hasEnded() && isAgreed(question, person)) {
            return person.mergedInto() != null;
        }
        if (person.version() == 1) {
            return false;
        }
        Timeline timeline = versions.timeline(person);
        Timeline.View view = disclosure.view();
        List<Timeline.Fact> facts = timeline.facts();
        for (Timeline.Fact fact :
                facts.subList(Math.max(0, facts.size() - MOST_FACTS), facts.size())) {
            Instant before = fact.known().minusNanos(1);
            if (isAgreed(question, person, timeline.at(Timeline.EVER, before, view))) {
                return true;
            }
            for (FieldChange change : fact.changes()) {
                LocalDate from = change.validFrom();
                if (from != null
                        && SET.contains(change.field())
                        && (isAgreed(question, person, timeline.at(from, Instant.MAX, view))
                                || isAgreed(
                                        question,
                                        person,
                                        timeline.at(from.minusDays(1), Instant.MAX, view)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isAgreed(Question question, PersonRecord person, Map<String, JsonNode> lines) {
        return isAgreed(question, versions.record(person.personId(), person.version(), lines));
    }

    private static boolean isAgreed(Question question, PersonRecord state) {
        return agree(state.number(), oldNumbers(state), state.name(), question)
                && state.dateOfBirth().equals(question.dateOfBirth());
    }

    private List<PersonRecord> holders(Question question) {
        PersonalIdNumber number = question.number();
        String oldNumber = question.oldNumber();
        if (number != null) {
            return candidates.everHeld(number).stream().toList();
        }
        if (oldNumber != null) {
            List<PersonRecord> agreeing =
                    persons.findByOldNumber(
                            oldNumber,
                            question.name().unaccentedKey(),
                            question.dateOfBirth(),
                            Persons.MOST_OF_ONE_OLD_NUMBER);
            // Whether the number is known at all tells a mismatch from nobody, and who had it
            // under another name may have changed that.
            return agreeing.isEmpty()
                    ? persons.findByOldNumber(oldNumber, null, null, MOST_WITH_HISTORY)
                    : agreeing;
        }
        throw numberMissing("/number");
    }

    private static ProblemException numberMissing(String pointer) {
        return ProblemException.refused(
                "number_missing", "Give a number or an old number.", pointer);
    }

    private ObjectNode only(List<String> fields, PersonRecord person) {
        ObjectNode all = json.valueToTree(lines.shown(disclosure.whereaboutsHidden(person)));
        return all.retain(new LinkedHashSet<>(fields));
    }
}
