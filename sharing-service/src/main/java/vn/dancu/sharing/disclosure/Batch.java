package vn.dancu.sharing.disclosure;

import java.util.List;
import vn.dancu.sharing.model.Access;

/** The same question of one requester about several people; each is an access of its own. */
public record Batch(Requester requester, Question question, List<Identity> people) {
    public Batch {
        people = List.copyOf(people);
        if (people.isEmpty()) {
            throw new IllegalArgumentException("a question about nobody");
        }
    }

    static Batch of(Request request) {
        return new Batch(request.requester(), request.question(), List.of(request.identity()));
    }

    int size() {
        return people.size();
    }

    /** What is asked to be done with each of them: the agreement decides of all alike. */
    Access access() {
        return requester.access(question.operation(), question.fields());
    }

    Request request(int place) {
        return new Request(requester, people.get(place), question);
    }

    /** The same about some of them: at most so many from a place on. */
    Batch part(int from, int most) {
        return new Batch(requester, question, people.subList(from, Math.min(size(), from + most)));
    }
}
