package vn.dancu.sharing.disclosure;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.accesses.Outcome;
import vn.dancu.sharing.model.Access;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.Operation;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.ProcedureCode;
import vn.dancu.sharing.model.PurposeCode;

/** Look-up (TraCuuThongTinCongDan): number, name and date of birth agree, and fields come back. */
@RestController
class LookupController {
    private final Disclosures disclosures;
    private final Callers callers;

    LookupController(Disclosures disclosures, Callers callers) {
        this.disclosures = disclosures;
        this.callers = callers;
    }

    /**
     * @param oldNumber the nine digits of an identity card of before 2016 (CMND)
     */
    record LookupBody(
            @NotNull ProcedureCode procedure,
            @Nullable OfficerCode officer,
            @NotNull PurposeCode purpose,
            @Nullable PersonalIdNumber number,
            @Nullable @Pattern(regexp = "[0-9]{9}", message = "nine digits") String oldNumber,
            @NotNull PersonName name,
            @NotNull PartialDate dateOfBirth,
            @NotEmpty @Size(max = 40) List<@NotNull PersonField> fields) {
        @Override
        public String toString() {
            return "LookupBody[hidden]";
        }
    }

    /**
     * @param person the fields that were asked for, as far as the register has them
     */
    record LookupAnswer(UUID personId, Map<String, JsonNode> person, Instant asOf) {}

    @PostMapping("/sharing/v1/lookups")
    LookupAnswer lookUp(@Valid @RequestBody LookupBody body) {
        refuseTwice(body.fields());
        Identity identity =
                Identity.of(body.number(), body.oldNumber(), body.name(), body.dateOfBirth());
        Requester requester = Requester.of(callers.current(), body.officer());
        Access access =
                new Access(
                        requester.agency(),
                        requester.officer(),
                        body.procedure(),
                        body.purpose(),
                        Operation.LOOKUP,
                        body.fields());
        var request = new Disclosures.Request(requester, access, identity, i -> "/fields/" + i);
        var disclosed = disclosures.disclose(request, found -> Outcome.Result.ANSWERED);
        if (disclosed.outcome() != Outcome.Result.ANSWERED) {
            // Whether the number exists is not told: the record keeps the difference.
            throw ProblemException.notFound(
                    "person_not_found", "No person has this number, name and date of birth.");
        }
        return new LookupAnswer(
                Objects.requireNonNull(disclosed.answer().personId(), "a person that was found"),
                disclosed.answer().only(body.fields()),
                disclosed.asOf());
    }

    private static void refuseTwice(List<PersonField> fields) {
        Set<PersonField> seen = EnumSet.noneOf(PersonField.class);
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            if (!seen.add(fields.get(i))) {
                violations.add(
                        new Violation("field_twice", "/fields/" + i, "A field is named once."));
            }
        }
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
    }
}
