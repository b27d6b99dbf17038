package vn.dancu.platform.security;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The claims that make a {@link Caller}, the same in access tokens and in {@code Dancu-Caller}. */
final class CallerClaims {
    private CallerClaims() {}

    static Caller read(Map<String, Object> claims) {
        String clientId = text(claims, "client_id");
        String subject = text(claims, "sub");
        if (clientId == null || subject == null) {
            throw new IllegalArgumentException("sub and client_id are needed");
        }
        return new Caller(
                subject,
                clientId,
                text(claims, "agency"),
                text(claims, "officer"),
                Territory.ofClaim(text(claims, "territory")),
                scopes(claims.get("scope")),
                text(claims, "purpose"),
                person(text(claims, "person")));
    }

    private static @Nullable UUID person(@Nullable String claim) {
        return claim == null ? null : UUID.fromString(claim);
    }

    static void write(Caller caller, JWTClaimsSet.Builder claims) {
        claims.subject(caller.subject())
                .claim("client_id", caller.clientId())
                .claim("agency", caller.agency())
                .claim("officer", caller.officer())
                .claim("territory", caller.territory().claim().orElse(null))
                .claim("scope", String.join(" ", new TreeSet<>(caller.scopes())))
                .claim("purpose", caller.purpose())
                .claim("person", caller.person() == null ? null : caller.person().toString());
    }

    /** RFC 9068 has a text with spaces; some issuers write a list. */
    private static Set<String> scopes(@Nullable Object claim) {
        return switch (claim) {
            case String text ->
                    Arrays.stream(text.split(" ", -1))
                            .filter(scope -> !scope.isEmpty())
                            .collect(Collectors.toUnmodifiableSet());
            case Collection<?> list ->
                    list.stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet());
            case null, default -> Set.of();
        };
    }

    private static @Nullable String text(Map<String, Object> claims, String name) {
        return claims.get(name) instanceof String text && !text.isEmpty() ? text : null;
    }
}
