package vn.dancu.gateway.access;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Tells which X-Road security server a connection comes from: by the client certificate of the
 * connection, or of the one that a named TLS terminator passes on. What proves a server is the
 * thumbprint that is registered, whoever signed the certificate.
 */
@Component
class SecurityServers {
    static final String CLIENT_CERT = "Client-Cert";
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    private static final int LONGEST_HEADER = 8_000;

    private final Map<String, String> nameByThumbprint;
    private final Set<InetAddress> terminators;

    SecurityServers(XRoadSettings settings) {
        this.nameByThumbprint =
                settings.servers().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
        this.terminators =
                settings.terminators().stream()
                        .map(InetAddress::ofLiteral)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** The SHA-256 thumbprint of the certificate that the connection shows, in hexadecimal. */
    Optional<String> thumbprintOf(HttpServletRequest request) {
        return certificate(request).map(SecurityServers::thumbprint);
    }

    /** The server that is registered with it. */
    Optional<String> serverOf(String thumbprint) {
        return Optional.ofNullable(nameByThumbprint.get(thumbprint));
    }

    private Optional<byte[]> certificate(HttpServletRequest request) {
        if (request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain
                && chain.length > 0) {
            try {
                return Optional.of(chain[0].getEncoded());
            } catch (CertificateEncodingException e) {
                return Optional.empty();
            }
        }
        return terminators.contains(InetAddress.ofLiteral(request.getRemoteAddr()))
                ? passedOn(Collections.list(request.getHeaders(CLIENT_CERT)))
                : Optional.empty();
    }

    /** RFC 9440 section 2.2: one byte sequence, {@code :base64 of the DER:}. */
    private static Optional<byte[]> passedOn(List<String> values) {
        if (values.size() != 1) {
            return Optional.empty();
        }
        String value = values.getFirst().strip();
        if (value.length() < 3
                || value.length() > LONGEST_HEADER
                || !value.startsWith(":")
                || !value.endsWith(":")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getDecoder().decode(value.substring(1, value.length() - 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String thumbprint(byte[] der) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
