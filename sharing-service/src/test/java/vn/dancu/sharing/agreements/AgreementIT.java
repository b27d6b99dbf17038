package vn.dancu.sharing.agreements;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.sharing.SharingIT;

class AgreementIT extends SharingIT {
    private static final AtomicInteger AGENCIES = new AtomicInteger(100);
    private static final String AGREEMENTS = "/sharing/v1/agreements";

    @Autowired private AgreementBook book;

    private final String agency = "T" + AGENCIES.incrementAndGet();
    private String first;
    private String second;

    @BeforeEach
    void twoAdministrators() {
        first = admin("admin-an");
        second = admin("admin-binh");
    }

    @Test
    void anAgencyAsksOnlyWhileItsAgreementIsActive() {
        Citizen citizen = citizen("Cao Thị Xuân");
        register(agency);
        assertThat(ask(citizen).code()).isEqualTo("agreement_missing");
        String id = draft(terms("5.1", "name"));
        assertThat(ask(citizen).code()).isEqualTo("agreement_missing");
        assertThat(command(second, id, "approval", 1).code()).isEqualTo("illegal_transition");
        assertThat(command(first, id, "test", 1).status()).isEqualTo(200);
        assertThat(ask(citizen).code()).isEqualTo("agreement_missing");
        assertThat(command(second, id, "approval", 1).status()).isEqualTo(200);
        assertThat(ask(citizen).code()).isEqualTo("agreement_missing");
        assertThat(command(first, id, "activation", 1).status()).isEqualTo(200);
        assertThat(ask(citizen).status()).isEqualTo(200);
        assertThat(command(first, id, "suspension", 1).status()).isEqualTo(200);
        assertThat(ask(citizen).code()).isEqualTo("agreement_missing");
        assertThat(command(first, id, "activation", 1).status()).isEqualTo(200);
        assertThat(ask(citizen).status()).isEqualTo(200);
        assertThat(command(first, id, "end", 1).status()).isEqualTo(200);
        assertThat(ask(citizen).code()).isEqualTo("agreement_missing");
        assertThat(outcomesOf(citizen))
                .filteredOn("answered"::equals)
                .as("both answered attempts")
                .hasSize(2);

        JsonNode agreement = get(first, AGREEMENTS + "/" + id).body();
        assertThat(agreement.get("versions").get(0).get("state").asString()).isEqualTo("ENDED");
        assertThat(agreement.get("transitions").valueStream().map(t -> t.get("command").asString()))
                .containsExactly("TEST", "APPROVE", "ACTIVATE", "SUSPEND", "ACTIVATE", "END");
    }

    @Test
    void anAgencyOrAClientThatIsMalformedIsPointedAt() {
        register(agency);
        for (String path : new String[] {"", "/clients", "/systems", "/officers", "/figures"}) {
            Answer answer = get(first, "/sharing/v1/agencies/g-1" + path);
            assertThat(answer.status()).as(path).isEqualTo(422);
            assertThat(answer.body().at("/errors/0/code").asString()).isEqualTo("agency_malformed");
            assertThat(answer.pointer()).isEqualTo("?code");
        }
        assertThat(get(first, AGREEMENTS + "?agency=g-1").pointer()).isEqualTo("?agency");
        for (String kind : new String[] {"XROAD", "CERTIFICATE"}) {
            Answer answer =
                    post(
                            first,
                            "/sharing/v1/agencies/" + agency + "/clients",
                            "{\"kind\": \"%s\", \"identifier\": \"a/b\", \"sandbox\": true}"
                                    .formatted(kind));
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("client_malformed");
            assertThat(answer.pointer()).isEqualTo("/identifier");
        }
        Answer secret =
                post(
                        first,
                        "/sharing/v1/agencies/" + agency + "/soap-secrets",
                        "{\"user\": \"a b\", \"purpose\": \"x\"}");
        assertThat(secret.code()).isEqualTo("client_malformed");
        assertThat(secret.pointer()).isEqualTo("/user");
    }

