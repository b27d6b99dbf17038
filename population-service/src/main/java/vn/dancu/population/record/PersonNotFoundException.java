package vn.dancu.population.record;

import java.util.List;
import org.springframework.http.HttpStatus;
import vn.dancu.platform.problem.ProblemException;

/** 404: nobody with that id is on record, or not for this caller. */
public final class PersonNotFoundException extends ProblemException {
    public PersonNotFoundException() {
        super(
                HttpStatus.NOT_FOUND,
                "person_not_found",
                "No such person is on record.",
                List.of(),
                null);
    }
}
