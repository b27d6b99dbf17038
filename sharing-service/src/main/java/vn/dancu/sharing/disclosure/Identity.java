package vn.dancu.sharing.disclosure;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;

/** Whom an agency means. Number, name and date of birth must agree as a set. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Identity(
        @Nullable PersonalIdNumber number,
        @Nullable String oldNumber,
        PersonName name,
        PartialDate dateOfBirth) {

    /**
     * @throws ProblemException 422 {@code invalid_fields} unless exactly one number is given
     */
    public static Identity of(
            @Nullable PersonalIdNumber number,
            @Nullable String oldNumber,
            PersonName name,
            PartialDate dateOfBirth) {
        if ((number == null) == (oldNumber == null)) {
            throw ProblemException.invalid(
                    List.of(
                            new Violation(
                                    "one_number_needed",
                                    number == null ? "/number" : "/oldNumber",
                                    "Exactly one of number and oldNumber is given.")));
        }
        return new Identity(number, oldNumber, name, dateOfBirth);
    }

    @Override
    public String toString() {
        return "Identity[hidden]";
    }
}
