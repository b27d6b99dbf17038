package vn.dancu.sharing.soap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The published description: the files of {@code contracts/sharing/soap}, with this address. */
@Component
class Descriptions {
    private static final String PLACE = "http://localhost:8080/sharing/soap/dancu";

    private final String wsdl;
    private final Map<String, String> schemas;

    Descriptions(SoapSettings settings) {
        String address = settings.publicUrl().toString();
        this.wsdl =
                read("dancu.wsdl")
                        .replace(PLACE, address)
                        .replaceAll(
                                "schemaLocation=\"([a-z]+)\\.xsd\"",
                                "schemaLocation=\"" + address + "?xsd=$1\"");
        this.schemas =
                Map.of(
                        "request", read("request.xsd"),
                        "response", read("response.xsd"),
                        "particulars", read("particulars.xsd"));
    }

    String wsdl() {
        return wsdl;
    }

    /** Null for a name that is none of them. */
    @Nullable String schema(String name) {
        return schemas.get(name);
    }

    private static String read(String file) {
        try (InputStream in =
                Objects.requireNonNull(
                        Descriptions.class.getResourceAsStream("/soap/" + file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
