package vn.dancu.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CallerClaimsTest {
    private static final UUID OWN_RECORD = UUID.fromString("3f1c9a52-0000-4000-8000-000000000001");

    private static final Caller OFFICER =
            new Caller(
                    "officer-hanoi",
                    "officer-hanoi",
                    "G01",
                    "officer-hanoi",
                    new Territory("01"),
                    Set.of("population.write"),
                    "correction",
                    OWN_RECORD);

    private static Caller carried(Caller caller) {
        var claims = new JWTClaimsSet.Builder();
        CallerClaims.write(caller, claims);
        return CallerClaims.read(claims.build().getClaims());
    }

    @Test
    void callerIsTheSameOnTheOtherSideOfACall() {
        assertThat(carried(OFFICER)).isEqualTo(OFFICER);
        assertThat(carried(OFFICER.withPurpose("review")).person()).isEqualTo(OWN_RECORD);
    }

    @Test
    void callerWithoutARecordOfItsOwnHasNone() {
        assertThat(carried(Caller.service("card-issuance-service")).person()).isNull();
    }

    @Test
    void claimThatNamesNoRecordIsRefused() {
        Map<String, Object> claims = Map.of("sub", "a", "client_id", "a", "person", "me");
        assertThatThrownBy(() -> CallerClaims.read(claims))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void callerStaysTheSameWhereTerritoriesFollowTheUnits() {
        Caller followed = OFFICER.inTerritoriesOf((territory, p, d, c) -> true);

        assertThat(followed).isEqualTo(OFFICER);
        assertThat(followed.person()).isEqualTo(OWN_RECORD);
    }
}
