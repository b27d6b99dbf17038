package vn.dancu.population.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.population.record.InformationLine;
import vn.dancu.population.record.InformationLines;
import vn.dancu.population.record.LegalProfile;

/** What the register holds of a person under the law in force. */
@RestController
@RequestMapping("/population/v1/information-lines")
class InformationLinesController {
    private final InformationLines lines;

    InformationLinesController(InformationLines lines) {
        this.lines = lines;
    }

    /**
     * @param profile 2014 or 2023
     */
    record Answer(String profile, List<Line> lines) {}

    /**
     * @param item its number in the law; 0 for the two numbers, which are keys
     * @param codes the list of reference data with its codes
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            String name,
            int item,
            InformationLine.Form.Type type,
            int maxItems,
            @Nullable Integer maxLength,
            @Nullable String pattern,
            @Nullable String codes,
            String law) {
        static Line of(InformationLine line, LegalProfile profile) {
            InformationLine.Form form = line.form();
            return new Line(
                    line.member(),
                    line.item(profile),
                    form.type(),
                    form.maxItems(),
                    form.maxLength(),
                    form.pattern(),
                    form.codes(),
                    line.source(profile));
        }
    }

    @GetMapping
    Answer list() {
        LegalProfile profile = lines.profile();
        return new Answer(
                profile.year(), lines.lines().stream().map(l -> Line.of(l, profile)).toList());
    }
}
