package vn.dancu.platform.database;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.ValidateResult;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;

/** Changes nothing, and fails where the database is not at the state that the code needs. */
public final class MigrationCheck implements FlywayMigrationStrategy {
    @Override
    public void migrate(Flyway flyway) {
        ValidateResult found = flyway.validateWithResult();
        if (!found.validationSuccessful) {
            throw new IllegalStateException(
                    "the database is not at the state of this release, and dancu.database.migrate"
                            + " is false: run the job that migrates first. "
                            + reason(found));
        }
    }

    private static String reason(ValidateResult found) {
        String migrations = found.getAllErrorMessages();
        return migrations.isBlank() && found.errorDetails != null
                ? found.errorDetails.errorMessage
                : migrations;
    }
}
