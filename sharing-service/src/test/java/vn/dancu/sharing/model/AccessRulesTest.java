package vn.dancu.sharing.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccessRulesTest {
    private static final AgencyCode VSS = new AgencyCode("G34");
    private static final ClientId CLIENT = ClientId.oauth2("vss");
    private static final ProcedureCode AGREED = new ProcedureCode("1.001612");
    private static final ProcedureCode WITHOUT_FIELDS = new ProcedureCode("1.009999");
    private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(2026, 12, 31);
    private static final Terms TERMS =
            new Terms(
                    "Decree 137/2015/ND-CP Art 8",
                    Set.of(new PurposeCode("social-insurance")),
                    FIRST_DAY,
                    LAST_DAY,
                    Set.of(Operation.LOOKUP),
                    Map.of(
                            AGREED, Set.of(PersonField.NAME, PersonField.SEX),
                            WITHOUT_FIELDS, Set.of()),
                    new Officers.Named(Set.of(new OfficerCode("an"))),
                    new Quota(1000, 10),
                    Conditions.STRICT);

    /** A value of one dimension, and why it is refused if it is. */
    record Choice<T>(T value, Optional<Refusal> refusal) {
        static <T> Choice<T> fine(T value) {
            return new Choice<>(value, Optional.empty());
        }

        static <T> Choice<T> refused(T value, Refusal refusal) {
            return new Choice<>(value, Optional.of(refusal));
        }
    }

    record Row(
            AgreementState state,
            LocalDate day,
            AgencyCode agency,
            ProcedureCode procedure,
            Operation operation,
            PurposeCode purpose,
            Optional<OfficerCode> officer,
            List<PersonField> fields,
            Optional<Refusal> expected) {}

    private static List<Choice<AgreementState>> states() {
        return Stream.of(AgreementState.values())
                .map(
                        state ->
                                state == AgreementState.ACTIVE
                                        ? Choice.fine(state)
                                        : Choice.refused(state, Refusal.AGREEMENT_MISSING))
                .toList();
    }

    private static List<Choice<LocalDate>> days() {
        return List.of(
                Choice.refused(FIRST_DAY.minusDays(1), Refusal.AGREEMENT_MISSING),
                Choice.fine(FIRST_DAY),
                Choice.fine(LAST_DAY),
                Choice.refused(LAST_DAY.plusDays(1), Refusal.AGREEMENT_MISSING));
    }

    private static List<Choice<AgencyCode>> agencies() {
        return List.of(
                Choice.fine(VSS), Choice.refused(new AgencyCode("G22"), Refusal.AGREEMENT_MISSING));
    }

    private static List<Choice<ProcedureCode>> procedures() {
        return List.of(
                Choice.fine(AGREED),
                Choice.refused(new ProcedureCode("2.000001"), Refusal.PROCEDURE_NOT_AGREED));
    }

    private static List<Choice<Operation>> operations() {
        return List.of(
                Choice.fine(Operation.LOOKUP),
                Choice.refused(Operation.VERIFICATION, Refusal.OPERATION_NOT_AGREED));
    }

    private static List<Choice<PurposeCode>> purposes() {
        return List.of(
                Choice.fine(new PurposeCode("social-insurance")),
                Choice.refused(new PurposeCode("marketing"), Refusal.PURPOSE_NOT_AGREED));
    }

    private static List<Choice<Optional<OfficerCode>>> officers() {
        return List.of(
                Choice.fine(Optional.of(new OfficerCode("an"))),
                Choice.refused(
                        Optional.of(new OfficerCode("binh")), Refusal.OFFICER_NOT_AUTHORISED),
                Choice.refused(Optional.empty(), Refusal.OFFICER_NOT_AUTHORISED));
    }

    private static List<Choice<List<PersonField>>> fields() {
        return List.of(
                Choice.fine(List.of()),
                Choice.fine(List.of(PersonField.SEX)),
                Choice.fine(List.of(PersonField.NAME, PersonField.SEX)),
                Choice.refused(List.of(PersonField.RELIGION), Refusal.FIELD_NOT_AGREED),
                Choice.refused(
                        List.of(PersonField.NAME, PersonField.FATHER), Refusal.FIELD_NOT_AGREED));
    }

    /** Every combination; the first dimension that refuses, in this order, names the reason. */
    static Stream<Row> everyCombination() {
        List<Row> rows = new ArrayList<>();
        for (var state : states())
            for (var day : days())
                for (var agency : agencies())
                    for (var procedure : procedures())
                        for (var operation : operations())
                            for (var purpose : purposes())
                                for (var officer : officers())
                                    for (var fields : fields()) {
                                        rows.add(
                                                new Row(
                                                        state.value(),
                                                        day.value(),
                                                        agency.value(),
                                                        procedure.value(),
                                                        operation.value(),
                                                        purpose.value(),
                                                        officer.value(),
                                                        fields.value(),
                                                        Stream.of(
                                                                        state, day, agency,
                                                                        procedure, operation,
                                                                        purpose, officer, fields)
                                                                .flatMap(c -> c.refusal().stream())
                                                                .findFirst()));
                                    }
        return rows.stream();
    }

    @Test
    void everyCombinationIsAllowedOrRefusedAsTheTableSays() {
        List<Row> rows = everyCombination().toList();
        assertThat(rows).hasSize(6 * 4 * 2 * 2 * 2 * 2 * 3 * 5);
        assertThat(rows).filteredOn(row -> row.expected().isEmpty()).hasSize(2 * 3);
        for (Row row : rows) {
            Decision decision =
                    AccessRules.decide(
                            standing(row.agency(), agreement(row.state(), TERMS)),
                            new Access(
                                    row.agency(),
                                    CLIENT,
                                    row.officer(),
                                    row.procedure(),
                                    row.purpose(),
                                    row.operation(),
                                    row.fields()),
                            row.day());
            Optional<Refusal> refusal =
                    decision instanceof Decision.Refused refused
                            ? Optional.of(refused.refusal())
                            : Optional.empty();
            assertThat(refusal).as(row.toString()).isEqualTo(row.expected());
        }
    }

    @Test
    void theFirstFieldThatIsNotAgreedIsNamed() {
        Decision decision =
                AccessRules.decide(
                        standing(VSS, agreement(AgreementState.ACTIVE, TERMS)),
                        access(AGREED, List.of(PersonField.SEX, PersonField.RELIGION)),
                        FIRST_DAY);
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> assertThat(refused.fieldIndex()).contains(1));
    }

    @Test
    void aProcedureWithoutFieldsAllowsTheQuestionButNoField() {
        var agreements = standing(VSS, agreement(AgreementState.ACTIVE, TERMS));
        assertThat(AccessRules.decide(agreements, access(WITHOUT_FIELDS, List.of()), FIRST_DAY))
                .isInstanceOf(Decision.Allowed.class);
        assertThat(
                        AccessRules.decide(
                                agreements,
                                access(WITHOUT_FIELDS, List.of(PersonField.NAME)),
                                FIRST_DAY))
                .isInstanceOf(Decision.Refused.class);
    }

    @Test
    void noAgreementAtAllRefuses() {
        assertThat(AccessRules.decide(standing(VSS), access(AGREED, List.of()), FIRST_DAY))
                .isEqualTo(
                        new Decision.Refused(
                                Refusal.AGREEMENT_MISSING, Optional.empty(), Optional.empty()));
    }

    @Test
    void theActiveAgreementIsFoundAmongOthers() {
        Agreement active = agreement(AgreementState.ACTIVE, TERMS);
        assertThat(
                        AccessRules.decide(
                                standing(
                                        VSS,
                                        agreement(AgreementState.SUSPENDED, TERMS),
                                        agreement(AgreementState.ENDED, TERMS),
                                        active),
                                access(AGREED, List.of(PersonField.NAME)),
                                LAST_DAY))
                .isEqualTo(new Decision.Allowed(active));
    }

    @ParameterizedTest
    @MethodSource("anyOfficer")
    void anOpenAgreementLeavesOfficersToTheAgency(Optional<OfficerCode> officer) {
        assertThat(new Officers.Open().allow(officer, Set.of())).isTrue();
    }

    static Stream<Optional<OfficerCode>> anyOfficer() {
        return Stream.of(Optional.empty(), Optional.of(new OfficerCode("anybody")));
    }

    private static Agreement agreement(AgreementState state, Terms terms) {
        return new Agreement(UUID.randomUUID(), 1, VSS, state, terms);
    }

    @Test
    void onlyAClientOfTheAgencyAsks() {
        var standing =
                new Standing(
                        List.of(agreement(AgreementState.ACTIVE, TERMS)),
                        List.of(new Client(ClientId.oauth2("other"), Optional.empty(), false)),
                        Set.of());
        assertThat(AccessRules.decide(standing, access(AGREED, List.of()), FIRST_DAY))
                .isEqualTo(
                        new Decision.Refused(
                                Refusal.CLIENT_UNKNOWN, Optional.empty(), Optional.empty()));
    }

    @Test
    void aClientOfTheSandboxNeverUsesAnAgreementForTheRegisterNorTheOtherWayRound() {
        Terms sandbox = with(TERMS.officers(), new Conditions(true, false, false, false));
        for (boolean client : new boolean[] {true, false}) {
            var standing =
                    new Standing(
                            List.of(
                                    agreement(AgreementState.ACTIVE, TERMS),
                                    agreement(AgreementState.ACTIVE, sandbox)),
                            List.of(new Client(CLIENT, Optional.empty(), client)),
                            Set.of());
            assertThat(AccessRules.decide(standing, access(AGREED, List.of()), FIRST_DAY))
                    .isInstanceOfSatisfying(
                            Decision.Allowed.class,
                            allowed ->
                                    assertThat(allowed.agreement().terms().conditions().sandbox())
                                            .isEqualTo(client));
        }
    }

    @Test
    void registeredOfficersAreThoseOfTheAgencyAtTheTime() {
        Agreement agreement =
                agreement(
                        AgreementState.ACTIVE, with(new Officers.Registered(), Conditions.STRICT));
        var client = new Client(CLIENT, Optional.empty(), false);
        var access = access(AGREED, List.of());
        assertThat(
                        AccessRules.decide(
                                new Standing(
                                        List.of(agreement),
                                        List.of(client),
                                        Set.of(new OfficerCode("an"))),
                                access,
                                FIRST_DAY))
                .isEqualTo(new Decision.Allowed(agreement));
        assertThat(
                        AccessRules.decide(
                                new Standing(List.of(agreement), List.of(client), Set.of()),
                                access,
                                FIRST_DAY))
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused ->
                                assertThat(refused.refusal())
                                        .isEqualTo(Refusal.OFFICER_NOT_AUTHORISED));
    }

    private static Terms with(Officers officers, Conditions conditions) {
        return new Terms(
                TERMS.legalBasis(),
                TERMS.purposes(),
                TERMS.validFrom(),
                TERMS.validTo(),
                TERMS.operations(),
                TERMS.procedures(),
                officers,
                TERMS.quota(),
                conditions);
    }

    /** What belongs to an agency: the client is its own, and the agreements are. */
    private static Standing standing(AgencyCode agency, Agreement... agreements) {
        return new Standing(
                Stream.of(agreements).filter(a -> a.agency().equals(agency)).toList(),
                List.of(new Client(CLIENT, Optional.empty(), false)),
                Set.of());
    }

    private static Access access(ProcedureCode procedure, List<PersonField> fields) {
        return new Access(
                VSS,
                CLIENT,
                Optional.of(new OfficerCode("an")),
                procedure,
                new PurposeCode("social-insurance"),
                Operation.LOOKUP,
                fields);
    }
}
