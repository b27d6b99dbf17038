package vn.dancu.sharing.osia;

import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.osia.OsiaException;
import vn.dancu.sharing.disclosure.Identity;
import vn.dancu.sharing.disclosure.Requester;
import vn.dancu.sharing.sealing.Sealer;

/**
 * What stands for a person after number, name and date of birth were verified together. OSIA reads
 * attributes by an identifier alone, and the number alone names nobody here. A proof is sealed: it
 * says nothing to whoever sees the address it stands in, opens for the client that got it, and
 * allows nothing by itself, since every access with it is decided and recorded like any other.
 */
@Component
class Proofs {
    private static final int LONGEST = 4_000;

    private final Sealer sealer;
    private final JsonMapper json;
    private final OsiaSettings settings;
    private final Clock clock;

    Proofs(Sealer sealer, JsonMapper json, OsiaSettings settings, Clock clock) {
        this.sealer = sealer;
        this.json = json;
        this.settings = settings;
        this.clock = clock;
    }

    private record Content(Identity identity, Instant until) {}

    String of(Identity identity, Requester requester) {
        var content = new Content(identity, clock.instant().plus(settings.proofLifetime()));
        byte[] sealed =
                sealer.seal(Sealer.Use.PROOF, owner(requester), json.writeValueAsBytes(content));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /**
     * @throws OsiaException 404 for a proof that is none, is another's or is over
     */
    Identity open(String proof, Requester requester) {
        return sealed(proof)
                .flatMap(bytes -> sealer.open(Sealer.Use.PROOF, owner(requester), bytes))
                .flatMap(this::content)
                .filter(content -> clock.instant().isBefore(content.until()))
                .map(Content::identity)
                .orElseThrow(
                        () ->
                                OsiaException.of(
                                        HttpStatus.NOT_FOUND,
                                        "no such identifier: verify the person first"));
    }

    private Optional<Content> content(byte[] bytes) {
        try {
            return Optional.of(json.readValue(bytes, Content.class));
        } catch (JacksonException e) {
            return Optional.empty(); // sealed by a release that wrote it otherwise
        }
    }

    private static Optional<byte[]> sealed(String proof) {
        if (proof.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getUrlDecoder().decode(proof));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String owner(Requester requester) {
        return requester.agency().text() + " " + requester.client().identifier();
    }
}
