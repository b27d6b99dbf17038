package vn.dancu.sharing.osia;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.osia.OsiaErrors;
import vn.dancu.platform.osia.OsiaException;
import vn.dancu.sharing.disclosure.Answer;
import vn.dancu.sharing.disclosure.Claim;
import vn.dancu.sharing.disclosure.Identity;
import vn.dancu.sharing.disclosure.Question;
import vn.dancu.sharing.disclosure.Requester;
import vn.dancu.sharing.model.PersonField;

/** OSIA third-party services 1.2 for agencies. */
@RestController
@RequestMapping("/osia/3rdparty/v1")
class ThirdPartyController extends OsiaErrors {
    private static final Map<String, List<OsiaAttribute>> SETS =
            Map.of(
                    "IDENTITY",
                    List.of(
                            OsiaAttribute.UIN,
                            OsiaAttribute.NAME,
                            OsiaAttribute.DATE_OF_BIRTH,
                            OsiaAttribute.GENDER,
                            OsiaAttribute.NATIONALITY),
                    "RESIDENCE",
                    List.of(OsiaAttribute.NAME, OsiaAttribute.PERMANENT_RESIDENCE));

    private final Agreed agreed;
    private final Proofs proofs;

    ThirdPartyController(Agreed agreed, Proofs proofs) {
        this.agreed = agreed;
        this.proofs = proofs;
    }

    /**
     * OSIA's AttributeSet; only biographic data is known of people here.
     *
     * @param biographicData by the names of {@link OsiaAttribute}
     */
    record AttributeSet(
            @Nullable @Size(max = 40) Map<String, @NotNull Object> biographicData,
            @Nullable JsonNode biometricData,
            @Nullable JsonNode credentialData,
            @Nullable JsonNode contactData,
            @Nullable JsonNode encryption,
            @Nullable JsonNode integrity) {
        void refuseOther() {
            refuse(biometricData, credentialData, contactData, encryption, integrity);
        }

        @Override
        public String toString() {
            return "AttributeSet[hidden]";
        }
    }

    record OutputAttributeSet(
            @Nullable @Size(max = 40) List<@NotNull @NotEmpty String> outputBiographicData,
            @Nullable JsonNode outputBiometricData,
            @Nullable JsonNode outputCredentialData,
            @Nullable JsonNode outputContactData) {}

    /**
     * @param verificationCode 0 every attribute agrees, 1 not; which one is not told
     * @param verificationProof stands for the person in the other operations
     */
    record VerifyResult(
            int verificationCode, String verificationMessage, @Nullable String verificationProof) {}

    private static void refuse(@Nullable JsonNode... others) {
        for (JsonNode other : others) {
            if (other != null && !other.isNull()) {
                throw OsiaException.notOffered(
                        "agencies are told biographic data only: no biometrics, credentials,"
                                + " contacts; answers are protected by the connection");
            }
        }
    }

    /** Whether number, name and date of birth, and what else is given, are one person's. */
    @PostMapping("/verify/{identifier}")
    VerifyResult verify(
            @PathVariable String identifier,
            @RequestParam(defaultValue = "uin") String identifierType,
            @RequestParam(defaultValue = "true") boolean verificationProofRequired,
            @RequestParam @Size(min = 1, max = 100) String transactionId,
            @RequestHeader("Dancu-Procedure") String procedure,
            @RequestHeader(name = "Dancu-Officer", required = false) @Nullable String officer,
            @RequestBody @Valid AttributeSet body) {
        Requester requester = agreed.requester(procedure, officer, transactionId);
        body.refuseOther();
        Map<String, Object> given =
                new LinkedHashMap<>(
                        body.biographicData() == null ? Map.of() : body.biographicData());
        Identity identity = identity(identifier, identifierType, given);
        Map<PersonField, Claim> claims = new EnumMap<>(PersonField.class);
        given.forEach(
                (name, value) -> {
                    OsiaAttribute attribute = OsiaAttribute.known(name);
                    claims.put(attribute.field(), attribute.claim(value));
                });
        var verdict =
                agreed.ask(
                        requester,
                        identity,
                        new Question.Verification(claims),
                        Answer.Verdict.class);
        if (!verdict.holds()) {
            return new VerifyResult(1, "not_verified", null);
        }
        return new VerifyResult(
                0, "verified", verificationProofRequired ? proofs.of(identity, requester) : null);
    }

