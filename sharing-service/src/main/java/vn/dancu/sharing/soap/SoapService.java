package vn.dancu.sharing.soap;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.sharing.agreements.AgreementBook;
import vn.dancu.sharing.disclosure.Answer;
import vn.dancu.sharing.disclosure.Disclosures;
import vn.dancu.sharing.disclosure.Question;
import vn.dancu.sharing.disclosure.Request;
import vn.dancu.sharing.disclosure.Requester;
import vn.dancu.sharing.model.Client;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.Standing;
import vn.dancu.sharing.soap.SoapUsers.SoapUser;

/** Asks the core for a call, and writes what it answers in the words of the service. */
@Component
class SoapService {
    /** What CongDan has an element for, in its order. */
    private static final List<PersonField> CITIZEN =
            List.of(
                    PersonField.NUMBER,
                    PersonField.OLD_NUMBER,
                    PersonField.NAME,
                    PersonField.SEX,
                    PersonField.ETHNICITY,
                    PersonField.RELIGION,
                    PersonField.NATIONALITY,
                    PersonField.MARITAL_STATUS,
                    PersonField.BLOOD_GROUP,
                    PersonField.DATE_OF_BIRTH,
                    PersonField.BIRTH_REGISTRATION_PLACE,
                    PersonField.ORIGIN,
                    PersonField.PERMANENT_RESIDENCE,
                    PersonField.CURRENT_RESIDENCE,
                    PersonField.FATHER,
                    PersonField.MOTHER,
                    PersonField.SPOUSE,
                    PersonField.HOUSEHOLD_HEAD,
                    PersonField.RELATIONSHIP_TO_HEAD);

    /** What XacMinhThongTinNhanThan tells. */
    private static final List<PersonField> PARTICULARS =
            List.of(
                    PersonField.NUMBER,
                    PersonField.OLD_NUMBER,
                    PersonField.NAME,
                    PersonField.DATE_OF_BIRTH,
                    PersonField.FATHER,
                    PersonField.MOTHER);

    private final Disclosures disclosures;
    private final AgreementBook book;
    private final Clock clock;

    SoapService(Disclosures disclosures, AgreementBook book, Clock clock) {
        this.disclosures = disclosures;
        this.book = book;
        this.clock = clock;
    }

    /**
     * @throws SoapFault 008 {@code agency_mismatch}; what the core refuses; 020 to 022 for later
     */
    byte[] answer(SoapUser user, Inquiry inquiry) {
        if (inquiry.agency().filter(stated -> !stated.equals(user.agency())).isPresent()) {
            throw SoapFault.of(Loi.AGENCY_MISMATCH);
        }
        var requester =
                new Requester(
                        user.agency(),
                        user.client(),
                        inquiry.officer(),
                        inquiry.procedure(),
                        user.purpose(),
                        Optional.of(inquiry.requestId()),
                        false);
        Answer answer =
                disclosures.answer(
                        new Request(requester, inquiry.identity(), question(user, inquiry)));
        return switch (answer) {
            case Answer.Person person -> found(inquiry, person);
            case Answer.Verdict verdict -> Replies.verdict(verdict.holds(), inquiry.legacy());
            case Answer.NothingFound nothing -> nobody(inquiry, nothing);
            case Answer.Refused refused -> throw SoapFault.of(Loi.of(refused.refusal()));
            case Answer.TryLater later -> throw SoapFault.later(reason(later), later.after());
            case Answer.Matched m -> throw notAsked();
            case Answer.People p -> throw notAsked();
            case Answer.Card c -> throw notAsked();
            case Answer.Enrolled e -> throw notAsked();
        };
    }

    private Question question(SoapUser user, Inquiry inquiry) {
        return switch (inquiry.service()) {
            case TRA_CUU -> new Question.Lookup(agreed(user, inquiry, CITIZEN));
            case XAC_THUC -> new Question.Verification(Map.of());
            case XAC_MINH -> new Question.Lookup(agreed(user, inquiry, PARTICULARS));
        };
    }

    /**
     * The calls name no fields: a client gets what its procedure is agreed for. Where nothing is, a
     * name is asked for, so that the core refuses and records it.
     */
    private List<PersonField> agreed(SoapUser user, Inquiry inquiry, List<PersonField> told) {
        Standing standing = book.remembered(user.agency());
        if (standing.client(user.client()).isEmpty()) {
            standing = book.read(user.agency()); // registered after what is remembered
        }
        boolean sandbox = standing.client(user.client()).map(Client::sandbox).orElse(false);
        Set<PersonField> agreed =
                standing.agreements().stream()
                        .filter(a -> a.terms().conditions().sandbox() == sandbox)
                        .map(a -> a.terms().procedures().get(inquiry.procedure()))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(Set.of());
        List<PersonField> fields = told.stream().filter(agreed::contains).toList();
        return fields.isEmpty() ? List.of(PersonField.NAME) : fields;
    }

    private static byte[] found(Inquiry inquiry, Answer.Person person) {
        String note = person.superseded() ? "superseded" : person.synthetic() ? "synthetic" : null;
        return Replies.citizens(
                wrapper(inquiry), inquiry.requestId().text(), person.asOf(), person, note);
    }

    private byte[] nobody(Inquiry inquiry, Answer.NothingFound nothing) {
        String note =
                switch (nothing.kind()) {
                    case NOT_FOUND -> "person_not_found";
                    case SUPERSEDED -> "superseded";
                    case DATE_PRECISION_DIFFERS -> "date_precision_differs";
                };
        return Replies.citizens(
                wrapper(inquiry), inquiry.requestId().text(), clock.instant(), null, note);
    }

    private static @Nullable String wrapper(Inquiry inquiry) {
        return inquiry.service() == Inquiry.Service.XAC_MINH
                ? "XacMinhThongTinNhanThanResponse"
                : null;
    }

    private static Loi reason(Answer.TryLater later) {
        return switch (later.reason()) {
            case QUOTA_EXCEEDED -> Loi.QUOTA_EXCEEDED;
            case AGENCY_BUSY -> Loi.AGENCY_BUSY;
            case NOT_REACHED, UNAVAILABLE -> Loi.UNAVAILABLE;
        };
    }

    private static IllegalStateException notAsked() {
        return new IllegalStateException("an answer to a question that no call asks");
    }
}
