package vn.dancu.sharing.osia;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import vn.dancu.platform.osia.OsiaException;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.disclosure.Answer;
import vn.dancu.sharing.disclosure.Disclosures;
import vn.dancu.sharing.disclosure.Identity;
import vn.dancu.sharing.disclosure.Question;
import vn.dancu.sharing.disclosure.Request;
import vn.dancu.sharing.disclosure.Requester;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.ProcedureCode;
import vn.dancu.sharing.model.PurposeCode;
import vn.dancu.sharing.model.RequestId;
import vn.dancu.sharing.rest.Asking;

/** Asks the core for OSIA's operations, and says what it refuses as OSIA says it. */
@Component
class Agreed {
    private final Disclosures disclosures;
    private final Callers callers;

    Agreed(Disclosures disclosures, Callers callers) {
        this.disclosures = disclosures;
        this.callers = callers;
    }

    private record Stated(
            ProcedureCode procedure,
            @Nullable OfficerCode officer,
            PurposeCode purpose,
            @Nullable RequestId requestId)
            implements Asking {}

    /**
     * Who asks, in which procedure: OSIA's bodies have no place for it, so that headers say it.
     *
     * @throws ProblemException 403 {@code agency_missing}
     */
    Requester requester(String procedure, @Nullable String officer, @Nullable String requestId) {
        Caller caller = callers.current();
        return new Stated(
                        new ProcedureCode(procedure),
                        officer == null ? null : new OfficerCode(officer),
                        new PurposeCode(String.valueOf(caller.purpose())),
                        requestId == null ? null : new RequestId(requestId))
                .requester(caller);
    }

    /**
     * @throws OsiaException 403 with the code of the refusal, 404, 429, 503
     */
    <T extends Answer.Told> T ask(
            Requester requester, Identity identity, Question question, Class<T> kind) {
        return switch (disclosures.answer(new Request(requester, identity, question))) {
            case Answer.Told told -> kind.cast(told);
            case Answer.NothingFound nothing ->
                    throw OsiaException.of(
                            HttpStatus.NOT_FOUND,
                            switch (nothing.kind()) {
                                case NOT_FOUND -> "person_not_found";
                                case SUPERSEDED -> "superseded";
                                case DATE_PRECISION_DIFFERS -> "date_precision_differs";
                            });
            case Answer.Refused refused ->
                    throw OsiaException.of(HttpStatus.FORBIDDEN, refused.refusal().code());
            case Answer.TryLater later ->
                    throw switch (later.reason()) {
                        case QUOTA_EXCEEDED, AGENCY_BUSY ->
                                OsiaException.later(
                                        HttpStatus.TOO_MANY_REQUESTS,
                                        later.reason().name().toLowerCase(Locale.ROOT),
                                        later.after());
                        case NOT_REACHED, UNAVAILABLE ->
                                OsiaException.later(
                                        HttpStatus.SERVICE_UNAVAILABLE,
                                        "unavailable",
                                        later.after());
                    };
        };
    }

    /**
     * @throws OsiaException 403 with the code of the refusal, 404, 429, 503
     */
    Answer.Person read(Requester requester, Identity identity, List<PersonField> fields) {
        return ask(requester, identity, new Question.Lookup(fields), Answer.Person.class);
    }
}
