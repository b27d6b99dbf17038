package vn.dancu.sharing.disclosure;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.platform.calls.InternalCalls;
import vn.dancu.platform.calls.InternalClient;

/** What citizens ask to be corrected, as acts of the register, where officers decide on them. */
@Component
public class ProposedCorrections {
    private static final String ROOT = "/internal/population/v1/citizen-corrections";
    private static final String PURPOSE = "own-record";

    private final InternalCalls calls;

    ProposedCorrections(InternalCalls calls) {
        this.calls = calls;
    }

    private record Question(
            UUID requestId, UUID personId, ObjectNode correction, JsonNode evidence) {
        @Override
        public String toString() {
            return "Question[hidden]";
        }
    }

    private record StatesQuestion(UUID personId, List<UUID> actIds) {}

    private record WithdrawalQuestion(UUID personId, UUID actId) {}

    /**
     * @param state {@code PROPOSED}, {@code RECORDED}, {@code REFUSED}, {@code WITHDRAWN} …
     * @param reason why it was refused
     */
    public record Standing(UUID actId, String state, @Nullable String reason) {}

    private record Standings(List<Standing> items) {}

    /**
     * Proposes a correction on behalf of the current caller; the same request id is the same act.
     *
     * @return the act
     * @throws vn.dancu.platform.calls.CalleeRefusedException 422 and 409 with the register's own
     *     codes and pointers
     */
    public UUID propose(UUID requestId, UUID person, ObjectNode correction, JsonNode evidence) {
        ObjectNode named = correction.deepCopy().put("kind", "CORRECTION");
        return register()
                .postIdempotent(
                        ROOT, new Question(requestId, person, named, evidence), Standing.class)
                .actId();
    }

    public List<Standing> states(UUID person, List<UUID> acts) {
        return register()
                .postIdempotent(ROOT + "/states", new StatesQuestion(person, acts), Standings.class)
                .items();
    }

    /**
     * @throws vn.dancu.platform.calls.CalleeRefusedException 409 {@code act_already_decided}
     */
    public void withdraw(UUID person, UUID act) {
        var _ =
                register()
                        .post(
                                ROOT + "/withdrawal",
                                new WithdrawalQuestion(person, act),
                                Standing.class);
    }

    private InternalClient register() {
        return calls.to("population-service").forPurpose(PURPOSE);
    }
}
