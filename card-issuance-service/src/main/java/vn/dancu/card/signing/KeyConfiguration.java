package vn.dancu.card.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.card.signing.SigningSettings.Store;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;
import vn.dancu.platform.tokens.ProductionGuard;

@Configuration(proxyBeanMethods = false)
class KeyConfiguration {
    /** Guards a store that everybody who reads the database of a demonstration may have. */
    private static final String DEMONSTRATION_PASSWORD = "demo-key-store";

    /**
     * @throws IllegalStateException under the rules of production with a demonstration's store
     */
    @Bean
    KeyKeeper keyKeeper(SigningSettings settings, ProductionGuard guard, JdbcClient jdbc) {
        if (settings.store() == Store.DEMONSTRATION && !guard.isDemonstration()) {
            throw new IllegalStateException(
                    "dancu.card.signing.store must be PKCS11 or PKCS12 in production");
        }
        return switch (settings.store()) {
            case DEMONSTRATION ->
                    new SoftwareKeys(
                            new InDatabase(jdbc), DEMONSTRATION_PASSWORD, settings.curve());
            case PKCS12 ->
                    new SoftwareKeys(
                            new InFile(Objects.requireNonNull(settings.file())),
                            settings.password(),
                            settings.curve());
            case PKCS11 ->
                    new SecurityModule(
                            Objects.requireNonNull(settings.library()),
                            settings.slot(),
                            settings.password(),
                            settings.curve());
        };
    }

    @Bean
    EndpointRules pkiRules() {
        return EndpointRules.of(
                // Public keys and lists for whoever verifies cards.
                Rule.getByAnyCaller("/cards/v1/pki/certificates"),
                Rule.getByAnyCaller("/cards/v1/pki/certificates/{certificateId}"),
                Rule.getByAnyCaller("/cards/v1/pki/crl"),
                Rule.getByAnyCaller("/cards/v1/pki/master-list"),
                Rule.post("/cards/v1/pki/country-signers", "card.pki"),
                Rule.post("/cards/v1/pki/document-signers", "card.pki"),
                Rule.post("/cards/v1/pki/document-signers/{certificateId}/revocation", "card.pki"),
                Rule.post("/cards/v1/pki/crls", "card.pki"),
                Rule.get("/cards/v1/pki/proposals", "card.pki.approve"),
                Rule.get("/cards/v1/pki/proposals/{proposalId}", "card.pki.approve"),
                Rule.post("/cards/v1/pki/proposals/{proposalId}/approval", "card.pki.approve"),
                Rule.post("/cards/v1/pki/proposals/{proposalId}/refusal", "card.pki.approve"));
    }

    /** A file that only the service's own user reads, replaced as a whole. */
    private record InFile(Path file) implements SoftwareKeys.Place {
        @Override
        public Optional<byte[]> read() throws IOException {
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        }

        @Override
        public void write(byte[] store) throws IOException {
            Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
            Path fresh =
                    Files.createTempFile(
                            folder,
                            ".keys",
                            ".p12",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.write(fresh, store);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private record InDatabase(JdbcClient jdbc) implements SoftwareKeys.Place {
        @Override
        public Optional<byte[]> read() {
            return jdbc.sql("select store from demonstration_key_store")
                    .query(byte[].class)
                    .optional();
        }

        @Override
        public void write(byte[] store) {
            jdbc.sql(
                            """
                            insert into demonstration_key_store (store) values (:store)
                            on conflict (one) do update set store = excluded.store
                            """)
                    .param("store", store)
                    .update();
        }
    }
}
