package vn.dancu.sharing.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import vn.dancu.sharing.SharingIT;

class ProofIT extends SharingIT {
    @Autowired private SigningKeys signingKeys;

    private boolean verified(Answer answer, String body) throws Exception {
        var keys = JWKSet.parse(get(portal(), "/sharing/v1/keys").raw().body());
        JWSObject signature = JWSObject.parse(answer.header("Dancu-Signature"), new Payload(body));
        var key = keys.getKeyByKeyId(signature.getHeader().getKeyID());
        assertThat(key.isPrivate()).isFalse();
        return signature.verify(new ECDSAVerifier(key.toECKey().toECPublicKey(), Set.of("b64")));
    }

    @Test
    void anAnswerCarriesASignatureOverItsExactBytes() throws Exception {
        Citizen citizen = citizen("Lý Thị Chứng");
        String correlation = "3f1c9a52-7777-4000-8000-000000000001";
        Answer answer =
                post(
                        vss(),
                        "/sharing/v1/lookups",
                        lookup(citizen, "name"),
                        "X-Correlation-Id",
                        correlation);
        assertThat(answer.status()).isEqualTo(200);
        String body = answer.raw().body();
        assertThat(verified(answer, body)).isTrue();
        assertThat(verified(answer, body.replace("Chứng", "Chung"))).isFalse();
        var header =
                JWSObject.parse(answer.header("Dancu-Signature"), new Payload(body)).getHeader();
        assertThat(header.toJSONObject())
                .containsEntry("typ", "dancu-answer+jws")
                .containsEntry("alg", "ES256")
                .containsEntry("b64", false)
                .containsEntry("correlationId", correlation)
                .containsEntry("path", "/sharing/v1/lookups")
                .containsEntry("status", 200L);
    }

    @Test
    void whatIsRefusedOrNotFoundIsSignedTooAndWhoIsNotLetInGetsNoSignature() throws Exception {
        Citizen citizen = citizen("Lý Thị Chối");
        Answer refused = post(vss(), "/sharing/v1/lookups", lookup(citizen, "religion"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(verified(refused, refused.raw().body())).isTrue();
        Answer stranger =
                post(
                        tokens.token("x", Map.of("scope", "ops")),
                        "/sharing/v1/lookups",
                        lookup(citizen, "name"));
        assertThat(stranger.status()).isEqualTo(403);
        assertThat(stranger.header("Dancu-Signature")).isEmpty();
    }

    @Test
    void theRecordKeepsKeyedDigestsOfTheCanonicalForms() throws Exception {
        Citizen citizen = citizen("Lý Thị Ghi");
        Answer answer = post(vss(), "/sharing/v1/lookups", lookup(citizen, "sex", "name"));
        assertThat(answer.status()).isEqualTo(200);
        // Written out by hand, as contracts/sharing/proofs.md says.
        String request =
                """
                {"agency":"G34","client":"vss","clientKind":"OAUTH2","dateOfBirth":"1957-03-15",\
                "fields":["sex","name"],"name":"Lý Thị Ghi","number":"%s","officer":"cb-017",\
                "operation":"lookup","procedure":"1.002051","purpose":"social-insurance"}"""
                        .formatted(citizen.number());
        String told =
                """
                {"asOf":"%s","fields":{"name":"Lý Thị Ghi","sex":"FEMALE"},"kind":"person",\
                "personId":"%s","superseded":false,"synthetic":false}"""
                        .formatted(answer.body().get("asOf").asString(), citizen.id());
        var row =
                jdbc.sql(
                                """
                                select request_digest, answer_digest, digest_key
                                from access_record where person_id = :id
                                """)
                        .param("id", citizen.id())
                        .query()
                        .singleRow();
        assertThat(row.get("request_digest")).isEqualTo(mac("dancu-request-1\n" + request));
        assertThat(row.get("answer_digest")).isEqualTo(mac("dancu-answer-1\n" + told));
        assertThat((String) row.get("digest_key")).matches("[0-9a-f]{16}");
    }

    private static byte[] mac(String text) throws Exception {
        var mac = javax.crypto.Mac.getInstance("HmacSHA256");
        byte[] key =
                HexFormat.of()
                        .parseHex(
                                "000102030405060708090a0b0c0d0e0f"
                                        + "101112131415161718191a1b1c1d1e1f");
        mac.init(new javax.crypto.spec.SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private String earlierKey(Duration supersededBefore) throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
        jdbc.sql(
                        """
                        insert into signing_key (kid, jwk, first_used_at, superseded_at)
                        values (:kid, :jwk, now() - interval '20 years', :superseded)
                        """)
                .param("kid", key.getKeyID())
                .param("jwk", key.toPublicJWK().toJSONString())
                .param("superseded", Instant.now().minus(supersededBefore).atOffset(ZoneOffset.UTC))
                .update();
        return key.getKeyID();
    }

    @Test
    void earlierKeysStayListedForAsLongAsAnswersAreKept() throws Exception {
        String lately = earlierKey(Duration.ofDays(30));
        String longAgo = earlierKey(Duration.ofDays(3_651));
        var keys = JWKSet.parse(get(portal(), "/sharing/v1/keys").raw().body());
        assertThat(keys.getKeys().stream().map(JWK::getKeyID)).contains(lately);
        assertThat(keys.getKeys().stream().map(JWK::getKeyID)).doesNotContain(longAgo);
        assertThat(keys.getKeys()).noneMatch(JWK::isPrivate);
        // The instance told its own key at its start, as the one that is in use.
        assertThat(
                        jdbc.sql("select kid from signing_key where superseded_at is null")
                                .query(String.class)
                                .list())
                .containsExactly(keys.getKeys().getFirst().getKeyID());
    }

    @Test
    void aKeyThatFollowsAnotherIsTodaysAndOneThatComesBackIsAgain() throws Exception {
        String own =
                JWKSet.parse(get(portal(), "/sharing/v1/keys").raw().body())
                        .getKeys()
                        .getFirst()
                        .getKeyID();
        jdbc.sql("update signing_key set superseded_at = now() where kid = :kid")
                .param("kid", own)
                .update();
        ECKey next = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
        jdbc.sql("insert into signing_key (kid, jwk, first_used_at) values (:kid, :jwk, now())")
                .param("kid", next.getKeyID())
                .param("jwk", next.toPublicJWK().toJSONString())
                .update();
        signingKeys.tellOwn();
        assertThat(
                        jdbc.sql("select kid from signing_key where superseded_at is null")
                                .query(String.class)
                                .list())
                .containsExactly(own);
        var keys = JWKSet.parse(get(portal(), "/sharing/v1/keys").raw().body());
        assertThat(keys.getKeyByKeyId(next.getKeyID())).isNotNull();
    }
}