    /** Takes name and date of birth out of what is given: they are the identity's. */
    private static Identity identity(String identifier, String type, Map<String, Object> given) {
        Object name = given.remove(OsiaAttribute.NAME.wire());
        Object born = given.remove(OsiaAttribute.DATE_OF_BIRTH.wire());
        if (name == null || born == null) {
            throw OsiaException.badRequest(
                    "biographicData has name and dateOfBirth: the number alone names nobody");
        }
        var person = new PersonName(String.valueOf(name));
        var date = PartialDate.parse(String.valueOf(born));
        return switch (type) {
            case "uin" -> new Identity(new PersonalIdNumber(identifier), null, person, date);
            case "oldNumber" -> {
                if (!identifier.matches("[0-9]{9}")) {
                    throw OsiaException.badRequest("an old number has nine digits");
                }
                yield new Identity(null, identifier, person, date);
            }
            default -> throw OsiaException.notOffered("a person is verified by uin or oldNumber");
        };
    }

    /** Attributes that are named, of a person who was verified. */
    @PostMapping("/attributes/{identifier}")
    Map<String, Map<String, String>> read(
            @PathVariable String identifier,
            @RequestParam(defaultValue = "uin") String identifierType,
            @RequestParam @Size(min = 1, max = 100) String transactionId,
            @RequestHeader("Dancu-Procedure") String procedure,
            @RequestHeader(name = "Dancu-Officer", required = false) @Nullable String officer,
            @RequestBody @Valid OutputAttributeSet body) {
        Requester requester = agreed.requester(procedure, officer, transactionId);
        refuse(body.outputBiometricData(), body.outputCredentialData(), body.outputContactData());
        List<String> names =
                body.outputBiographicData() == null ? List.of() : body.outputBiographicData();
        return answer(
                requester,
                identifier,
                identifierType,
                names.stream().map(OsiaAttribute::known).distinct().toList());
    }

    /** A set of attributes by its name: {@code IDENTITY} or {@code RESIDENCE}. */
    @GetMapping("/attributes/{attributeSetName}/{identifier}")
    Map<String, Map<String, String>> readSet(
            @PathVariable String attributeSetName,
            @PathVariable String identifier,
            @RequestParam(defaultValue = "uin") String identifierType,
            @RequestParam @Size(min = 1, max = 100) String transactionId,
            @RequestHeader("Dancu-Procedure") String procedure,
            @RequestHeader(name = "Dancu-Officer", required = false) @Nullable String officer) {
        Requester requester = agreed.requester(procedure, officer, transactionId);
        List<OsiaAttribute> set = SETS.get(attributeSetName);
        if (set == null) {
            throw OsiaException.badRequest("the attribute sets are IDENTITY and RESIDENCE");
        }
        return answer(requester, identifier, identifierType, set);
    }

    private Map<String, Map<String, String>> answer(
            Requester requester, String identifier, String type, List<OsiaAttribute> attributes) {
        if (!type.equals("token")) {
            throw OsiaException.notOffered(
                    "the number alone names nobody: verify the person, and read by the"
                            + " verificationProof with identifierType=token");
        }
        if (attributes.isEmpty()) {
            throw OsiaException.badRequest("outputBiographicData names at least one attribute");
        }
        Answer.Person person =
                agreed.read(
                        requester,
                        proofs.open(identifier, requester),
                        attributes.stream().map(OsiaAttribute::field).toList());
        Map<String, String> told = new LinkedHashMap<>();
        for (OsiaAttribute attribute : attributes) {
            attribute
                    .value(person.fields().get(attribute.field().wire()))
                    .ifPresent(value -> told.put(attribute.wire(), value));
        }
        return Map.of("biographicData", told);
    }

    @PostMapping("/identify")
    void identify() {
        throw notSearched();
    }

    @GetMapping("/identify/{taskID}")
    void identified() {
        throw notSearched();
    }

    private static OsiaException notSearched() {
        return OsiaException.notOffered(
                "agencies do not search the register: whoever they ask about stands before them");
    }
}
