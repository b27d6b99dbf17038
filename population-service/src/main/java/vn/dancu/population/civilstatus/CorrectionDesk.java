package vn.dancu.population.civilstatus;

import java.util.UUID;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.acts.ActDesk;
import vn.dancu.population.acts.ActView;
import vn.dancu.population.acts.Evidence;

/** Takes corrections that come in another form than as civil-status events. */
@Service
public class CorrectionDesk {
    private final CivilStatusProposals proposals;
    private final ActDesk desk;
    private final JsonMapper json;

    CorrectionDesk(CivilStatusProposals proposals, ActDesk desk, JsonMapper json) {
        this.proposals = proposals;
        this.desk = desk;
        this.json = json;
    }

    /**
     * @param lines by the names that a correction has, each in the form of its code or pattern
     * @return the act: recorded, or proposed if a second officer has to agree
     * @throws ProblemException what a correction is refused for
     */
    public ActView correct(UUID personId, ObjectNode lines, Evidence evidence) {
        ObjectNode named = lines.deepCopy().put("kind", EventKind.CORRECTION.name());
        Correction correction = json.treeToValue(named, Correction.class);
        CivilStatusRequest request = new CivilStatusRequest(personId, null, evidence, correction);
        return desk.propose(
                "civil-status-event", request, personId, () -> proposals.event(request));
    }
}
