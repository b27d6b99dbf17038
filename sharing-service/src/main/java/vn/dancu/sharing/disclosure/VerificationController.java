package vn.dancu.sharing.disclosure;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.accesses.Outcome;
import vn.dancu.sharing.model.Access;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.Operation;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.ProcedureCode;
import vn.dancu.sharing.model.PurposeCode;

/** Verification (XacThucThongTinCongDan): yes or no. No does not say what differs. */
@RestController
class VerificationController {
    private final Disclosures disclosures;
    private final Callers callers;

    VerificationController(Disclosures disclosures, Callers callers) {
        this.disclosures = disclosures;
        this.callers = callers;
    }

    /**
     * @param attributes what else the agency believes; none: only whether the person exists
     */
    record VerificationBody(
            @NotNull ProcedureCode procedure,
            @Nullable OfficerCode officer,
            @NotNull PurposeCode purpose,
            @Nullable PersonalIdNumber number,
            @Nullable @Pattern(regexp = "[0-9]{9}", message = "nine digits") String oldNumber,
            @NotNull PersonName name,
            @NotNull PartialDate dateOfBirth,
            @Nullable @Valid Attributes attributes) {
        @Override
        public String toString() {
            return "VerificationBody[hidden]";
        }
    }

    record VerificationAnswer(boolean verified, Instant asOf) {}

    @PostMapping("/sharing/v1/verifications")
    VerificationAnswer verify(@Valid @RequestBody VerificationBody body) {
        Identity identity =
                Identity.of(body.number(), body.oldNumber(), body.name(), body.dateOfBirth());
        Map<PersonField, Claim> claims =
                body.attributes() == null ? Map.of() : body.attributes().claims();
        List<PersonField> fields = new ArrayList<>(claims.keySet());
        Requester requester = Requester.of(callers.current(), body.officer());
        Access access =
                new Access(
                        requester.agency(),
                        requester.officer(),
                        body.procedure(),
                        body.purpose(),
                        Operation.VERIFICATION,
                        fields);
        var request =
                new Disclosures.Request(
                        requester, access, identity, i -> "/attributes/" + fields.get(i).wire());
        var disclosed = disclosures.disclose(request, found -> judge(claims, found));
        return new VerificationAnswer(
                disclosed.outcome() == Outcome.Result.VERIFIED, disclosed.asOf());
    }

    private static Outcome.Result judge(Map<PersonField, Claim> claims, Register.Answer found) {
        var person = found.only(List.copyOf(claims.keySet()));
        boolean all =
                claims.entrySet().stream()
                        .allMatch(e -> e.getValue().holds(person.get(e.getKey().wire())));
        return all ? Outcome.Result.VERIFIED : Outcome.Result.NOT_VERIFIED;
    }
}
