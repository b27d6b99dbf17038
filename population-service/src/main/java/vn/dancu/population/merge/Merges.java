package vn.dancu.population.merge;

import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.acts.Act;
import vn.dancu.population.acts.Acts;
import vn.dancu.population.acts.Proposal;

/** Proposes merges, for officers and for the decisions of reviews. */
@Component
public class Merges {
    /** The kinds of acts that merges are. */
    public static final Set<String> KINDS = MergeActs.NAMES;

    private final Acts acts;
    private final MergeActs kind;

    Merges(Acts acts, MergeActs kind) {
        this.acts = acts;
        this.kind = kind;
    }

    /**
     * @return the merge, which waits for its second officer
     * @throws ProblemException what {@link MergeActs} refuses
     */
    public Act propose(MergeRequest request) {
        if (request.survivorId().equals(request.sourceId())) {
            throw ProblemException.refused(
                    "records_are_one", "A record is not merged with itself.", "/sourceId");
        }
        UUID survivor = request.survivorId();
        return acts.propose(
                new Proposal<>(
                        kind,
                        survivor,
                        new Merge(request.sourceId()),
                        request.evidence(),
                        null,
                        request,
                        ""));
    }
}
