package vn.dancu.population.osia;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.population.Api;
import vn.dancu.population.Contracts;
import vn.dancu.population.People;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class OsiaIT {
    private static final String PR = "/osia/pr/v1/persons";
    private static final String DATA = "/osia/dataaccess/v1/persons";
    private static final String TRANSACTION = "?transactionId=T-1";

    @Autowired private TestTokens tokens;
    @Autowired private JdbcClient jdbc;
    @LocalServerPort private int port;

    private Api api;
    private HttpHeaders registry;
    private People.One person;

    @BeforeEach
    void someoneIsOnRecord() {
        api = new Api(tokens, port);
        person = new People(jdbc).someone();
        registry =
                api.officer(
                        "registry",
                        "01",
                        "pr.person.read pr.identity.read pr.identity.write pr.reference.read"
                                + " pr.person.match pr.person.verify pr.person.write"
                                + " pr.document.read pr.gallery.read pr.reference.write");
    }

    private void assertError(Api.Answer answer, int status) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        Contracts.assertMatches(answer.body().toString(), "osia/error.schema.json");
        assertThat(answer.body().path("code").asInt()).isEqualTo(status);
    }

    @Test
    void personAndItsOneIdentityAreRead() {
        Api.Answer read = api.get(PR + "/" + person.id() + TRANSACTION, registry);
        Contracts.assertMatches(read.body().toString(), "osia/person.schema.json");
        assertThat(read.body().path("status").asString()).isEqualTo("ACTIVE");
        Api.Answer identities =
                api.get(PR + "/" + person.id() + "/identities" + TRANSACTION, registry);
        assertThat(identities.body().size()).isEqualTo(1);
        Contracts.assertMatches(identities.body().get(0).toString(), "osia/identity.schema.json");
        Api.Answer reference =
                api.get(PR + "/" + person.id() + "/reference" + TRANSACTION, registry);
        assertThat(reference.body()).isEqualTo(identities.body().get(0));
        assertThat(reference.body().at("/biographicData/uin").asString())
                .isEqualTo(person.number());
        assertThat(
                        api.get(
                                        PR
                                                + "/"
                                                + person.id()
                                                + "/identities/"
                                                + person.id()
                                                + TRANSACTION,
                                        registry)
                                .body())
                .isEqualTo(reference.body());
    }

    @Test
    void peopleAreFoundByExpressions() {
        Api.Answer found =
                api.post(
                        PR + TRANSACTION,
                        registry,
                        """
                        [{"attributeName": "name", "operator": "=", "value": "%s"},
                         {"attributeName": "dateOfBirth", "operator": "<", "value": "1990-12-31"},
                         {"attributeName": "gender", "operator": "!=", "value": "F"}]
                        """
                                .formatted(person.name()));
        Contracts.assertMatches(found.body().toString(), "osia/found.schema.json");
        assertThat(found.body().valueStream().map(p -> p.path("personId").asString()))
                .contains(person.id().toString());
        assertThat(
                        api.post(
                                        PR + TRANSACTION + "&group=true",
                                        registry,
                                        uin("=", person.number()))
                                .body()
                                .get(0)
                                .has("identityId"))
                .isFalse();
        assertThat(
                        api.post(
                                        PR + TRANSACTION,
                                        registry,
                                        """
                                        [{"attributeName": "uin", "operator": "=", "value": "%s"},
                                         {"attributeName": "dateOfBirth", "operator": ">",
                                          "value": "1990"}]
                                        """
                                                .formatted(person.number()))
                                .body()
                                .size())
                .isZero();
        assertError(api.post(PR, registry, uin("=", person.number())), 400);
        assertError(api.post(PR + TRANSACTION, registry, uin("~", person.number())), 400);
        assertError(api.post(PR + TRANSACTION, registry, uin(">", person.number())), 400);
        assertError(api.post(PR + TRANSACTION, registry, "[]"), 400);
        assertError(api.post(PR + TRANSACTION, registry, "{"), 400);
        assertError(
                api.post(
                        PR + TRANSACTION + "&offset=0&limit=1000",
                        registry,
                        uin("=", person.number())),
                400);
    }

    private static String uin(String operator, String number) {
        return "[{\"attributeName\": \"uin\", \"operator\": \"%s\", \"value\": \"%s\"}]"
                .formatted(operator, number);
    }

    @Test
    void lineThatOneOfficerMayChangeIsChangedInsideTheTerritoryOnly() {
        String path = PR + "/" + person.id() + "/identities/" + person.id() + TRANSACTION;
        Api.Answer changed =
                api.patch(path, registry, "{\"biographicData\": {\"bloodGroup\": \"04\"}}");
        assertThat(changed.status()).as(changed.body().toString()).isEqualTo(204);
        assertThat(
                        api.get(PR + "/" + person.id() + "/reference" + TRANSACTION, registry)
                                .body()
                                .at("/biographicData/bloodGroup")
                                .asString())
                .isEqualTo("04");
        assertThat(
                        jdbc.sql(
                                        """
                                        select evidence from person_version
                                        where person_id = :id and cause = 'citizen_request'
                                        """)
                                .param("id", person.id())
                                .query(String.class)
                                .list())
                .containsExactly("osia transaction T-1");
        assertError(
                api.patch(path, registry, "{\"biographicData\": {\"bloodGroup\": \"77\"}}"), 400);
        assertError(
                api.patch(path, registry, "{\"biographicData\": {\"uin\": \"001080000001\"}}"),
                501);
        HttpHeaders saigon = api.officer("registry-79", "79", "pr.identity.write");
        assertError(api.patch(path, saigon, "{\"biographicData\": {\"bloodGroup\": null}}"), 403);
    }

    private HttpHeaders officer(String name) {
        return api.officer(
                name,
                "01",
                "pr.identity.write pr.person.write population.write population.approve");
    }

    @Test
    void otherLinesAreCorrectedAsActsAndThoseThatIdentifyWaitForASecondOfficer() {
        String path = PR + "/" + person.id() + "/identities/" + person.id() + TRANSACTION;
        HttpHeaders first = officer("osia-first");
        assertThat(
                        api.patch(
                                        path,
                                        first,
                                        "{\"biographicData\": {\"ethnicity\": \"2\", \"origin\": \"36\"}}")
                                .status())
                .isEqualTo(204);
        assertThat(
                        api.patch(
                                        path,
                                        first,
                                        "{\"biographicData\": {\"name\": \"Trần Văn B\", \"gender\": \"F\"}}")
                                .status())
                .isEqualTo(202);
        assertThat(
                        jdbc.sql("select kind || ' ' || state from act where person_id = :id")
                                .param("id", person.id())
                                .query(String.class)
                                .list())
                .containsExactlyInAnyOrder("CORRECTION RECORDED", "CORRECTION PROPOSED");
        assertThat(
                        jdbc.sql("select name || ethnicity from person where person_id = :id")
                                .param("id", person.id())
                                .query(String.class)
                                .single())
                .isEqualTo(person.name() + "2");
        for (String wrong :
                new String[] {
                    "\"name\": null",
                    "\"gender\": \"X\"",
                    "\"oldNumber\": \"1\"",
                    "\"origin\": \"9\"",
                    "\"origin\": \"98\"",
                    "\"ethnicity\": \"77\"",
                    "\"maritalStatus\": 2",
                    "\"maritalStatus\": 9",
                    "\"dateOfBirth\": \"1990-13-01\"",
                    "\"name\": {\"first\": \"An\"}"
                }) {
            assertError(api.patch(path, first, "{\"biographicData\": {" + wrong + "}}"), 400);
        }
        assertError(
                api.patch(path, registry, "{\"biographicData\": {\"name\": \"Trần Văn C\"}}"), 403);
    }

    @Test
    void aMergeIsProposedByOneOfficersCallAndDoneByAnothers() {
        People.One other = new People(jdbc).someone();
        String path = PR + "/" + person.id() + "/merge/" + other.id() + TRANSACTION;

        assertThat(api.post(path, officer("osia-first"), "{}").status()).isEqualTo(202);
        assertThat(api.post(path, officer("osia-first"), "{}").status()).isEqualTo(202);
        HttpHeaders noApprover =
                api.officer("osia-third", "01", "pr.person.write population.write");
        assertError(api.post(path, noApprover, "{}"), 403);
        assertThat(api.post(path, officer("osia-second"), "{}").status()).isEqualTo(204);

        assertThat(
                        jdbc.sql("select merged_into from person where person_id = :id")
                                .param("id", other.id())
                                .query(UUID.class)
                                .single())
                .isEqualTo(person.id());
        assertError(api.post(path, officer("osia-first"), "{}"), 409);
        assertError(
                api.post(
                        PR + "/" + person.id() + "/merge/" + UUID.randomUUID() + TRANSACTION,
                        officer("osia-first"),
                        "{}"),
                404);
    }

    @Test
    void attributesAreReadMatchedAndVerified() {
        Api.Answer read =
                api.get(
                        DATA
                                + "/"
                                + person.number()
                                + "?attributeNames=name&attributeNames=bloodGroup"
                                + "&attributeNames=shoeSize",
                        registry);
        Contracts.assertMatches(read.body().toString(), "osia/attributes.schema.json");
        assertThat(read.body().path("name").asString()).isEqualTo(person.name());
        assertThat(read.body().at("/bloodGroup/code").asInt()).isEqualTo(2);
        assertThat(read.body().at("/shoeSize/code").asInt()).isEqualTo(1);
        Api.Answer match =
                api.post(
                        DATA + "/" + person.number() + "/match",
                        registry,
                        """
                        {"name": "%s", "dateOfBirth": "1981-03-15", "shoeSize": 44}
                        """
                                .formatted(person.name()));
        Contracts.assertMatches(match.body().toString(), "osia/matching-errors.schema.json");
        assertThat(match.body().valueStream().map(e -> e.path("attributeName").asString()))
                .containsExactlyInAnyOrder("dateOfBirth", "shoeSize");
        Api.Answer verify =
                api.post(
                        DATA + "/" + person.number() + "/verify",
                        registry,
                        """
                        [{"attributeName": "dateOfBirth", "operator": "<=", "value": "2002-01-01"}]
                        """);
        assertThat(verify.body().asBoolean()).isTrue();
        assertError(api.get(DATA + "/000000000000?attributeNames=name", registry), 404);
        assertError(api.get(DATA + "/1?attributeNames=name", registry), 400);
        assertThat(
                        jdbc.sql(
                                        """
                                        select action from audit_record where person_id = :id
                                            and client_id = 'registry' and purpose = 'test'
                                        """)
                                .param("id", person.id())
                                .query(String.class)
                                .list())
                .contains("osia_attributes_read", "osia_match", "osia_verify");
    }

    @Test
    void whatHasNoMeaningHereIsRefusedWithTheReason() {
        String one = PR + "/" + person.id();
        String identity = one + "/identities/" + person.id();
        String other = UUID.randomUUID().toString();
        Stream.of(
                        api.post(one + TRANSACTION, registry, "{}"),
                        api.put(one + TRANSACTION, registry, "{}"),
                        api.delete(one + TRANSACTION, registry),
                        api.post(one + "/identities" + TRANSACTION, registry, "{}"),
                        api.post(identity + TRANSACTION, registry, "{}"),
                        api.put(identity + TRANSACTION, registry, "{}"),
                        api.delete(identity + TRANSACTION, registry),
                        api.post(
                                one + "/move/" + other + "/identities/" + other + TRANSACTION,
                                registry,
                                "{}"),
                        api.put(identity + "/status" + TRANSACTION, registry, "{}"),
                        api.put(identity + "/reference" + TRANSACTION, registry, "{}"),
                        api.get("/osia/pr/v1/galleries" + TRANSACTION, registry),
                        api.get("/osia/pr/v1/galleries/all" + TRANSACTION, registry),
                        api.get(DATA + "?firstName=An", registry),
                        api.get(
                                DATA
                                        + "/"
                                        + person.number()
                                        + "/document?doctype=marriage&format=pdf",
                                registry))
                .forEach(answer -> assertError(answer, 501));
    }

    @Test
    void whoHasNoScopeOrNamesNoPurposeIsRefused() {
        HttpHeaders other = api.officer("other", "01", "sharing.query");
        assertThat(api.get(PR + "/" + person.id() + TRANSACTION, other).status()).isEqualTo(403);
        assertThat(
                        api.get(
                                        PR + "/" + person.id() + TRANSACTION,
                                        api.withoutPurpose("x", "pr.person.read"))
                                .code())
                .isEqualTo("purpose_missing");
        assertError(api.get(PR + "/" + UUID.randomUUID() + TRANSACTION, registry), 404);
        assertError(api.get(PR + "/nobody" + TRANSACTION, registry), 404);
    }
}
