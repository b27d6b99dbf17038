package vn.dancu.card.signing;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the signing keys are and what their certificates say.
 *
 * @param store a key store of the demonstration in the database, a PKCS#12 file or PKCS#11
 * @param file of the PKCS#12 store
 * @param password of the PKCS#12 store, or the PIN of the PKCS#11 token
 * @param library of the PKCS#11 module
 * @param slot index of the PKCS#11 slot in the module's list
 * @param curve of signing keys, as the JDK names it
 * @param country ISO 3166-1 alpha-2, and {@code state} alpha-3 (ICAO 9303-12 subject names)
 * @param crlAddress where verifiers fetch the revocation list; stands in certificates
 * @param countryUsage how long one country signer signs
 * @param signerUsage how long one document signer signs (ICAO 9303-12: at most three months)
 * @param cardLife the longest life of a card: issued at 38, valid until 60
 * @param crlLife how long a revocation list stands (ICAO 9303-12: at most 90 days)
 */
@ConfigurationProperties("dancu.card.signing")
record SigningSettings(
        @DefaultValue("DEMONSTRATION") Store store,
        @Nullable Path file,
        @DefaultValue("") String password,
        @Nullable Path library,
        @DefaultValue("0") int slot,
        @DefaultValue("secp256r1") String curve,
        @DefaultValue("VN") String country,
        @DefaultValue("VNM") String state,
        @DefaultValue("Ministry of Public Security") String organisation,
        @DefaultValue("http://localhost:8080/cards/v1/pki/crl") String crlAddress,
        @DefaultValue("1826d") Duration countryUsage,
        @DefaultValue("90d") Duration signerUsage,
        @DefaultValue("8126d") Duration cardLife,
        @DefaultValue("30d") Duration crlLife) {
    enum Store {
        DEMONSTRATION,
        PKCS12,
        PKCS11
    }

    SigningSettings {
        if (store == Store.PKCS12 && file == null) {
            throw new IllegalArgumentException("dancu.card.signing.file names the PKCS#12 store");
        }
        if (store == Store.PKCS11 && library == null) {
            throw new IllegalArgumentException("dancu.card.signing.library names the module");
        }
        if (store != Store.DEMONSTRATION && password.isEmpty()) {
            throw new IllegalArgumentException("dancu.card.signing.password opens the store");
        }
        if (country.length() != 2 || state.length() != 3) {
            throw new IllegalArgumentException("country has two letters, state three");
        }
    }

    @Override
    public String toString() {
        return "SigningSettings[" + store + "]";
    }
}
