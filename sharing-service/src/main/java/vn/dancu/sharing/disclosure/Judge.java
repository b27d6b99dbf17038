package vn.dancu.sharing.disclosure;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import vn.dancu.sharing.accesses.Outcome.Result;
import vn.dancu.sharing.model.Conditions;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.expression.Operand;

/** What a finding means for a question, and how much of it the agreement lets be told. */
record Judge(
        Source source, Conditions conditions, Instant asOf, LocalDate today, Duration retryAfter) {
    /** What is recorded, and what is answered once it is. */
    record Judged(Result outcome, Answer answer) {}

    Judged judge(Request request, Finding finding) {
        return switch (finding.outcome()) {
            case FOUND -> found(request, finding);
            case SUPERSEDED -> superseded(request.question(), finding);
            case DATE_PRECISION_DIFFERS ->
                    disagree(
                            request.question(),
                            Result.DATE_PRECISION_DIFFERS,
                            conditions.datePrecision()
                                    ? Answer.NothingFound.Kind.DATE_PRECISION_DIFFERS
                                    : Answer.NothingFound.Kind.NOT_FOUND);
            case NOT_FOUND -> notFound(request.question(), Result.NOT_FOUND);
            case MISMATCH -> notFound(request.question(), Result.MISMATCH);
            case AMBIGUOUS -> notFound(request.question(), Result.AMBIGUOUS);
            case UNANSWERED ->
                    new Judged(
                            Result.UNAVAILABLE,
                            new Answer.TryLater(Answer.TryLater.Reason.UNAVAILABLE, retryAfter));
        };
    }

    private Judged found(Request request, Finding finding) {
        UUID person = Objects.requireNonNull(finding.personId(), "a person that was found");
        return switch (request.question()) {
            case Question.Lookup lookup ->
                    new Judged(Result.ANSWERED, person(lookup, finding, false));
            case Question.Verification verification -> {
                boolean all = !matched(verification.claims(), finding).containsValue(false);
                yield new Judged(all ? Result.VERIFIED : Result.NOT_VERIFIED, verdict(all));
            }
            case Question.Match match -> {
                var agreeing = matched(match.claims(), finding);
                yield new Judged(
                        agreeing.containsValue(false) ? Result.DIFFERS : Result.MATCHED,
                        new Answer.Matched(agreeing, asOf, synthetic()));
            }
            case Question.Condition condition -> {
                boolean holds =
                        condition.expression().holds(operand -> fact(finding, operand), today);
                yield new Judged(
                        holds ? Result.CONDITION_HOLDS : Result.CONDITION_FAILS, verdict(holds));
            }
            case Question.Relatives relatives ->
                    people(
                            source.relatives(request, person, relatives.roles()).stream()
                                    .filter(kin -> asked(relatives, kin.role()))
                                    .toList(),
                            relatives.lines());
            case Question.Household household ->
                    people(source.household(request, person), household.lines());
            case Question.Enrolment _ ->
                    new Judged(Result.ENROLLED, new Answer.Enrolled(person, asOf, synthetic()));
            case Question.CardStatus card -> {
                Source.CardFinding status = source.card(request, person, card.serial());
                yield new Judged(
                        Result.ANSWERED,
                        new Answer.Card(status.status(), status.expiry(), asOf, synthetic()));
            }
        };
    }

    /** Decision of the agreement: the set of today, and never why the old one ended. */
    private Judged superseded(Question question, Finding finding) {
        if (question instanceof Question.Lookup lookup
                && conditions.currentIfSuperseded()
                && finding.person() != null) {
            return new Judged(Result.SUPERSEDED_ANSWERED, person(lookup, finding, true));
        }
        return disagree(question, Result.SUPERSEDED, Answer.NothingFound.Kind.SUPERSEDED);
    }

    private Judged notFound(Question question, Result outcome) {
        return disagree(question, outcome, Answer.NothingFound.Kind.NOT_FOUND);
    }

    /** A verification is yes or no, and no does not say what differs. */
    private Judged disagree(Question question, Result outcome, Answer.NothingFound.Kind kind) {
        return new Judged(
                outcome,
                question instanceof Question.Verification
                        ? verdict(false)
                        : new Answer.NothingFound(kind));
    }

    private Answer.Person person(Question.Lookup lookup, Finding finding, boolean superseded) {
        UUID id = Objects.requireNonNull(finding.personId(), "a person that was found");
        return new Answer.Person(id, finding.only(lookup.fields()), superseded, asOf, synthetic());
    }

    private Answer.Verdict verdict(boolean holds) {
        return new Answer.Verdict(holds, asOf, synthetic());
    }

    private static Map<PersonField, Boolean> matched(
            Map<PersonField, Claim> claims, Finding finding) {
        Map<String, JsonNode> person = finding.only(List.copyOf(claims.keySet()));
        Map<PersonField, Boolean> agreeing = new EnumMap<>(PersonField.class);
        claims.forEach(
                (field, claim) -> agreeing.put(field, claim.holds(person.get(field.wire()))));
        return agreeing;
    }

    private static Optional<String> fact(Finding finding, Operand operand) {
        JsonNode value = finding.only(List.of(operand.field())).get(operand.field().wire());
        Optional<String> member = operand.member();
        JsonNode fact = value == null || member.isEmpty() ? value : value.get(member.get());
        return fact == null || !fact.isValueNode() || fact.isNull()
                ? Optional.empty()
                : Optional.of(fact.asString());
    }

    private static boolean asked(Question.Relatives question, String role) {
        return PersonField.find(role).map(question.roles()::contains).orElse(false);
    }

    private Judged people(List<Source.Kin> kin, List<PersonField> lines) {
        List<Answer.Other> people =
                kin.stream()
                        .map(
                                k ->
                                        new Answer.Other(
                                                k.role(),
                                                new LinkedHashMap<>(
                                                        Finding.only(k.person(), lines))))
                        .toList();
        return new Judged(Result.ANSWERED, new Answer.People(people, asOf, synthetic()));
    }

    private boolean synthetic() {
        return source.synthetic();
    }
}
