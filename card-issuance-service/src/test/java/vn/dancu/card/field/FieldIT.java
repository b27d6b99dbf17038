package vn.dancu.card.field;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.ECDSASigner;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import vn.dancu.card.LifeStage;

class FieldIT extends LifeStage {
    @Value("${dancu.card.field.private-key}")
    private String serviceKey;

    private KeyPair device;
    private String deviceId;

    @BeforeEach
    void aRegisteredDevice() throws Exception {
        device = keys();
        Answer registered = register(device);
        assertThat(registered.status()).as(registered.raw()).isEqualTo(201);
        deviceId = registered.text("deviceId");
    }

    private Answer register(KeyPair keys) {
        return post(
                CHIEF,
                "/cards/v1/devices",
                "{\"name\":\"Đội 3, máy 2\",\"province\":\"01\",\"publicKey\":\"%s\"}"
                        .formatted(
                                Base64.getEncoder().encodeToString(keys.getPublic().getEncoded())));
    }

    private static KeyPair keys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private String person() {
        String person = UUID.randomUUID().toString();
        POPULATION.has(person, record(person));
        return person;
    }

    private UUID idNow() {
        return jdbc.sql("select uuidv7()").query(UUID.class).single();
    }

    private static String dossier(UUID id, String person, Instant signedAt, String name) {
        return """
        {"dossierId":"%s","signedAt":"%s","personId":"%s","recordVersion":3,
         "seen":{"name":"%s","dateOfBirth":"1998-03-15","sex":"FEMALE"},"kind":"FIRST"}
        """
                .formatted(id, signedAt, person, name);
    }

    /** As a device does it: signed by its key, encrypted to the service. */
    private byte[] sealed(String content, KeyPair signer) throws Exception {
        JWSObject jws =
                new JWSObject(
                        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(deviceId).build(),
                        new Payload(content));
        jws.sign(new ECDSASigner((ECPrivateKey) signer.getPrivate()));
        JWEObject jwe =
                new JWEObject(
                        new JWEHeader(JWEAlgorithm.ECDH_ES, EncryptionMethod.A256GCM),
                        new Payload(jws));
        jwe.encrypt(new ECDHEncrypter(servicePublic()));
        return jwe.serialize().getBytes(StandardCharsets.US_ASCII);
    }

    private ECPublicKey servicePublic() throws Exception {
        String base64 = serviceKey.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        KeyFactory ec = KeyFactory.getInstance("EC");
        ECPrivateKey secret =
                (ECPrivateKey)
                        ec.generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        var point =
                ECNamedCurveTable.getParameterSpec("secp256r1")
                        .getG()
                        .multiply(secret.getS())
                        .normalize();
        return (ECPublicKey)
                ec.generatePublic(
                        new ECPublicKeySpec(
                                new java.security.spec.ECPoint(
                                        point.getAffineXCoord().toBigInteger(),
                                        point.getAffineYCoord().toBigInteger()),
                                secret.getParams()));
    }

    private Answer brought(byte[] file) {
        UUID upload = upload(OFFICER, "dossier", file);
        return post(OFFICER, "/cards/v1/dossiers", "{\"uploadId\":\"%s\"}".formatted(upload));
    }

    @Test
    void aDossierBecomesAnApplicationOnceHoweverOftenItComes() throws Exception {
        String content = dossier(idNow(), person(), clock.instant(), "Trần Thị Được");

        Answer first = brought(sealed(content, device));
        assertThat(first.text("state")).as(first.raw()).isEqualTo("FILED");
        Answer again = brought(sealed(content, device));

        assertThat(again.text("applicationId")).isEqualTo(first.text("applicationId"));
        Answer application = get(OFFICER, "/cards/v1/applications/" + first.text("applicationId"));
        assertThat(application.status()).isEqualTo(200);
        String other =
                content.replace("FIRST", "CHANGE").replace("}\n", ",\"reason\":\"DAMAGED\"}\n");
        assertThat(brought(sealed(other, device)).text("code")).isEqualTo("dossier_id_reused");
    }

    @Test
    void whatDiffersFromTheRecordIsListedAndAnOfficerDecides() throws Exception {
        UUID id = idNow();
        Answer conflict =
                brought(sealed(dossier(id, person(), clock.instant(), "Trần Thị Đẹp"), device));
        assertThat(conflict.text("state")).isEqualTo("CONFLICT");
        assertThat(conflict.body().path("differences").get(0).asString()).isEqualTo("name");
        assertThat(conflict.raw()).doesNotContain("Trần");

        String resolution = "/cards/v1/dossiers/" + id + "/resolution";
        assertThat(post(OFFICER, resolution, "{\"file\":true}").text("state")).isEqualTo("FILED");
        assertThat(post(OFFICER, resolution, "{\"file\":false}").text("code"))
                .isEqualTo("dossier_decided");
    }

    @Test
    void whatALostDeviceSignedIsRefusedAndWhatItSignedBeforeIsHeld() throws Exception {
        Instant lost = clock.instant().minus(Duration.ofHours(2));
        Answer revoked =
                post(
                        CHIEF,
                        "/cards/v1/devices/" + deviceId + "/revocation",
                        "{\"lostSince\":\"%s\",\"reason\":\"Mất máy\"}".formatted(lost));
        assertThat(revoked.status()).as(revoked.raw()).isEqualTo(200);

        Answer after =
                brought(
                        sealed(
                                dossier(idNow(), person(), clock.instant(), "Trần Thị Được"),
                                device));
        assertThat(after.text("state")).isEqualTo("REFUSED");
        assertThat(after.text("code")).isEqualTo("device_lost");
        Answer before =
                brought(
                        sealed(
                                dossier(idNow(), person(), lost.minusSeconds(60), "Trần Thị Được"),
                                device));
        assertThat(before.text("state")).isEqualTo("HELD");
    }

    @Test
    void badDossiersAreRefusedWithACode() throws Exception {
        String good = dossier(idNow(), person(), clock.instant(), "Trần Thị Được");
        assertThat(brought("no dossier".getBytes(StandardCharsets.UTF_8)).text("code"))
                .isEqualTo("dossier_unreadable");
        assertThat(brought(sealed(good, keys())).text("code")).isEqualTo("dossier_signature");
        assertThat(brought(sealed("{\"dossierId\":1}", device)).text("code"))
                .isEqualTo("dossier_malformed");
        String random = dossier(UUID.randomUUID(), person(), clock.instant(), "A");
        assertThat(brought(sealed(random, device)).text("code")).isEqualTo("dossier_malformed");
        String future = dossier(idNow(), person(), clock.instant().plus(Duration.ofDays(1)), "A");
        assertThat(brought(sealed(future, device)).text("code")).isEqualTo("clock_ahead");
        assertThat(register(device).text("code")).isEqualTo("key_known");
    }
}