    @Test
    void anAgencyThatIsNotRegisteredIsNotFoundWhateverIsAskedOfIt() {
        for (String path : new String[] {"", "/clients", "/systems", "/officers", "/figures"}) {
            assertThat(get(first, "/sharing/v1/agencies/Z99" + path).code())
                    .as(path)
                    .isEqualTo("agency_not_found");
        }
        assertThat(
                        post(
                                        first,
                                        "/sharing/v1/agencies/Z99/officers/withdrawal",
                                        "{\"officers\": [\"cb-1\"]}")
                                .code())
                .isEqualTo("agency_not_found");
    }

    @Test
    void theAuthorCannotApprove() {
        register(agency);
        String id = draft(terms("5.1", "name"));
        command(first, id, "test", 1);
        Answer own = command(first, id, "approval", 1);
        assertThat(own.status()).isEqualTo(422);
        assertThat(own.code()).isEqualTo("second_administrator_needed");
        assertThat(command(second, id, "approval", 1).status()).isEqualTo(200);
    }

    @Test
    void whatTakesARightAwayNeedsAReason() {
        register(agency);
        String id = draft(terms("5.1", "name"));
        Answer answer = post(first, AGREEMENTS + "/" + id + "/end", "{\"version\": 1}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("reason_missing");
    }

    @Test
    void illegalCommandsAreRefusedAndChangeNothing() {
        register(agency);
        String id = draft(terms("5.1", "name"));
        for (String command : new String[] {"activation", "suspension"}) {
            Answer answer = command(second, id, command, 1);
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.code()).isEqualTo("illegal_transition");
        }
        assertThat(command(second, id, "approval", 2).status()).isEqualTo(404);
        assertThat(command(second, UUID.randomUUID().toString(), "approval", 1).status())
                .isEqualTo(404);
        JsonNode agreement = get(first, AGREEMENTS + "/" + id).body();
        assertThat(agreement.get("versions").get(0).get("state").asString()).isEqualTo("DRAFT");
        assertThat(agreement.get("transitions").isEmpty()).isTrue();
    }

    @Test
    void anAmendmentReplacesTheVersionInForceWhenItIsActivated() {
        Citizen citizen = citizen("Cao Thị Hạ");
        register(agency);
        String id = inForce(terms("5.1", "name"));
        Answer amended =
                post(
                        first,
                        AGREEMENTS + "/" + id + "/amendments",
                        "{\"terms\": %s}".formatted(terms("5.1", "name", "sex")));
        assertThat(amended.status()).isEqualTo(201);
        assertThat(ask(citizen, "sex").code()).isEqualTo("field_not_agreed");
        assertThat(
                        post(
                                        first,
                                        AGREEMENTS + "/" + id + "/amendments",
                                        "{\"terms\": %s}".formatted(terms("5.1", "name")))
                                .code())
                .isEqualTo("amendment_pending");
        command(first, id, "test", 2);
        command(second, id, "approval", 2);
        command(second, id, "activation", 2);
        assertThat(ask(citizen, "sex").status()).isEqualTo(200);

        JsonNode versions = get(first, AGREEMENTS + "/" + id).body().get("versions");
        assertThat(versions.valueStream().map(v -> v.get("state").asString()))
                .containsExactly("ENDED", "ACTIVE");
        assertThat(versions.get(0).at("/terms/procedures/0/fields").size()).isOne();
    }

    @Test
    void oneProcedureOfAnAgencyIsInForceInOneAgreementOnly() {
        register(agency);
        inForce(terms("5.1", "name"));
        String other = draft(terms("5.1", "sex"));
        command(first, other, "test", 1);
        command(second, other, "approval", 1);
        Answer answer = command(second, other, "activation", 1);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("procedure_agreed_elsewhere");
        JsonNode agreement = get(first, AGREEMENTS + "/" + other).body();
        assertThat(agreement.get("versions").get(0).get("state").asString()).isEqualTo("APPROVED");
    }

