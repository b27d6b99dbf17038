package vn.dancu.population.imports;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Removes the files that no import reads any more: they hold personal data. */
@Component
class UnwantedFiles {
    private final CardFiles files;
    private final Imports imports;
    private final JdbcClient jdbc;
    private final ImportSettings settings;
    private final Clock clock;

    UnwantedFiles(
            CardFiles files,
            Imports imports,
            JdbcClient jdbc,
            ImportSettings settings,
            Clock clock) {
        this.files = files;
        this.imports = imports;
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    @Transactional
    void clean() {
        clean(files);
    }

    @Transactional
    void clean(CardFiles folder) {
        folder.clean(this::isWanted);
    }

    private boolean isWanted(UUID importId) {
        if (settings.keepFiles()) {
            return imports.isRegistered(importId);
        }
        return imports.needsFile(importId) && !failedLongAgo(importId);
    }

    /** Locks such an import, so that an upload does not put its file back while it is removed. */
    private boolean failedLongAgo(UUID importId) {
        return jdbc.sql(
                        """
                        select import_id from import
                        where import_id = :id and state = 'FAILED' and finished_at < :before
                        for update
                        """)
                .param("id", importId)
                .param(
                        "before",
                        OffsetDateTime.ofInstant(
                                clock.instant().minus(settings.keepFailed()), ZoneOffset.UTC))
                .query(UUID.class)
                .optional()
                .isPresent();
    }
}
