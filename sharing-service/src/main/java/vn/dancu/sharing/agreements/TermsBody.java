package vn.dancu.sharing.agreements;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.sharing.model.Conditions;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.Officers;
import vn.dancu.sharing.model.Operation;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.ProcedureCode;
import vn.dancu.sharing.model.PurposeCode;
import vn.dancu.sharing.model.Quota;
import vn.dancu.sharing.model.Terms;

/**
 * Terms as they are written and shown.
 *
 * @param openToAllOfficers the agency answers for its officers; then {@code officers} is absent
 * @param registeredOfficers those whom the agency has registered may ask
 * @param conditions absent: the strictest
 */
record TermsBody(
        @NotBlank @Size(max = 500) String legalBasis,
        @NotEmpty @Size(max = Terms.MAX_PURPOSES) List<@NotNull PurposeCode> purposes,
        @NotNull LocalDate validFrom,
        @NotNull LocalDate validTo,
        @NotEmpty List<@NotNull Operation> operations,
        @NotEmpty @Size(max = Terms.MAX_PROCEDURES) @Valid
                List<@NotNull AgreedProcedure> procedures,
        @NotNull Boolean openToAllOfficers,
        @Size(max = Officers.Named.MAX) @Nullable List<@NotNull OfficerCode> officers,
        @Nullable Boolean registeredOfficers,
        @NotNull @Valid QuotaBody quota,
        @Nullable @Valid ConditionsBody conditions) {

    record AgreedProcedure(
            @NotNull ProcedureCode procedure, @NotNull List<@NotNull PersonField> fields) {}

    record QuotaBody(
            @NotNull @Min(1) @Max(Quota.MAX_PER_DAY) Integer perDay,
            @NotNull @Min(1) @Max(Quota.MAX_PER_SECOND) Integer perSecond) {}

    /** What is not said is not allowed, and needs no consent. */
    record ConditionsBody(
            @Nullable Boolean sandbox,
            @Nullable Boolean consentNeeded,
            @Nullable Boolean currentIfSuperseded,
            @Nullable Boolean datePrecision) {
        Conditions conditions() {
            return new Conditions(
                    Boolean.TRUE.equals(sandbox),
                    Boolean.TRUE.equals(consentNeeded),
                    Boolean.TRUE.equals(currentIfSuperseded),
                    Boolean.TRUE.equals(datePrecision));
        }

        static ConditionsBody of(Conditions conditions) {
            return new ConditionsBody(
                    conditions.sandbox(),
                    conditions.consentNeeded(),
                    conditions.currentIfSuperseded(),
                    conditions.datePrecision());
        }
    }

    /**
     * @throws ProblemException 422 {@code invalid_fields}: rules that need more than one field
     */
    Terms terms() {
        List<Violation> violations = new ArrayList<>();
        if (validTo.isBefore(validFrom)) {
            violations.add(
                    new Violation("period_impossible", "/validTo", "It is not before validFrom."));
        }
        boolean named = officers != null && !officers.isEmpty();
        boolean registered = Boolean.TRUE.equals(registeredOfficers);
        long ways = Stream.of(openToAllOfficers, named, registered).filter(way -> way).count();
        if (ways != 1) {
            violations.add(
                    new Violation(
                            "officers_contradict",
                            "/officers",
                            "Open to all officers, to the registered, or to those named: one of"
                                    + " them."));
        }
        Map<ProcedureCode, Set<PersonField>> agreed = new LinkedHashMap<>();
        for (int i = 0; i < procedures.size(); i++) {
            AgreedProcedure procedure = procedures.get(i);
            Set<PersonField> before =
                    agreed.put(procedure.procedure(), new HashSet<>(procedure.fields()));
            if (before != null) {
                violations.add(
                        new Violation(
                                "procedure_twice",
                                "/procedures/" + i + "/procedure",
                                "A procedure is named once."));
            }
        }
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
        return new Terms(
                legalBasis,
                new HashSet<>(purposes),
                validFrom,
                validTo,
                new HashSet<>(operations),
                agreed,
                officersAgreed(registered),
                new Quota(quota.perDay(), quota.perSecond()),
                conditions == null ? Conditions.STRICT : conditions.conditions());
    }

    private Officers officersAgreed(boolean registered) {
        if (registered) {
            return new Officers.Registered();
        }
        return officers == null || officers.isEmpty()
                ? new Officers.Open()
                : new Officers.Named(new HashSet<>(officers));
    }

    /** In a stable order, so that the same terms are always shown alike. */
    static TermsBody of(Terms terms) {
        List<OfficerCode> officers =
                switch (terms.officers()) {
                    case Officers.Open open -> null;
                    case Officers.Registered registered -> null;
                    case Officers.Named named -> named.codes().stream().sorted().toList();
                };
        return new TermsBody(
                terms.legalBasis(),
                terms.purposes().stream().sorted().toList(),
                terms.validFrom(),
                terms.validTo(),
                terms.operations().stream().sorted().toList(),
                terms.procedures().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(
                                e ->
                                        new AgreedProcedure(
                                                e.getKey(),
                                                e.getValue().stream().sorted().toList()))
                        .toList(),
                terms.officers() instanceof Officers.Open,
                officers,
                terms.officers() instanceof Officers.Registered ? true : null,
                new QuotaBody(terms.quota().perDay(), terms.quota().perSecond()),
                ConditionsBody.of(terms.conditions()));
    }
}
