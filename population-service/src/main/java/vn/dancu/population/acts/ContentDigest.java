package vn.dancu.population.acts;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Tells whether the same entry came with the same content, without keeping the content twice. */
@Component
class ContentDigest {
    private final JsonMapper json;

    ContentDigest(JsonMapper json) {
        this.json = json;
    }

    byte[] of(Object content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(json.writeValueAsBytes(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
