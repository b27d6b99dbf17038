package vn.dancu.sharing.proofs;

import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The public keys that prove answers and receipts, as a JWK set (RFC 7517). */
@RestController
class KeysController {
    private final SigningKeys keys;

    KeysController(SigningKeys keys) {
        this.keys = keys;
    }

    @GetMapping("/sharing/v1/keys")
    Map<String, Object> keys() {
        return keys.listed().toJSONObject();
    }
}
