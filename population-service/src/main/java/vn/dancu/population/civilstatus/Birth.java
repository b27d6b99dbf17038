package vn.dancu.population.civilstatus;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.dancu.platform.problem.Violation;
import vn.dancu.population.record.Relative;

/** A child is born and registered. Its record is made by {@link Newborns}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Birth(
        @NotNull @Valid BirthRegistration.Child child,
        @Valid @Nullable Relative mother,
        @Valid @Nullable Relative father,
        @Valid @Nullable Relative representative)
        implements CivilStatusEvent {

    static Birth of(BirthRegistration registration) {
        return new Birth(
                registration.child(),
                registration.mother(),
                registration.father(),
                registration.representative());
    }

    @Override
    public EventKind kind() {
        return EventKind.BIRTH;
    }

    @Override
    public void validate(Codes codes, String at, List<Violation> violations) {
        if (child.dateOfBirth().exact().isEmpty()) {
            violations.add(
                    new Violation(
                            "date_incomplete",
                            at + "/child/dateOfBirth",
                            "A registered birth has a full date."));
        } else if (child.dateOfBirth().latest().isAfter(codes.today())) {
            violations.add(
                    new Violation(
                            "date_in_future",
                            at + "/child/dateOfBirth",
                            "The date of birth is after today."));
        }
        codes.placeSince(
                child.birthRegistrationPlace(),
                child.dateOfBirth().earliest(),
                at + "/child/birthRegistrationPlace",
                violations);
        codes.placeEver(child.origin(), at + "/child/origin", violations);
        codes.ethnicity(child.ethnicity(), at + "/child/ethnicity", violations);
        codes.nationality(child.nationality(), at + "/child/nationality", violations);
    }

    @Override
    public void check(Facts facts) {
        throw new IllegalStateException("nobody is on record before the birth");
    }

    @Override
    public List<Effect> effects(Facts facts) {
        throw new IllegalStateException("nobody is on record before the birth");
    }
}
