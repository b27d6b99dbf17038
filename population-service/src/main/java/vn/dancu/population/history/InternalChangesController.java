package vn.dancu.population.history;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.population.record.Disclosure;
import vn.dancu.population.record.FieldChange;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Timeline;
import vn.dancu.population.record.Versions;

/**
 * Which lines a change of a record touched, as far as the caller may learn of it: nothing of what
 * only a named scope may read, and no whereabouts of people under protection. Who subscribes to
 * changes is told no more than who looks people up.
 */
@RestController
class InternalChangesController {
    private static final int MOST = 200;

    /** What look-ups compare as a set. */
    private static final Set<String> SET =
            Set.of("number", "oldNumber", "otherOldNumbers", "name", "dateOfBirth");

    private final Persons persons;
    private final Versions versions;
    private final Disclosure disclosure;
    private final AuditRecords audit;

    InternalChangesController(
            Persons persons, Versions versions, Disclosure disclosure, AuditRecords audit) {
        this.persons = persons;
        this.versions = versions;
        this.disclosure = disclosure;
        this.audit = audit;
    }

    /**
     * @param version that the change made; none: only whether the record is closed
     */
    record Asked(@NotNull UUID personId, @Nullable @Min(1) Long version) {}

    record Question(@NotEmpty @Size(max = MOST) List<@NotNull @Valid Asked> changes) {}

    /**
     * @param lines by their names, without what the caller may not learn of
     * @param closed whether the record is merged into another, or cancelled, now
     * @param setForgotten the change replaced number, name or date of birth, and that there were
     *     others is protected: a look-up with those of before finds nobody any more
     */
    record Touched(List<String> lines, boolean closed, boolean setForgotten) {
        static final Touched NOTHING = new Touched(List.of(), false, false);
    }

    /** In the order of the question. */
    record Answer(List<Touched> changes) {}

    @PostMapping("/internal/population/v1/changes")
    @Transactional
    public Answer changes(@Valid @RequestBody Question question) {
        audit.recordAll(
                "change_learned",
                question.changes().stream().map(Asked::personId).distinct().toList(),
                "answered");
        return new Answer(question.changes().stream().map(this::touched).toList());
    }

    private Touched touched(Asked asked) {
        return persons.find(asked.personId())
                .map(person -> touched(person, asked.version()))
                .orElse(Touched.NOTHING);
    }

    private Touched touched(PersonRecord person, @Nullable Long version) {
        Timeline timeline = versions.timeline(person);
        Optional<Timeline.Fact> fact = version == null ? Optional.empty() : timeline.fact(version);
        List<String> all = fact.map(f -> lines(timeline, f, Timeline.View.ALL)).orElse(List.of());
        List<String> visible =
                fact.map(f -> lines(timeline, f, disclosure.view())).orElse(List.of());
        return new Touched(
                visible.stream().filter(line -> disclosure.mayLearnOf(line, person)).toList(),
                person.hasEnded(),
                all.stream().anyMatch(line -> SET.contains(line) && !visible.contains(line)));
    }

    private static List<String> lines(Timeline timeline, Timeline.Fact fact, Timeline.View view) {
        return timeline.visible(fact, view).stream().map(FieldChange::field).distinct().toList();
    }
}