    @Test
    void anAgreementThatEndsWhileTheRegisterIsAskedGivesNothingAway() {
        Citizen citizen = citizen("Cao Thị Thu");
        register(agency);
        String id = inForce(terms("5.1", "name"));
        assertThat(ask(citizen).status()).isEqualTo(200);
        CountDownLatch once = new CountDownLatch(1);
        REGISTER.beforeAnswer(
                () -> {
                    if (once.getCount() == 1) {
                        once.countDown();
                        assertThat(command(first, id, "end", 1).status()).isEqualTo(200);
                    }
                });
        Answer answer = ask(citizen);
        assertThat(once.getCount()).isZero();
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("agreement_missing");
        assertThat(answer.raw().body()).doesNotContain("Cao Thị Thu");
        assertThat(outcomesOf(citizen)).containsExactly("agreement_missing", "answered");
    }

    @Test
    void anInstanceThatRemembersAnOldAgreementDoesNotAnswerUnderIt() {
        Citizen citizen = citizen("Cao Thị Đông");
        register(agency);
        String id = inForce(terms("5.1", "name"));
        assertThat(ask(citizen).status()).isEqualTo(200);
        var code = new vn.dancu.sharing.model.AgencyCode(agency);
        assertThat(book.remembered(code).agreements()).hasSize(1);
        // As another instance would do it: this one is told nothing.
        command(first, id, "suspension", 1);
        assertThat(book.remembered(code).agreements()).as("still remembered").hasSize(1);
        assertThat(ask(citizen).code()).isEqualTo("agreement_missing");
    }

    @Test
    void onlyNamedOfficersAskWhereTheAgreementNamesThem() {
        Citizen citizen = citizen("Cao Thị Nam");
        register(agency);
        ObjectNode closed = (ObjectNode) JSON.readTree(terms("5.1", "name"));
        closed.put("openToAllOfficers", false).putArray("officers").add("cb-001");
        inForce(closed.toString());
        assertThat(ask(citizen).code()).isEqualTo("officer_not_authorised");
        closed.putArray("officers").add("cb-017");
        assertThat(
                        post(
                                        querying(),
                                        "/sharing/v1/lookups",
                                        lookup("5.1", "test", citizen, "name")
                                                .replace("cb-017", "cb-001"))
                                .status())
                .isEqualTo(200);
    }

    @Test
    void theSameKeyDraftsOneAgreement() {
        register(agency);
        String body = draftBody(terms("5.1", "name"));
        String key = UUID.randomUUID().toString();
        Answer one = post(first, AGREEMENTS, body, "Idempotency-Key", key);
        Answer two = post(first, AGREEMENTS, body, "Idempotency-Key", key);
        assertThat(one.status()).isEqualTo(201);
        assertThat(two.body().get("id")).isEqualTo(one.body().get("id"));
        Answer other =
                post(first, AGREEMENTS, draftBody(terms("5.2", "name")), "Idempotency-Key", key);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency_key_reused");
        JsonNode page = get(first, AGREEMENTS + "?agency=" + agency).body();
        assertThat(page.get("agreements").size()).isOne();
    }

