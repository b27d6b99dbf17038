package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import vn.dancu.sandbox.audit.ChainCheck;
import vn.dancu.sandbox.audit.OutsideSeals;

/** {@code ./dancu audit verify}: finds any altered, removed or added record of who read what. */
final class AuditCommand {
    private static final int FOUND = 1;

    private static final Map<String, Part> DATABASES =
            new TreeMap<>(
                    Map.of(
                            "population", Part.POPULATION_SERVICE,
                            "idnumber", Part.ID_NUMBER_SERVICE,
                            "card", Part.CARD_ISSUANCE_SERVICE,
                            "sharing", Part.SHARING_SERVICE));

    private final DataFolder data;

    AuditCommand(DataFolder data) {
        this.data = data;
    }

    int run(PrintStream out) throws IOException {
        PortPlan ports =
                RunState.read(data)
                        .map(state -> new PortPlan(state.portBase()))
                        .orElseThrow(
                                () ->
                                        new LaunchException(
                                                "nothing runs with the data in "
                                                        + data.root()
                                                        + "; start it with ./dancu up"));
        OutsideSeals outside = OutsideSeals.read("localhost:" + ports.kafka());
        int findings = 0;
        for (var database : DATABASES.entrySet()) {
            try (Connection connection = connect(database.getKey(), database.getValue(), ports)) {
                findings += check(database.getValue().module(), connection, outside, out);
            } catch (SQLException e) {
                throw new LaunchException(
                        "the database "
                                + database.getKey()
                                + " cannot be read: "
                                + e.getSQLState());
            }
        }
        out.println(findings == 0 ? "Nothing was altered, removed or added." : "Not as sealed.");
        return findings == 0 ? 0 : FOUND;
    }

    private int check(String service, Connection connection, OutsideSeals outside, PrintStream out)
            throws SQLException, IOException {
        ChainCheck check = new ChainCheck(connection, publicKey(service));
        int findings = 0;
        for (String stream : check.streams()) {
            ChainCheck.Outcome outcome = check.check(stream, outside.of(service, stream));
            out.printf(
                    Locale.ROOT,
                    "%-24s %-16s %,8d seals %,12d rows, %,d not sealed yet%n",
                    service,
                    stream,
                    outcome.seals(),
                    outcome.rows(),
                    outcome.unsealed());
            outcome.findings().forEach(finding -> out.println("  " + finding));
            findings += outcome.findings().size();
        }
        return findings;
    }

    private Connection connect(String database, Part part, PortPlan ports)
            throws IOException, SQLException {
        Path password = data.secrets(part).resolve("spring.datasource.password");
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:" + ports.postgres() + "/" + database,
                database,
                Files.readString(password).strip());
    }

    private PublicKey publicKey(String service) throws IOException {
        String pem =
                Files.readString(data.callers().resolve(service + ".pem"))
                        .replaceAll("-----[A-Z ]+-----", "");
        try {
            return KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
        } catch (GeneralSecurityException e) {
            throw new LaunchException("the public key of " + service + " cannot be read");
        }
    }
}
