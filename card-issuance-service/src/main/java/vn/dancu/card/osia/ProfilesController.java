package vn.dancu.card.osia;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.osia.OsiaException;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;
import vn.dancu.platform.security.ErrorShape;

/** The profiles of credentials: one, the chip card. */
@RestController
class ProfilesController extends OsiaCardErrors {
    private static final String CMS = "/osia/cms/v1";

    /** A kind of credential. It has no default lifetime: the age of the holder decides. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Profile(
            String credentialProfileId,
            String name,
            String description,
            String credentialType,
            String credentialProfileVersion) {}

    private static final Profile CARD =
            new Profile(
                    Credentials.PROFILE,
                    "Thẻ căn cước công dân gắn chip",
                    "Citizen identity card with a chip, ID-1 (Circular 06/2021/TT-BCA)",
                    "ID_CARD",
                    "2021");

    @PostMapping(CMS + "/credentialProfiles")
    List<Profile> find(
            @RequestParam @NotBlank String transactionId,
            @RequestBody @Size(max = 10) List<@NotNull @Valid Expression> expressions) {
        Map<String, String> known =
                Map.of(
                        "credentialProfileId", CARD.credentialProfileId(),
                        "name", CARD.name(),
                        "credentialType", CARD.credentialType(),
                        "credentialProfileVersion", CARD.credentialProfileVersion());
        for (Expression one : expressions) {
            String value = known.get(one.attributeName());
            if (value == null || !List.of("=", "!=").contains(one.operator())) {
                throw OsiaException.badRequest(
                        "profiles are found by credentialProfileId, name, credentialType and"
                                + " credentialProfileVersion, with = and !=");
            }
            if (value.equals(String.valueOf(one.value())) != one.operator().equals("=")) {
                return List.of();
            }
        }
        return List.of(CARD);
    }

    @Configuration(proxyBeanMethods = false)
    static class Endpoints {
        @Bean
        ErrorShape osiaErrors() {
            return ErrorShape.codeAndMessage("/osia/");
        }

        @Bean
        EndpointRules osiaCardRules() {
            String request = CMS + "/credentialRequests/{credentialRequestId}";
            String credential = CMS + "/credentials/{credentialId}";
            return EndpointRules.of(
                    Rule.post(request, "cms.request.write"),
                    Rule.get(request, "cms.request.read"),
                    Rule.put(request, "cms.request.write"),
                    Rule.post(request + "/cancel", "cms.request.write"),
                    Rule.post(CMS + "/credentials", "cms.credential.read"),
                    Rule.get(credential, "cms.credential.read"),
                    Rule.put(credential, "cms.credential.write"),
                    Rule.post(credential + "/suspend", "cms.credential.write"),
                    Rule.post(credential + "/unsuspend", "cms.credential.write"),
                    Rule.post(credential + "/revoke", "cms.credential.write"),
                    Rule.post(credential + "/status", "cms.credential.write"),
                    Rule.post(CMS + "/credentialProfiles", "cms.profile.read"));
        }
    }
}
