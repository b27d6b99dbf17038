package vn.dancu.sharing.disclosure;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import vn.dancu.platform.web.Correlation;
import vn.dancu.sharing.VietnamDay;
import vn.dancu.sharing.accesses.AccessRecords;
import vn.dancu.sharing.accesses.Outcome;
import vn.dancu.sharing.agreements.AgreementBook;
import vn.dancu.sharing.figures.Figures;
import vn.dancu.sharing.model.Access;
import vn.dancu.sharing.model.AccessRules;
import vn.dancu.sharing.model.Agreement;
import vn.dancu.sharing.model.Decision;
import vn.dancu.sharing.model.Operation;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.Refusal;
import vn.dancu.sharing.model.Standing;
import vn.dancu.sharing.model.Topic;
import vn.dancu.sharing.proofs.Digests;

/**
 * What subscribers may be told, decided like any other access: by the agreement as it stands, by
 * what the register lets be learned, and on record in the transaction that makes it deliverable.
 */
@Component
public class Notices {
    private final AgreementBook book;
    private final Register register;
    private final AccessRecords records;
    private final ObjectProvider<Consents> consents;
    private final Figures figures;
    private final VietnamDay day;
    private final CanonicalForm form;
    private final Digests digests;

    Notices(
            AgreementBook book,
            Register register,
            AccessRecords records,
            ObjectProvider<Consents> consents,
            Figures figures,
            VietnamDay day,
            CanonicalForm form,
            Digests digests) {
        this.book = book;
        this.register = register;
        this.records = records;
        this.consents = consents;
        this.figures = figures;
        this.day = day;
        this.form = form;
        this.digests = digests;
    }

    /** Whether a subscriber may be told anything at this moment. */
    public sealed interface Permission {
        /** Under which agreement. */
        record Granted(Agreement agreement) implements Permission {}

        /**
         * @param topicIndex the first topic that is not agreed
         */
        record Denied(Refusal refusal, Optional<Integer> topicIndex) implements Permission {}
    }

    /**
     * A change of a record.
     *
     * @param version that it made; none: only whether the record is closed is of interest
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Change(UUID personId, @Nullable Long version) {}

    /**
     * What may be learned of a change.
     *
     * @param lines that it touched, by their wire names
     * @param closed whether the record is closed now
     * @param setForgotten a look-up with number, name and date of before finds nobody any more
     */
    public record Touched(List<String> lines, boolean closed, boolean setForgotten) {
        public Touched {
            lines = List.copyOf(lines);
        }
    }

    /**
     * What a subscriber is told.
     *
     * @param named the lines that it names or stands for, as the citizen sees them
     */
    public record Notice(
            UUID id,
            UUID subscription,
            UUID person,
            Topic topic,
            List<PersonField> named,
            boolean synthetic) {}

    /**
     * Decides whether to take a subscription; a refusal is recorded, it concerns nobody by name.
     */
    public Permission subscribe(Requester requester, List<Topic> topics) {
        Standing standing = book.read(requester.agency());
        Permission permission = decide(requester, standing, topics);
        if (permission instanceof Permission.Denied denied) {
            Access access = requester.access(Operation.SUBSCRIPTION, List.of());
            var outcome = new Outcome.Refused(denied.refusal());
            records.append(
                    attempt(
                            requester,
                            access,
                            standing,
                            outcome,
                            Optional.empty(),
                            Optional.empty(),
                            form.of(new Answer.Refused(denied.refusal(), denied.topicIndex()))));
            figures.count(access.agency(), access.operation(), outcome.code(), 0);
        }
        return permission;
    }

    /** Decides from the database whether a subscription may go on. */
    public Permission standing(Requester requester) {
        return decide(requester, book.read(requester.agency()), List.of());
    }

    private Permission decide(Requester requester, Standing standing, List<Topic> topics) {
        Access access = requester.access(Operation.SUBSCRIPTION, List.of());
        Decision decision =
                requester.contradicted()
                        ? new Decision.Refused(
                                Refusal.OFFICER_NOT_AUTHORISED, Optional.empty(), Optional.empty())
                        : AccessRules.decide(standing, access, day.today());
        return switch (decision) {
            case Decision.Refused refused ->
                    new Permission.Denied(refused.refusal(), Optional.empty());
            case Decision.Allowed allowed -> withTopics(requester, allowed.agreement(), topics);
        };
    }

    private static Permission withTopics(
            Requester requester, Agreement agreement, List<Topic> topics) {
        for (int i = 0; i < topics.size(); i++) {
            Topic topic = topics.get(i);
            if (!topic.agreed(agreement.terms(), requester.procedure())) {
                return new Permission.Denied(
                        topic == Topic.CARD
                                ? Refusal.OPERATION_NOT_AGREED
                                : Refusal.FIELD_NOT_AGREED,
                        Optional.of(i));
            }
        }
        return new Permission.Granted(agreement);
    }

    /** Whether the agreement, and the person's consent where it is needed, stand at this moment. */
    public boolean stands(Requester requester, Agreement agreement, UUID person) {
        return agreement.inForceOn(day.today())
                && records.stands(
                        requester.access(Operation.SUBSCRIPTION, List.of()), agreement, person);
    }

    /** Whether the person's consent stands, or none is needed; in the sandbox it was asked once. */
    public boolean consented(Requester requester, Agreement agreement, UUID person) {
        var conditions = agreement.terms().conditions();
        if (!conditions.consentNeeded() || conditions.sandbox()) {
            return true;
        }
        Consents keeper = consents.getIfAvailable();
        return keeper != null && keeper.cover(person, requester.agency(), requester.purpose());
    }

    /**
     * In the order of the changes.
     *
     * @throws vn.dancu.platform.problem.ProblemException 503 if the register does not answer
     */
    public List<Touched> touched(Requester requester, List<Change> changes) {
        return register.touched(requester, changes);
    }

    /**
     * Records that a subscriber is told, within the caller's transaction.
     *
     * @return false if the agreement or the consent does not stand: then nothing may be told
     */
    public boolean record(Requester requester, Agreement agreement, Notice notice) {
        Access access = requester.access(Operation.SUBSCRIPTION, notice.named());
        boolean recorded =
                records.appendWhileActive(
                        attempt(
                                requester,
                                access,
                                book.remembered(access.agency()),
                                Outcome.Result.NOTIFIED,
                                Optional.of(agreement),
                                Optional.of(notice.person()),
                                form.ofNotice(notice)));
        if (recorded) {
            figures.count(access.agency(), access.operation(), Outcome.Result.NOTIFIED.code(), 0);
        }
        return recorded;
    }

    private AccessRecords.Attempt attempt(
            Requester requester,
            Access access,
            Standing standing,
            Outcome outcome,
            Optional<Agreement> agreement,
            Optional<UUID> person,
            String answer) {
        return new AccessRecords.Attempt(
                access,
                standing.client(access.client()),
                requester.requestId(),
                Correlation.current(),
                outcome,
                agreement,
                person,
                digests.of(form.written(form.of(access, requester.requestId())), answer));
    }
}
