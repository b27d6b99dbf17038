package vn.dancu.population.biometrics;

import jakarta.validation.Valid;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The biometrics of a person. */
@RestController
@RequestMapping("/population/v1/persons/{personId}/biometrics")
class BiometricsController {
    private final Biometrics biometrics;

    BiometricsController(Biometrics biometrics) {
        this.biometrics = biometrics;
    }

    /** Under which id it is kept. */
    record Stored(UUID valueId) {}

    @PostMapping
    ResponseEntity<Stored> store(
            @PathVariable UUID personId, @Valid @RequestBody Biometrics.Capture capture) {
        UUID valueId = biometrics.store(personId, capture);
        URI address = URI.create("/population/v1/persons/" + personId + "/biometrics/" + valueId);
        return ResponseEntity.created(address).body(new Stored(valueId));
    }

    @GetMapping
    Biometrics.KeptValues list(@PathVariable UUID personId) {
        return biometrics.list(personId);
    }

    @GetMapping("/{valueId}")
    ResponseEntity<byte[]> open(@PathVariable UUID personId, @PathVariable UUID valueId) {
        Biometrics.Opened opened = biometrics.open(personId, valueId);
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(opened.mediaType()))
                .cacheControl(CacheControl.noStore())
                .body(opened.data().bytes());
    }
}
