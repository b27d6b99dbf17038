package vn.dancu.population.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.record.Extracts;
import vn.dancu.population.record.InformationLines;
import vn.dancu.population.record.PersonRecord;

/** Pages of people whom an agency selects, for the exports of sharing-service. */
@RestController
class InternalExtractsController {
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Extracts extracts;
    private final InformationLines lines;
    private final JsonMapper json;

    InternalExtractsController(Extracts extracts, InformationLines lines, JsonMapper json) {
        this.extracts = extracts;
        this.lines = lines;
        this.json = json;
    }

    /**
     * Of what is given all must hold.
     *
     * @param numbers these people alone; a number that somebody had leads to who has another now
     * @param changedSince whose record changed then or later
     */
    record Question(
            @Nullable @Pattern(regexp = "[0-9]{2}", message = "two digits") String province,
            @Nullable @Pattern(regexp = "[0-9]{3}", message = "three digits") String district,
            @Nullable @Pattern(regexp = "[0-9]{5}", message = "five digits") String commune,
            @Nullable @Min(1800) @Max(2399) Integer bornFrom,
            @Nullable @Min(1800) @Max(2399) Integer bornTo,
            @Nullable Sex sex,
            @Nullable @Size(min = 1, max = 10_000) List<@NotNull PersonalIdNumber> numbers,
            @Nullable Instant changedSince,
            @NotEmpty List<@NotNull String> fields,
            @Nullable UUID after,
            @NotNull @Min(1) @Max(1_000) Integer limit) {
        /** A commune may lie in a district or directly in its province. */
        private @Nullable String like() {
            if (province == null) {
                return null;
            }
            if (commune != null) {
                return province + (district == null ? "%" : district) + commune;
            }
            return province + (district == null ? "" : district) + "%";
        }

        Extracts.Selection selection() {
            return new Extracts.Selection(like(), bornFrom, bornTo, sex, numbers, changedSince);
        }

        @Override
        public String toString() {
            return "Question[hidden]";
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(List<Extracted> people, @Nullable UUID next) {}

    record Extracted(UUID personId, ObjectNode person) {}

    @PostMapping("/internal/population/v1/extracts")
    Answer page(@Valid @RequestBody Question question) {
        for (int i = 0; i < question.fields().size(); i++) {
            if (!Lookups.FIELDS.contains(question.fields().get(i))) {
                throw ProblemException.refused(
                        "unknown_field_name", "No such information line.", "/fields/" + i);
            }
        }
        UUID after = question.after();
        Extracts.Page page =
                extracts.page(
                        question.selection(), after == null ? BEFORE_ALL : after, question.limit());
        Set<String> fields = new LinkedHashSet<>(question.fields());
        return new Answer(
                page.people().stream().map(person -> extracted(person, fields)).toList(),
                page.next());
    }

    private Extracted extracted(PersonRecord person, Set<String> fields) {
        ObjectNode all = json.valueToTree(lines.shown(person));
        return new Extracted(person.personId(), all.retain(fields));
    }
}