    @Test
    void contradictoryTermsAreRefusedWithAllTheirFaults() {
        register(agency);
        ObjectNode terms = (ObjectNode) JSON.readTree(terms("5.1", "name"));
        terms.put("validFrom", "2030-01-02").put("validTo", "2030-01-01");
        terms.put("openToAllOfficers", false);
        Answer answer = post(first, AGREEMENTS, draftBody(terms.toString()));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().get("errors").valueStream().map(e -> e.get("code").asString()))
                .containsExactly("period_impossible", "officers_contradict");
    }

    @Test
    void badTermsAreRefusedWithAPointer() {
        register(agency);
        Map<String, String> faults =
                Map.of(
                        "\"perSecond\":1000", "\"perSecond\":0",
                        "\"name\"", "\"nickname\"",
                        "\"lookup\"", "\"destroy\"",
                        "2099-12-31", "2099-12-32",
                        "\"test\"", "\"Test\"");
        faults.forEach(
                (good, bad) -> {
                    String body = draftBody(terms("5.1", "name"));
                    assertThat(body).contains(good);
                    Answer answer = post(first, AGREEMENTS, body.replace(good, bad));
                    assertThat(answer.status()).as(bad + answer.raw().body()).isIn(400, 422);
                    assertThat(answer.pointer()).as(bad).startsWith("/terms/");
                });
        assertThat(
                        post(
                                        first,
                                        AGREEMENTS,
                                        draftBody(terms("5.1", "name")).replace(agency, "Z9"))
                                .code())
                .isEqualTo("agency_unknown");
        assertThat(get(first, AGREEMENTS + "?agency=" + agency).body().get("agreements").isEmpty())
                .isTrue();
    }

    @Test
    void agenciesAreListedInPagesAndRegisteredOnce() {
        register(agency);
        assertThat(
                        post(
                                        first,
                                        "/sharing/v1/agencies",
                                        "{\"code\": \"%s\", \"name\": \"Cơ quan\"}"
                                                .formatted(agency))
                                .code())
                .isEqualTo("agency_exists");
        JsonNode page = get(first, "/sharing/v1/agencies?limit=2").body();
        assertThat(page.get("agencies").size()).isEqualTo(2);
        String next = page.get("next").asString();
        JsonNode rest = get(first, "/sharing/v1/agencies?limit=200&after=" + next).body();
        assertThat(rest.get("agencies").valueStream().map(a -> a.get("code").asString()))
                .contains(agency)
                .doesNotContain(next);
        assertThat(rest.has("next")).isFalse();
    }

    @Test
    void administrationNeedsItsScope() {
        assertThat(get(vss(), AGREEMENTS).status()).isEqualTo(403);
        assertThat(post(vss(), "/sharing/v1/agencies", "{}").status()).isEqualTo(403);
    }

    private void register(String code) {
        Answer answer =
                post(
                        first,
                        "/sharing/v1/agencies",
                        "{\"code\": \"%s\", \"name\": \"Cơ quan thử\"}".formatted(code));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
        registerClient(code, client(), false);
    }

    private String client() {
        return "client-of-" + agency;
    }

    private String draft(String terms) {
        Answer answer = post(first, AGREEMENTS, draftBody(terms));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
        return answer.body().get("id").asString();
    }

    private String inForce(String terms) {
        String id = draft(terms);
        command(first, id, "test", 1);
        command(second, id, "approval", 1);
        assertThat(command(second, id, "activation", 1).status()).isEqualTo(200);
        return id;
    }

    private String draftBody(String terms) {
        return "{\"agency\": \"%s\", \"terms\": %s}".formatted(agency, terms);
    }

    private static String terms(String procedure, String... fields) {
        return """
        {"legalBasis": "Nghị định 137/2015/NĐ-CP", "purposes": ["test"],
         "validFrom": "2021-07-01", "validTo": "2099-12-31", "operations": ["lookup"],
         "procedures": [{"procedure": "%s", "fields": ["%s"]}],
         "openToAllOfficers": true, "quota": {"perDay":100000,"perSecond":1000}}
        """
                .formatted(procedure, String.join("\", \"", fields));
    }

    private Answer command(String token, String id, String command, int version) {
        return post(
                token,
                AGREEMENTS + "/" + id + "/" + command,
                "{\"version\": %d, \"reason\": \"thử nghiệm\"}".formatted(version));
    }

    private String querying() {
        return tokens.token(client(), Map.of("scope", "sharing.query", "agency", agency));
    }

    private Answer ask(Citizen citizen, String... fields) {
        String[] asked = fields.length == 0 ? new String[] {"name"} : fields;
        return post(querying(), "/sharing/v1/lookups", lookup("5.1", "test", citizen, asked));
    }
}
