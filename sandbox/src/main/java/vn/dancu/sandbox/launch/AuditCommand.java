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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.dancu.sandbox.audit.ChainCheck;
import vn.dancu.sandbox.audit.OutsideSeals;

/** {@code ./dancu audit verify}: finds any altered, removed or added record of who read what. */
final class AuditCommand {
    private static final int FOUND = 1;
    private static final String EARLIER = ".earlier.pem";
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([^-]+)-----END PUBLIC KEY-----");

    private static final Map<String, Part> DATABASES =
            new TreeMap<>(
                    Map.of(
                            "population", Part.POPULATION_SERVICE,
                            "idnumber", Part.ID_NUMBER_SERVICE,
                            "card", Part.CARD_ISSUANCE_SERVICE,
                            "sharing", Part.SHARING_SERVICE));

    private final DataFolder data;
    private final Arguments.@Nullable Elsewhere elsewhere;

    /**
     * @param elsewhere where the databases and the broker are; null: as {@code up} started them.
     *     Passwords and public keys come from the data folder in any case
     */
    AuditCommand(DataFolder data, Arguments.@Nullable Elsewhere elsewhere) {
        this.data = data;
        this.elsewhere = elsewhere;
    }

    int run(PrintStream out) throws IOException {
        Properties kafka = new Properties();
        String postgres;
        if (elsewhere == null) {
            PortPlan ports = running();
            postgres = "localhost:" + ports.postgres();
            kafka.setProperty("bootstrap.servers", "localhost:" + ports.kafka());
        } else {
            postgres = elsewhere.postgres();
            try (var reader = Files.newBufferedReader(elsewhere.kafka())) {
                kafka.load(reader);
            }
        }
        OutsideSeals outside = OutsideSeals.read(kafka);
        int findings = 0;
        for (var database : DATABASES.entrySet()) {
            try (Connection connection =
                    connect(database.getKey(), database.getValue(), postgres)) {
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

    private PortPlan running() throws IOException {
        return RunState.read(data)
                .map(state -> new PortPlan(state.portBase()))
                .orElseThrow(
                        () ->
                                new LaunchException(
                                        "nothing runs with the data in "
                                                + data.root()
                                                + "; start it with ./dancu up, or say where with"
                                                + " --postgres and --kafka-settings"));
    }

    private int check(String service, Connection connection, OutsideSeals outside, PrintStream out)
            throws SQLException, IOException {
        ChainCheck check = new ChainCheck(connection, publicKeys(service));
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

    private Connection connect(String database, Part part, String postgres)
            throws IOException, SQLException {
        Path password = data.secrets(part).resolve("spring.datasource.password");
        return DriverManager.getConnection(
                "jdbc:postgresql://" + postgres + "/" + database,
                database,
                Files.readString(password).strip());
    }

    /** Those that callees believe today, and those kept since their time for seals alone. */
    private List<PublicKey> publicKeys(String service) throws IOException {
        String pem = Files.readString(data.callers().resolve(service + ".pem"));
        Path earlier = data.callers().resolve(service + EARLIER);
        if (Files.exists(earlier)) {
            pem += Files.readString(earlier);
        }
        List<PublicKey> keys = new ArrayList<>();
        Matcher block = KEY.matcher(pem);
        try {
            while (block.find()) {
                byte[] der = Base64.getMimeDecoder().decode(block.group(1));
                keys.add(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der)));
            }
        } catch (GeneralSecurityException e) {
            throw new LaunchException("a public key of " + service + " cannot be read");
        }
        return keys;
    }
}
