package vn.dancu.population.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.population.Api;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class LookupsIT {
    private static final String LOOKUPS = "/internal/population/v1/lookups";

    @Autowired private TestTokens tokens;
    @Autowired private JdbcClient jdbc;
    @LocalServerPort private int port;

    private Api api;

    @BeforeEach
    void someoneIsOnRecord() {
        api = new Api(tokens, port);
        jdbc.sql(
                        """
                        with someone as (select gen_random_uuid() as id),
                        claimed as (
                            insert into person_by_number select '001085000777', id from someone
                            on conflict do nothing returning person_id)
                        insert into person (person_id, version, status, number, number_status,
                            name, name_key, birth_year, birth_month, birth_day, sex,
                            birth_registration, origin, ethnicity, nationality, marital_status,
                            permanent, relatives, registered_at, updated_at)
                        select person_id, 1, 'ALIVE', '001085000777', 'ASSIGNED', 'Nguyễn Văn Hòa',
                            'NGUYEN VAN HOA', 1985, 3, 15, 1, '01', '36', '1', 'VN', 2,
                            '0100100001', '{}', now(), now() from claimed
                        """)
                .update();
    }

    private Api.Answer ask(String name, String date, String fields) {
        return api.post(
                LOOKUPS,
                api.internal("sharing-service"),
                """
                {"number": "001085000777", "name": "%s", "dateOfBirth": "%s", "fields": [%s]}
                """
                        .formatted(name, date, fields));
    }

    @Test
    void onlyTheAskedFieldsAreAnswered() {
        Api.Answer answer = ask("NGUYỄN VĂN HOÀ", "1985-03-15", "\"sex\", \"name\"");
        assertThat(answer.body().path("outcome").asString()).isEqualTo("found");
        assertThat(answer.body().path("person").propertyNames()).containsOnly("sex", "name");
    }

    @Test
    void otherNameOrDateIsAMismatchAndUnaccentedIsAnotherName() {
        assertThat(ask("Nguyễn Văn Hóa", "1985-03-15", "").body().path("outcome").asString())
                .isEqualTo("mismatch");
        assertThat(ask("Nguyen Van Hoa", "1985-03-15", "").body().path("outcome").asString())
                .isEqualTo("mismatch");
        assertThat(ask("Nguyễn Văn Hòa", "1985", "").body().path("outcome").asString())
                .isEqualTo("mismatch");
        assertThat(ask("Nguyễn Văn Hóa", "1985-03-15", "\"sex\"").body().has("person")).isFalse();
    }

    @Test
    void eachReadLeavesARecordOfTheAgencyItWasFor() {
        ask("Nguyễn Văn Hòa", "1985-03-15", "");
        assertThat(
                        jdbc.sql(
                                        """
                                        select count(*) from audit_record where action = 'lookup'
                                          and agency = 'G34' and outcome = 'found'
                                        """)
                                .query(Integer.class)
                                .single())
                .isPositive();
    }

    @Test
    void internalDoorIsClosedToOutsiders() {
        HttpHeaders outsider = api.as("vss", "sharing.query population.read");
        assertThat(api.post(LOOKUPS, outsider, "{}").status()).isIn(401, 403);
    }

    @Test
    void peopleAreFoundByNumberAndByNameInPages() {
        HttpHeaders officer = api.as("officer-hanoi", "population.read");
        Api.Answer byNumber =
                api.post(
                        "/population/v1/persons/search", officer, "{\"number\": \"001085000777\"}");
        assertThat(byNumber.body().path("items").size()).isEqualTo(1);
        Api.Answer byName =
                api.post(
                        "/population/v1/persons/search",
                        officer,
                        """
                        {"name": "nguyen van hoa", "dateOfBirth": "1985", "province": "01"}
                        """);
        assertThat(byName.body().path("items").size()).isEqualTo(1);
        assertThat(byName.body().has("next")).isFalse();
        assertThat(api.post("/population/v1/persons/search", officer, "{}").code())
                .isEqualTo("criteria_too_wide");
        assertThat(
                        api.post("/population/v1/persons/search", officer, "{\"number\": \"1\"}")
                                .status())
                .isEqualTo(422);
    }
}
