package vn.dancu.sharing.model;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Decides an access against the agreements of the agency that asks. Deny by default: what no active
 * agreement names is refused, field by field (Decree 37/2021 on who may use the database and how).
 */
public final class AccessRules {
    /** In this order, so that the answer names the widest thing that is missing. */
    private static final List<Rule> RULES =
            List.of(
                    new Rule(
                            Refusal.OPERATION_NOT_AGREED,
                            (terms, access, standing) ->
                                    terms.operations().contains(access.operation())),
                    new Rule(
                            Refusal.PURPOSE_NOT_AGREED,
                            (terms, access, standing) ->
                                    terms.purposes().contains(access.purpose())),
                    new Rule(
                            Refusal.OFFICER_NOT_AUTHORISED,
                            (terms, access, standing) ->
                                    terms.officers().allow(access.officer(), standing.officers())));

    private AccessRules() {}

    /**
     * @param today the day in Vietnam
     */
    public static Decision decide(Standing standing, Access access, LocalDate today) {
        Optional<Client> client = standing.client(access.client());
        if (client.isEmpty()) {
            return refused(Refusal.CLIENT_UNKNOWN, Optional.empty());
        }
        boolean sandbox = client.get().sandbox();
        List<Agreement> inForce =
                standing.agreements().stream()
                        .filter(agreement -> agreement.terms().conditions().sandbox() == sandbox)
                        .filter(agreement -> agreement.agency().equals(access.agency()))
                        .filter(agreement -> agreement.inForceOn(today))
                        .toList();
        if (inForce.isEmpty()) {
            return refused(Refusal.AGREEMENT_MISSING, Optional.empty());
        }
        Optional<Agreement> found =
                inForce.stream()
                        .filter(a -> a.terms().procedures().containsKey(access.procedure()))
                        .findFirst();
        return found.map(agreement -> decide(agreement, access, standing))
                .orElseGet(() -> refused(Refusal.PROCEDURE_NOT_AGREED, Optional.empty()));
    }

    private static Decision decide(Agreement agreement, Access access, Standing standing) {
        Terms terms = agreement.terms();
        for (Rule rule : RULES) {
            if (!rule.check().holds(terms, access, standing)) {
                return refused(rule.refusal(), Optional.of(agreement));
            }
        }
        var agreed = terms.procedures().get(access.procedure());
        for (int i = 0; i < access.fields().size(); i++) {
            if (agreed == null || !agreed.contains(access.fields().get(i))) {
                return new Decision.Refused(
                        Refusal.FIELD_NOT_AGREED, Optional.of(agreement), Optional.of(i));
            }
        }
        return new Decision.Allowed(agreement);
    }

    private static Decision refused(Refusal refusal, Optional<Agreement> agreement) {
        return new Decision.Refused(refusal, agreement, Optional.empty());
    }

    private record Rule(Refusal refusal, Check check) {}

    private interface Check {
        boolean holds(Terms terms, Access access, Standing standing);
    }
}
