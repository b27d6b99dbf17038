package vn.dancu.population.relations;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.population.record.LifeStatus;
import vn.dancu.population.record.ProtectedPersonException;

/** Relatives for the services that answer agencies; of a protected person there are none. */
@RestController
class InternalRelativesController {
    private final Relations relations;

    InternalRelativesController(Relations relations) {
        this.relations = relations;
    }

    record Question(
            @NotNull UUID personId,
            @NotEmpty
                    List<
                                    @NotNull
                                    @Pattern(
                                            regexp = "father|mother|spouse|representative|children",
                                            message = "a known role")
                                    String>
                            roles) {}

    record Answer(List<Kin> people) {}

    record Kin(String role, Lines person) {}

    /** As far as the other's record, or the paper that names the other, has them. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Lines(
            PersonName name,
            @Nullable PersonalIdNumber number,
            @Nullable String oldNumber,
            @Nullable String nationality,
            @Nullable PartialDate dateOfBirth,
            @Nullable LifeStatus status) {}

    @PostMapping("/internal/population/v1/relatives")
    Answer relatives(@Valid @RequestBody Question question) {
        List<Kin> people = new ArrayList<>();
        try {
            Relations.Relatives all = relations.of(question.personId());
            for (String role : question.roles()) {
                of(role, all).forEach(related -> people.add(new Kin(role, lines(related))));
            }
        } catch (ProtectedPersonException e) {
            // That a record is protected is not told: it reads as one that names nobody.
            return new Answer(List.of());
        }
        return new Answer(people);
    }

    private static List<Relations.Related> of(String role, Relations.Relatives all) {
        if (role.equals("children")) {
            return all.children();
        }
        Relations.Related one =
                switch (role) {
                    case "father" -> all.father();
                    case "mother" -> all.mother();
                    case "spouse" -> all.spouse();
                    default -> all.representative();
                };
        return one == null ? List.of() : List.of(one);
    }

    private static Lines lines(Relations.Related related) {
        return new Lines(
                related.name(),
                related.number(),
                related.oldNumber(),
                related.nationality(),
                related.dateOfBirth(),
                related.status());
    }
}
