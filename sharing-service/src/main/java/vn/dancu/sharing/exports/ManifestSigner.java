package vn.dancu.sharing.exports;

import org.springframework.stereotype.Component;
import vn.dancu.sharing.proofs.ServiceSignature;

/**
 * Signs manifests as this service: compact JWS, ES256, with the key whose public half other parts
 * know as {@code sharing-service.pem}.
 */
@Component
class ManifestSigner {
    private static final String TYPE = "dancu-export-manifest+json";

    private final ServiceSignature signature;

    ManifestSigner(ServiceSignature signature) {
        this.signature = signature;
    }

    String sign(String manifest) {
        return signature.compact(TYPE, manifest);
    }
}
