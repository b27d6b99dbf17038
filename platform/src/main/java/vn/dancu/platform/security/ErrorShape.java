package vn.dancu.platform.security;

import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import java.util.Map;

/**
 * How the operations below a path fail, where it is not by problem details: a protocol has its own.
 * A bean of it completes the API description.
 *
 * @param prefix of the paths
 * @param mediaType of the body
 * @param schema of the body
 * @param byToken whether a token is needed, as everywhere; else the protocol has its own proof, and
 *     its own statuses
 */
public record ErrorShape(String prefix, String mediaType, Schema<?> schema, boolean byToken) {
    /** A number, which is the status, and a message. */
    public static ErrorShape codeAndMessage(String prefix) {
        Schema<?> schema = typed("object");
        schema.setProperties(Map.of("code", typed("integer"), "message", typed("string")));
        schema.setRequired(List.of("code", "message"));
        return new ErrorShape(prefix, "application/json", schema, true);
    }

    /** A fault of SOAP 1.1, with the status 500 whoever's fault it is. */
    public static ErrorShape soap(String prefix) {
        return new ErrorShape(prefix, "text/xml", typed("string"), false);
    }

    private static Schema<?> typed(String type) {
        Schema<?> schema = new Schema<>();
        schema.addType(type);
        return schema;
    }
}
