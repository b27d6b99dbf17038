package vn.dancu.sharing.disclosure;

import vn.dancu.sharing.model.Access;

/** One question about one person, the same for every protocol. */
public record Request(Requester requester, Identity identity, Question question) {
    Access access() {
        return requester.access(question.operation(), question.fields());
    }
}
