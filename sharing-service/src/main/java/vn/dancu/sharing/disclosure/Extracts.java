package vn.dancu.sharing.disclosure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
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
import vn.dancu.sharing.model.Selection;
import vn.dancu.sharing.model.Standing;
import vn.dancu.sharing.proofs.Digests;

/**
 * The people whom an agency selects, page by page, for exports. The agreement is decided anew for
 * each page, and each person on it is on record in the transaction that stores the page.
 */
@Component
public class Extracts {
    private final AgreementBook book;
    private final Register register;
    private final SandboxPeople sandbox;
    private final AccessRecords records;
    private final Figures figures;
    private final VietnamDay day;
    private final CanonicalForm form;
    private final Digests digests;

    Extracts(
            AgreementBook book,
            Register register,
            SandboxPeople sandbox,
            AccessRecords records,
            Figures figures,
            VietnamDay day,
            CanonicalForm form,
            Digests digests) {
        this.book = book;
        this.register = register;
        this.sandbox = sandbox;
        this.records = records;
        this.figures = figures;
        this.day = day;
        this.form = form;
        this.digests = digests;
    }

    /** Whether an export is allowed at this moment. */
    public sealed interface Permission {
        /** Under which agreement. */
        record Granted(Agreement agreement, boolean synthetic) implements Permission {}

        /**
         * @param fieldIndex the first field that is not agreed
         */
        record Denied(Refusal refusal, Optional<Integer> fieldIndex) implements Permission {}
    }

    /**
     * @param next after whom to go on; none: that was all
     */
    public record Page(List<Extracted> people, @Nullable UUID next) {}

    /** A person with the fields asked for. */
    public record Extracted(UUID personId, Map<String, JsonNode> person) {
        @Override
        public String toString() {
            return "Extracted[hidden]";
        }
    }

    /**
     * Decides from the database; a refusal is recorded, it concerns nobody by name. What the
     * selection tells of people must be agreed too: its lines count behind the fields.
     */
    public Permission permit(Requester requester, List<PersonField> fields, Selection selection) {
        List<PersonField> told = new ArrayList<>(fields);
        told.addAll(selection.tells());
        Access access = requester.access(Operation.EXPORT, told);
        Standing standing = book.read(access.agency());
        Decision decision =
                requester.contradicted()
                        ? new Decision.Refused(
                                Refusal.OFFICER_NOT_AUTHORISED, Optional.empty(), Optional.empty())
                        : AccessRules.decide(standing, access, day.today());
        return switch (decision) {
            case Decision.Allowed allowed -> granted(requester, access, standing, allowed);
            case Decision.Refused refused -> denied(requester, access, standing, refused);
        };
    }

    private Permission granted(
            Requester requester, Access access, Standing standing, Decision.Allowed allowed) {
        Agreement agreement = allowed.agreement();
        // Whoever needs each citizen's consent asks about each citizen.
        if (agreement.terms().conditions().consentNeeded()) {
            return denied(
                    requester,
                    access,
                    standing,
                    new Decision.Refused(
                            Refusal.CONSENT_MISSING, Optional.of(agreement), Optional.empty()));
        }
        return new Permission.Granted(agreement, agreement.terms().conditions().sandbox());
    }

    private Permission denied(
            Requester requester, Access access, Standing standing, Decision.Refused refused) {
        var outcome = new Outcome.Refused(refused.refusal());
        var answer = new Answer.Refused(refused.refusal(), refused.fieldIndex());
        records.append(
                attempt(
                        requester,
                        access,
                        standing,
                        outcome,
                        refused.agreement(),
                        form.of(answer)));
        figures.count(access.agency(), access.operation(), outcome.code(), 0);
        return new Permission.Denied(refused.refusal(), refused.fieldIndex());
    }

    /**
     * @throws vn.dancu.platform.problem.ProblemException 503 if the register does not answer
     */
    public Page page(
            Requester requester,
            boolean synthetic,
            Selection selection,
            List<PersonField> fields,
            @Nullable UUID after,
            int limit) {
        Page page =
                synthetic
                        ? sandbox.extract(selection)
                        : register.extract(requester, selection, fields, after, limit);
        List<Extracted> only = new ArrayList<>();
        for (Extracted extracted : page.people()) {
            Map<String, JsonNode> chosen = new LinkedHashMap<>();
            for (PersonField field : fields) {
                JsonNode value = extracted.person().get(field.wire());
                if (value != null && !value.isNull()) {
                    chosen.put(field.wire(), value);
                }
            }
            only.add(new Extracted(extracted.personId(), chosen));
        }
        return new Page(only, page.next());
    }

    /**
     * Records that these people are exported, within the caller's transaction.
     *
     * @return false if the agreement is no longer in force: then nothing may be stored
     */
    public boolean record(
            Requester requester, Agreement agreement, List<PersonField> fields, Page page) {
        Access access = requester.access(Operation.EXPORT, fields);
        var attempt =
                attempt(
                        requester,
                        access,
                        book.remembered(access.agency()),
                        Outcome.Result.ANSWERED,
                        Optional.of(agreement),
                        "");
        Map<UUID, String> told = new LinkedHashMap<>();
        page.people()
                .forEach(
                        person ->
                                told.put(
                                        person.personId(),
                                        digests.ofAnswer(form.ofExtracted(person))));
        return records.appendAllWhileActive(attempt, told);
    }

    private AccessRecords.Attempt attempt(
            Requester requester,
            Access access,
            Standing standing,
            Outcome outcome,
            Optional<Agreement> agreement,
            String answer) {
        return new AccessRecords.Attempt(
                access,
                standing.client(access.client()),
                requester.requestId(),
                Correlation.current(),
                outcome,
                agreement,
                Optional.empty(),
                digests.of(form.written(form.of(access, requester.requestId())), answer));
    }
}
