package vn.dancu.population.osia;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.osia.OsiaErrors;
import vn.dancu.platform.osia.OsiaException;
import vn.dancu.population.record.PersonRecord;

/** OSIA data access for those who work with the register itself. */
@RestController
@RequestMapping("/osia/dataaccess/v1/persons")
class DataAccessController extends OsiaErrors {
    private static final int UNKNOWN_ATTRIBUTE = 1;
    private static final int NO_VALUE = 2;
    private static final int DOES_NOT_EXIST = 0;
    private static final int DOES_NOT_MATCH = 1;

    private final OsiaRecords records;

    DataAccessController(OsiaRecords records) {
        this.records = records;
    }

    /** An attribute that does not match: 0 it does not exist, 1 it has another value. */
    record MatchingError(String attributeName, int errorCode) {}

    @GetMapping
    void query() {
        throw OsiaException.notOffered(
                "names and dates of birth do not travel in addresses: use POST /osia/pr/v1/persons");
    }

    @GetMapping("/{uin}")
    Map<String, Object> read(
            @PathVariable String uin,
            @RequestParam @NotEmpty @Size(max = 40) List<String> attributeNames) {
        PersonRecord person = records.readByNumber(uin);
        Map<String, Object> answer = new LinkedHashMap<>();
        for (String name : attributeNames) {
            if (OsiaAttributes.exists(name)) {
                answer.put(
                        name,
                        OsiaAttributes.value(person, name)
                                .orElse(new Failure(NO_VALUE, "Not known of this person")));
            } else if (name.length() <= 50) {
                answer.put(name, new Failure(UNKNOWN_ATTRIBUTE, "Unknown attribute name"));
            }
        }
        return answer;
    }

    @PostMapping("/{uin}/match")
    List<MatchingError> match(
            @PathVariable String uin,
            @RequestBody @NotEmpty @Size(max = 40) Map<String, @NotNull Object> attributes) {
        PersonRecord person = records.compared(uin, "osia_match");
        List<MatchingError> errors = new ArrayList<>();
        attributes.forEach(
                (name, value) -> {
                    if (!OsiaAttributes.exists(name)) {
                        errors.add(new MatchingError(name, DOES_NOT_EXIST));
                    } else if (!OsiaAttributes.holds(person, new Expression(name, "=", value))) {
                        errors.add(new MatchingError(name, DOES_NOT_MATCH));
                    }
                });
        return errors;
    }

    @PostMapping("/{uin}/verify")
    boolean verify(
            @PathVariable String uin,
            @RequestBody @NotEmpty @Size(max = 20) List<@NotNull @Valid Expression> expressions) {
        PersonRecord person = records.compared(uin, "osia_verify");
        return expressions.stream().allMatch(e -> OsiaAttributes.holds(person, e));
    }

    @GetMapping("/{uin}/document")
    void document(@PathVariable String uin) {
        throw OsiaException.notOffered(
                "the register holds no documents: certificates come from civil-status offices");
    }
}
