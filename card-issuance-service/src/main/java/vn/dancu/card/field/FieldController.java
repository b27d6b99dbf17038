package vn.dancu.card.field;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;

/** Devices of mobile teams, and what they bring home. */
@RestController
class FieldController {
    private static final String DEVICES = "/cards/v1/devices";
    private static final String DOSSIERS = "/cards/v1/dossiers";

    private final Devices devices;
    private final Dossiers dossiers;

    FieldController(Devices devices, Dossiers dossiers) {
        this.devices = devices;
        this.dossiers = dossiers;
    }

    /**
     * @param publicKey base64 of a SubjectPublicKeyInfo on P-256
     */
    record DeviceBody(
            @NotBlank @Size(max = 100) String name,
            @NotNull @Pattern(regexp = "[0-9]{2}") String province,
            @NotBlank @Size(max = 500) String publicKey) {}

    record DeviceView(
            UUID deviceId,
            String name,
            String province,
            Optional<Instant> revokedAt,
            Optional<Instant> lostSince) {
        static DeviceView of(Devices.Device one) {
            return new DeviceView(
                    one.deviceId(), one.name(), one.province(), one.revokedAt(), one.lostSince());
        }
    }

    @PostMapping(DEVICES)
    ResponseEntity<DeviceView> register(@RequestBody @Valid DeviceBody body) {
        Devices.Device device = devices.register(body.name(), body.province(), body.publicKey());
        return ResponseEntity.created(URI.create(DEVICES + "/" + device.deviceId()))
                .body(DeviceView.of(device));
    }

    record RevocationBody(@NotNull Instant lostSince, @NotBlank @Size(max = 500) String reason) {}

    @PostMapping(DEVICES + "/{deviceId}/revocation")
    DeviceView revoke(@PathVariable UUID deviceId, @RequestBody @Valid RevocationBody body) {
        return DeviceView.of(devices.revoke(deviceId, body.lostSince(), body.reason()));
    }

    record TakeBody(@NotNull UUID uploadId) {}

    /**
     * @param differences names of the lines that the record says otherwise today
     */
    record DossierView(
            UUID dossierId,
            Dossiers.State state,
            Optional<String> code,
            List<String> differences,
            Optional<UUID> applicationId) {
        static DossierView of(Dossiers.Kept one) {
            return new DossierView(
                    one.dossierId(),
                    one.state(),
                    one.code(),
                    one.differences(),
                    one.applicationId());
        }
    }

    @PostMapping(DOSSIERS)
    DossierView take(@RequestBody @Valid TakeBody body) {
        return DossierView.of(dossiers.take(body.uploadId()));
    }

    @GetMapping(DOSSIERS + "/{dossierId}")
    DossierView look(@PathVariable UUID dossierId) {
        return DossierView.of(dossiers.look(dossierId));
    }

    record ResolutionBody(@NotNull Boolean file) {}

    @PostMapping(DOSSIERS + "/{dossierId}/resolution")
    DossierView resolve(@PathVariable UUID dossierId, @RequestBody @Valid ResolutionBody body) {
        return DossierView.of(dossiers.resolve(dossierId, body.file()));
    }

    @Configuration(proxyBeanMethods = false)
    static class Endpoints {
        @Bean
        EndpointRules fieldRules() {
            return EndpointRules.of(
                    Rule.post(DEVICES, "card.devices"),
                    Rule.post(DEVICES + "/{deviceId}/revocation", "card.devices"),
                    Rule.post(DOSSIERS, "card.field"),
                    Rule.get(DOSSIERS + "/{dossierId}", "card.field"),
                    Rule.post(DOSSIERS + "/{dossierId}/resolution", "card.field"));
        }
    }
}
