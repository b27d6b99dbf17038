package vn.dancu.sharing.rest;

import jakarta.validation.Valid;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import vn.dancu.sharing.disclosure.Answer;
import vn.dancu.sharing.disclosure.Disclosures;
import vn.dancu.sharing.disclosure.Question;
import vn.dancu.sharing.disclosure.Request;
import vn.dancu.sharing.rest.Questions.AttributesBody;
import vn.dancu.sharing.rest.Questions.CardBody;
import vn.dancu.sharing.rest.Questions.ExpressionBody;
import vn.dancu.sharing.rest.Questions.FieldsBody;

/** Questions about one person. Personal data is in bodies and never in addresses. */
@RestController
@RequestMapping("/sharing/v1")
class QuestionsController {
    private final Disclosures disclosures;
    private final Requesters requesters;

    QuestionsController(Disclosures disclosures, Requesters requesters) {
        this.disclosures = disclosures;
        this.requesters = requesters;
    }

    /**
     * @param person the fields that were asked for, as far as the register has them
     * @param superseded true where the set that was asked with was replaced by this one
     * @param synthetic true where the person is of the sandbox
     */
    record LookupAnswer(
            UUID personId,
            Map<String, JsonNode> person,
            @Nullable Boolean superseded,
            Instant asOf,
            @Nullable Boolean synthetic) {}

    record VerificationAnswer(boolean verified, Instant asOf, @Nullable Boolean synthetic) {}

    /**
     * @param matches for each attribute whether it agrees
     */
    record MatchAnswer(Map<String, Boolean> matches, Instant asOf, @Nullable Boolean synthetic) {}

    record ExpressionAnswer(boolean holds, Instant asOf, @Nullable Boolean synthetic) {}

    record OtherView(String role, Map<String, JsonNode> person) {}

    record PeopleAnswer(List<OtherView> people, Instant asOf, @Nullable Boolean synthetic) {}

    record CardAnswer(
            String status, @Nullable LocalDate expiry, Instant asOf, @Nullable Boolean synthetic) {}

    /** Look-up (TraCuuThongTinCongDan): the three agree, and fields come back. */
    @PostMapping("/lookups")
    LookupAnswer lookUp(@Valid @RequestBody FieldsBody body) {
        return lookup(ask(body, body, Questions.lookup(body.fields()), Answer.Person.class));
    }

    /** Verification (XacThucThongTinCongDan): yes or no. No does not say what differs. */
    @PostMapping("/verifications")
    VerificationAnswer verify(@Valid @RequestBody AttributesBody body) {
        var question = new Question.Verification(body.claims());
        var verdict = ask(body, body, question, Answer.Verdict.class);
        return new VerificationAnswer(verdict.holds(), verdict.asOf(), synthetic(verdict));
    }

    /** Which of the attributes agree. */
    @PostMapping("/matches")
    MatchAnswer match(@Valid @RequestBody AttributesBody body) {
        return matched(ask(body, body, Questions.match(body.claims()), Answer.Matched.class));
    }

    /** Whether a condition holds. */
    @PostMapping("/expressions")
    ExpressionAnswer express(@Valid @RequestBody ExpressionBody body) {
        var question = Questions.condition(body.expression());
        var verdict = ask(body, body, question, Answer.Verdict.class);
        return new ExpressionAnswer(verdict.holds(), verdict.asOf(), synthetic(verdict));
    }

    /** Relatives on record, without those under protection. */
    @PostMapping("/relatives")
    PeopleAnswer relatives(@Valid @RequestBody FieldsBody body) {
        return people(ask(body, body, Questions.relatives(body.fields()), Answer.People.class));
    }

    /** Members of the household, without those under protection. */
    @PostMapping("/households")
    PeopleAnswer household(@Valid @RequestBody FieldsBody body) {
        return people(ask(body, body, Questions.household(body.fields()), Answer.People.class));
    }

    /** Whether the identity card is in force. */
    @PostMapping("/card-statuses")
    CardAnswer cardStatus(@Valid @RequestBody CardBody body) {
        return card(ask(body, body, Questions.cardStatus(body.serial()), Answer.Card.class));
    }

    private <T extends Answer.Told> T ask(
            Asking asking, Asking.AboutOne about, Question question, Class<T> kind) {
        var request = new Request(requesters.of(asking), about.identity(), question);
        return Told.in(disclosures.answer(request), kind, Questions.pointers(question));
    }

    static LookupAnswer lookup(Answer.Person person) {
        return new LookupAnswer(
                person.personId(),
                person.fields(),
                person.superseded() ? true : null,
                person.asOf(),
                synthetic(person));
    }

    private static MatchAnswer matched(Answer.Matched matched) {
        Map<String, Boolean> byName = new LinkedHashMap<>();
        matched.agreeing().forEach((field, agrees) -> byName.put(field.wire(), agrees));
        return new MatchAnswer(byName, matched.asOf(), synthetic(matched));
    }

    private static PeopleAnswer people(Answer.People people) {
        return new PeopleAnswer(
                people.people().stream()
                        .map(other -> new OtherView(other.role(), other.fields()))
                        .toList(),
                people.asOf(),
                synthetic(people));
    }

    private static CardAnswer card(Answer.Card card) {
        return new CardAnswer(card.status(), card.expiry(), card.asOf(), synthetic(card));
    }

    static @Nullable Boolean synthetic(Answer.Told told) {
        return told.synthetic() ? true : null;
    }
}
