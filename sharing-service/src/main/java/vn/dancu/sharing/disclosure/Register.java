package vn.dancu.sharing.disclosure;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.calls.InternalCalls;
import vn.dancu.platform.calls.InternalClient;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.Selection;
import vn.dancu.sharing.model.Territory;

/** The population register, asked over internal interfaces; nothing of it is kept here. */
@Component
class Register implements Source {
    /** What sharing asks with, whatever the protocol; never what opens protected records. */
    private static final Set<String> SCOPES = Set.of("sharing.query");

    private final InternalCalls calls;
    private final DisclosureLimits limits;

    Register(InternalCalls calls, DisclosureLimits limits) {
        this.calls = calls;
        this.limits = limits;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Lookup(
            @JsonUnwrapped Identity identity,
            List<PersonField> fields,
            @Nullable Boolean currentIfSuperseded) {}

    /** The same about several people. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Lookups(
            List<Identity> people,
            List<PersonField> fields,
            @Nullable Boolean currentIfSuperseded) {}

    record Findings(@Nullable List<@Nullable Finding> answers) {}

    record RelativesQuestion(UUID personId, List<PersonField> roles) {}

    record PersonQuestion(UUID personId) {}

    record KinAnswer(@Nullable List<Kin> people) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CardQuestion(UUID personId, @Nullable String serial) {}

    record CardAnswer(@Nullable String status, @Nullable LocalDate expiry) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ExtractQuestion(
            @Nullable String province,
            @Nullable String district,
            @Nullable String commune,
            @Nullable Integer bornFrom,
            @Nullable Integer bornTo,
            @Nullable Sex sex,
            @Nullable List<PersonalIdNumber> numbers,
            @Nullable Instant changedSince,
            List<PersonField> fields,
            @Nullable UUID after,
            int limit) {
        static ExtractQuestion of(
                Selection selection, List<PersonField> fields, @Nullable UUID after, int limit) {
            return new ExtractQuestion(
                    selection.territory().map(Territory::province).orElse(null),
                    selection.territory().flatMap(Territory::district).orElse(null),
                    selection.territory().flatMap(Territory::commune).orElse(null),
                    selection.born().flatMap(Selection.BirthYears::from).orElse(null),
                    selection.born().flatMap(Selection.BirthYears::to).orElse(null),
                    selection.sex().orElse(null),
                    selection.numbers().isEmpty() ? null : selection.numbers(),
                    selection.changedSince().orElse(null),
                    fields,
                    after,
                    limit);
        }

        @Override
        public String toString() {
            return "ExtractQuestion[hidden]";
        }
    }

    record ExtractAnswer(@Nullable List<Extracts.Extracted> people, @Nullable UUID next) {}

    /** The people who are selected, after one. */
    Extracts.Page extract(
            Requester requester,
            Selection selection,
            List<PersonField> fields,
            @Nullable UUID after,
            int limit) {
        ExtractAnswer answer =
                to("population-service", requester)
                        .postIdempotent(
                                "/internal/population/v1/extracts",
                                ExtractQuestion.of(selection, fields, after, limit),
                                ExtractAnswer.class);
        if (answer.people() == null || answer.people().size() > limit) {
            throw halfAnswered();
        }
        return new Extracts.Page(answer.people(), answer.next());
    }

    record ChangesQuestion(List<Notices.Change> changes) {}

    record ChangesAnswer(@Nullable List<Notices.Touched> changes) {}

    /** Which lines changes touched, in their order, as far as the agency may learn of it. */
    List<Notices.Touched> touched(Requester requester, List<Notices.Change> changes) {
        ChangesAnswer answer =
                to("population-service", requester)
                        .postIdempotent(
                                "/internal/population/v1/changes",
                                new ChangesQuestion(changes),
                                ChangesAnswer.class);
        if (answer.changes() == null || answer.changes().size() != changes.size()) {
            throw halfAnswered();
        }
        return answer.changes();
    }

    @Override
    public List<Finding> ask(Batch batch, List<PersonField> fields, boolean current) {
        InternalClient population = to("population-service", batch.requester());
        Boolean wanted = current ? true : null;
        if (batch.size() == 1) {
            Identity one = batch.people().getFirst();
            return List.of(
                    whole(
                            population.post(
                                    "/internal/population/v1/lookups",
                                    new Lookup(one, fields, wanted),
                                    Finding.class)));
        }
        List<@Nullable Finding> findings =
                population
                        .post(
                                "/internal/population/v1/lookup-batches",
                                new Lookups(batch.people(), fields, wanted),
                                Findings.class)
                        .answers();
        if (findings == null || findings.size() != batch.size()) {
            throw halfAnswered();
        }
        return findings.stream().map(this::whole).toList();
    }

    private Finding whole(@Nullable Finding finding) {
        if (finding == null
                || finding.outcome() == null
                || (finding.tells() && finding.personId() == null)) {
            throw halfAnswered();
        }
        return finding;
    }

    @Override
    public List<Kin> relatives(Request request, UUID person, List<PersonField> roles) {
        return people(
                to("population-service", request)
                        .post(
                                "/internal/population/v1/relatives",
                                new RelativesQuestion(person, roles),
                                KinAnswer.class));
    }

    @Override
    public List<Kin> household(Request request, UUID person) {
        return people(
                to("population-service", request)
                        .post(
                                "/internal/population/v1/household-members",
                                new PersonQuestion(person),
                                KinAnswer.class));
    }

    private List<Kin> people(KinAnswer answer) {
        if (answer.people() == null) {
            throw halfAnswered();
        }
        return answer.people();
    }

    @Override
    public CardFinding card(Request request, UUID person, Optional<String> serial) {
        CardAnswer answer =
                to("card-issuance-service", request)
                        .post(
                                "/internal/cards/v1/person-status",
                                new CardQuestion(person, serial.orElse(null)),
                                CardAnswer.class);
        String status = answer.status();
        if (status == null) {
            throw halfAnswered();
        }
        return new CardFinding(status, answer.expiry());
    }

    @Override
    public boolean synthetic() {
        return false;
    }

    /** On behalf of the agency, as the core knows it, so that each protocol asks alike. */
    private InternalClient to(String service, Request request) {
        return to(service, request.requester());
    }

    private InternalClient to(String service, Requester requester) {
        String client = requester.client().identifier();
        return calls.to(service)
                .onBehalfOf(
                        new Caller(
                                client,
                                client,
                                requester.agency().text(),
                                requester.officer().map(OfficerCode::text).orElse(null),
                                vn.dancu.platform.security.Territory.NONE,
                                SCOPES,
                                requester.purpose().text()));
    }

    /** An answer without its parts is no answer: nothing is concluded from it. */
    private ProblemException halfAnswered() {
        return ProblemException.unavailable(
                "unavailable", "The register answered in part only.", limits.retryAfter());
    }
}
