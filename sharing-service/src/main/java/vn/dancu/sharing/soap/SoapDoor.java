package vn.dancu.sharing.soap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.sharing.model.ClientId;
import vn.dancu.sharing.soap.SoapUsers.SoapUser;

/**
 * Proves who calls, as clients of the service do it today: {@code Authorization: Basic base64(user
 * ":" hex(SHA-256(serviceUrl + user + timestamp + secret)))} with the header {@code Timestamp},
 * milliseconds since 1970. The address is the configured public one, not what the request says of
 * itself, so that a digest made for another service is worth nothing here.
 */
@Component
class SoapDoor {
    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,15}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-fA-F]{64}");
    private static final int LONGEST_HEADER = 1_000;

    private final SoapUsers users;
    private final SoapSettings settings;
    private final Clock clock;

    SoapDoor(SoapUsers users, SoapSettings settings, Clock clock) {
        this.users = users;
        this.settings = settings;
        this.clock = clock;
    }

    /** Who calls, and by which timestamp that was proved. */
    record Proven(SoapUser user, long sentAtMillis) {}

    private record Credentials(String user, String digestHex) {}

    /**
     * @throws SoapFault 001 {@code not_authenticated}, which never says what was wrong; 002 {@code
     *     timestamp_outside_window}
     */
    Proven prove(@Nullable String authorization, @Nullable String timestamp) {
        Credentials given = credentials(authorization).orElseThrow(SoapDoor::refused);
        if (timestamp == null || !MILLIS.matcher(timestamp.strip()).matches()) {
            throw refused();
        }
        String sent = timestamp.strip();
        Instant at = Instant.ofEpochMilli(Long.parseLong(sent));
        if (Duration.between(at, clock.instant()).abs().compareTo(settings.clockWindow()) > 0) {
            throw SoapFault.of(Loi.TIMESTAMP_OUTSIDE_WINDOW);
        }
        Optional<SoapUser> user = client(given.user()).flatMap(users::find);
        byte[] digest = HexFormat.of().parseHex(given.digestHex());
        boolean agrees = false;
        // A user that does not exist costs the same work and gets the same answer.
        for (String secret : user.map(SoapUser::secrets).orElse(List.of(""))) {
            agrees |= MessageDigest.isEqual(digest(given.user(), sent, secret), digest);
        }
        boolean proven = agrees;
        return user.filter(known -> proven)
                .map(known -> new Proven(known, at.toEpochMilli()))
                .orElseThrow(SoapDoor::refused);
    }

    private static Optional<ClientId> client(String user) {
        try {
            return Optional.of(new ClientId(ClientId.Kind.SOAP, user));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    private static Optional<Credentials> credentials(@Nullable String authorization) {
        if (authorization == null
                || authorization.length() > LONGEST_HEADER
                || !authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(authorization.substring(6).strip());
            String pair =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(decoded)).toString();
            int colon = pair.lastIndexOf(':');
            String hex = pair.substring(colon + 1);
            return colon < 1 || !DIGEST.matcher(hex).matches()
                    ? Optional.empty()
                    : Optional.of(new Credentials(pair.substring(0, colon), hex));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private byte[] digest(String user, String timestamp, String secret) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(
                            (settings.publicUrl() + user + timestamp + secret)
                                    .getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SoapFault refused() {
        return SoapFault.of(Loi.NOT_AUTHENTICATED);
    }
}
