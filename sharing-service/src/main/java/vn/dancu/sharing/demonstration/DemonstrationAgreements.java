package vn.dancu.sharing.demonstration;

import static java.util.stream.Collectors.toUnmodifiableSet;
import static vn.dancu.sharing.model.PersonField.CURRENT_RESIDENCE;
import static vn.dancu.sharing.model.PersonField.DATE_OF_BIRTH;
import static vn.dancu.sharing.model.PersonField.NAME;
import static vn.dancu.sharing.model.PersonField.NATIONALITY;
import static vn.dancu.sharing.model.PersonField.NUMBER;
import static vn.dancu.sharing.model.PersonField.PERMANENT_RESIDENCE;
import static vn.dancu.sharing.model.PersonField.SEX;
import static vn.dancu.sharing.model.PersonField.STATUS;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.sharing.agreements.Agencies;
import vn.dancu.sharing.agreements.Agreements;
import vn.dancu.sharing.agreements.Members;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.AgreementCommand;
import vn.dancu.sharing.model.Client;
import vn.dancu.sharing.model.ClientId;
import vn.dancu.sharing.model.Conditions;
import vn.dancu.sharing.model.Officers;
import vn.dancu.sharing.model.Operation;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.ProcedureCode;
import vn.dancu.sharing.model.PurposeCode;
import vn.dancu.sharing.model.Quota;
import vn.dancu.sharing.model.Terms;

/**
 * Lets the demonstration clients {@code vss} and {@code portal} ask, by the same commands that an
 * administrator gives: drafted by one, approved by another, activated. Codes of agencies and
 * procedures are examples, not quoted from a decision.
 */
@Component
@Profile("demonstration & !production")
class DemonstrationAgreements implements ApplicationRunner {
    private static final String AUTHOR = "demonstration-author";
    private static final Set<Operation> OPERATIONS =
            Set.of(
                    Operation.LOOKUP,
                    Operation.VERIFICATION,
                    Operation.MATCH,
                    Operation.EXPRESSION,
                    Operation.CARD_STATUS);
    private static final Set<Operation> WITH_SUBSCRIPTIONS =
            Stream.concat(OPERATIONS.stream(), Stream.of(Operation.SUBSCRIPTION))
                    .collect(toUnmodifiableSet());
    private static final String APPROVER = "demonstration-approver";

    /** Any number will do: it keeps two instances from loading at once. */
    private static final long LOCK = 8_087_001L;

    private final Agencies agencies;
    private final Agreements agreements;
    private final Members members;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    DemonstrationAgreements(
            Agencies agencies,
            Agreements agreements,
            Members members,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Clock clock) {
        this.agencies = agencies;
        this.agreements = agreements;
        this.members = members;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public void run(ApplicationArguments args) {
        transaction.executeWithoutResult(status -> load());
    }

    private void load() {
        jdbc.sql("select pg_advisory_xact_lock(:lock)").param("lock", LOCK).query().singleRow();
        loadRegisterAgreements();
        loadSandbox();
        client("G34", "vss", false);
        client("G22", "portal", false);
        client("T01", "integrator", true);
    }

    /** Whoever integrates finds an agency that may ask about everybody in the sandbox. */
    private void loadSandbox() {
        if (register("T01", "Cơ quan thử nghiệm kết nối")) {
            agree(
                    "T01",
                    "connection-test",
                    Map.of(new ProcedureCode("0.000001"), Set.of(PersonField.values())),
                    Set.of(Operation.values()),
                    new Conditions(true, false, true, true));
            agree(
                    "T01",
                    "connection-test",
                    Map.of(new ProcedureCode("0.000002"), Set.of(PersonField.values())),
                    Set.of(Operation.values()),
                    new Conditions(true, true, false, false));
        }
    }

    private void client(String agency, String id, boolean sandbox) {
        ClientId client = ClientId.oauth2(id);
        if (members.agencyOf(client).isEmpty()) {
            members.registerClient(
                    new AgencyCode(agency),
                    new Client(client, Optional.empty(), sandbox),
                    AUTHOR,
                    clock.instant());
        }
    }

    private void loadRegisterAgreements() {
        register("G01", "Bộ Công an");
        register("G15", "Bộ Tư pháp");
        if (register("G34", "Bảo hiểm xã hội Việt Nam")) {
            agree(
                    "G34",
                    "social-insurance",
                    Map.of(
                            new ProcedureCode("1.002051"),
                            Set.of(
                                    NUMBER,
                                    NAME,
                                    DATE_OF_BIRTH,
                                    SEX,
                                    NATIONALITY,
                                    PERMANENT_RESIDENCE,
                                    STATUS),
                            new ProcedureCode("1.001939"),
                            Set.of(NAME, DATE_OF_BIRTH, SEX)),
                    WITH_SUBSCRIPTIONS,
                    Conditions.STRICT);
        }
        if (register("G22", "Cổng Dịch vụ công quốc gia")) {
            agree(
                    "G22",
                    "public-service",
                    Map.of(
                            new ProcedureCode("1.004222"),
                            Set.of(
                                    NUMBER,
                                    NAME,
                                    DATE_OF_BIRTH,
                                    SEX,
                                    PERMANENT_RESIDENCE,
                                    CURRENT_RESIDENCE)));
        }
    }

    /** Whether the agency is new; what an administrator made of an old one is left alone. */
    private boolean register(String code, String name) {
        var agency = new AgencyCode(code);
        if (agencies.find(agency).isPresent()) {
            return false;
        }
        agencies.register(agency, name, AUTHOR, clock.instant());
        return true;
    }

    private void agree(
            String agency, String purpose, Map<ProcedureCode, Set<PersonField>> procedures) {
        agree(agency, purpose, procedures, OPERATIONS, Conditions.STRICT);
    }

    private void agree(
            String agency,
            String purpose,
            Map<ProcedureCode, Set<PersonField>> procedures,
            Set<Operation> operations,
            Conditions conditions) {
        Instant now = clock.instant();
        var terms =
                new Terms(
                        "Decree 137/2015/ND-CP Art 8, as amended by Decree 37/2021/ND-CP",
                        Set.of(new PurposeCode(purpose)),
                        LocalDate.of(2021, 7, 1),
                        LocalDate.of(2099, 12, 31),
                        operations,
                        procedures,
                        new Officers.Open(),
                        new Quota(10_000_000, 5_000),
                        conditions);
        UUID id = agreements.draft(new AgencyCode(agency), terms, AUTHOR, now);
        agreements.apply(id, 1, AgreementCommand.TEST, AUTHOR, Optional.of("Demonstration."), now);
        agreements.apply(id, 1, AgreementCommand.APPROVE, APPROVER, Optional.empty(), now);
        agreements.apply(id, 1, AgreementCommand.ACTIVATE, APPROVER, Optional.empty(), now);
    }
}
