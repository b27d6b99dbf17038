package vn.dancu.sharing.disclosure;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import vn.dancu.sharing.model.PersonField;

/** Where people are known: the register, or the sandbox. */
interface Source {
    /**
     * @param current whether the fields of today are wanted for a set that was superseded
     * @return of each of the people, in their order
     * @throws vn.dancu.platform.problem.ProblemException 503 if it does not answer
     */
    List<Finding> ask(Batch batch, List<PersonField> fields, boolean current);

    List<Kin> relatives(Request request, UUID person, List<PersonField> roles);

    List<Kin> household(Request request, UUID person);

    CardFinding card(Request request, UUID person, Optional<String> serial);

    /** Whether these are people of the sandbox. */
    boolean synthetic();

    /** A relative or member of the household, with whatever is known. */
    record Kin(String role, JsonNode person) {}

    /** The state of a person's card. */
    record CardFinding(String status, @Nullable LocalDate expiry) {}
}
