package vn.dancu.idnumber.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import vn.dancu.idnumber.Api;
import vn.dancu.idnumber.Api.Answer;
import vn.dancu.idnumber.IdNumberIT;
import vn.dancu.idnumber.ledger.Allocation;
import vn.dancu.idnumber.ledger.LedgerTransactions;
import vn.dancu.idnumber.ledger.NumberLedger;
import vn.dancu.idnumber.ledger.Registration;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

@IdNumberIT
class StatisticsIT {
    private static final String PATH = "/id-numbers/v1/statistics";

    @Autowired Api api;
    @Autowired NumberLedger ledger;
    @Autowired LedgerTransactions transactions;
    @Autowired JdbcClient jdbc;

    @Test
    void issuedNumbersAreCountedByProvinceYearAndSex() {
        allocate(Bucket.of("089", Sex.MALE, 1957), 3);
        allocate(Bucket.of("089", Sex.FEMALE, 1957), 2);
        allocate(Bucket.of("089", Sex.FEMALE, 2057), 1);
        transactions.run(
                () ->
                        ledger.register(
                                List.of(
                                        new Registration(
                                                UUID.randomUUID(),
                                                new PersonalIdNumber("089157000000")))));

        Answer answer = api.as("idnumber.read").get(PATH + "?prefix=089");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString())
                .isEqualTo(
                        """
                        {"totals":{"assigned":6,"registered":1,"buckets":3},"items":[\
                        {"prefix":"089","province":"An Giang","birthYear":1957,"issued":6,\
                        "male":{"assigned":3,"registered":0,"fill":3.0E-6},\
                        "female":{"assigned":2,"registered":1,"fill":3.0E-6}},\
                        {"prefix":"089","province":"An Giang","birthYear":2057,"issued":1,\
                        "female":{"assigned":1,"registered":0,"fill":1.0E-6}}]}\
                        """);
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetition() {
        for (int year = 1900; year < 1910; year++) {
            allocate(Bucket.of("091", Sex.MALE, year), 1);
        }
        List<Integer> years = new ArrayList<>();
        String after = "";
        int pages = 0;
        while (after != null) {
            Answer page = api.as("idnumber.read").get(PATH + "?prefix=091&limit=3" + after);
            page.body().at("/items").forEach(item -> years.add(item.get("birthYear").asInt()));
            JsonNode next = page.body().get("next");
            after = next == null ? null : "&after=" + next.asString();
            pages++;
        }

        assertThat(years)
                .containsExactly(1900, 1901, 1902, 1903, 1904, 1905, 1906, 1907, 1908, 1909);
        assertThat(pages).isEqualTo(4);
    }

    @Test
    void totalsEqualAFullCount() {
        allocate(Bucket.of("092", Sex.MALE, 1990), 250);

        Answer answer = api.as("idnumber.read").get(PATH + "?prefix=092");

        assertThat(answer.body().at("/totals/assigned").asInt())
                .isEqualTo(
                        jdbc.sql(
                                        """
                                        select count(*) from number
                                         where number / 1000000000 = 92 and origin = 'assigned'
                                        """)
                                .query(Integer.class)
                                .single());
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0",
        "limit=1001",
        "limit=x",
        "prefix=01",
        "prefix=001%27",
        "after=001",
        "after=001-20210"
    })
    void aParameterOutsideItsRuleIsRefused(String parameter) {
        Answer answer = api.as("idnumber.read").get(PATH + "?" + parameter);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/errors/0/pointer"))
                .isEqualTo("?" + parameter.substring(0, parameter.indexOf('=')));
    }

    @Test
    void statisticsNeedTheirScope() {
        assertThat(api.as("idnumber.assign").get(PATH).status()).isEqualTo(403);
        assertThat(api.anonymous().get(PATH).status()).isEqualTo(401);
    }

    private void allocate(Bucket bucket, int count) {
        List<Allocation> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(new Allocation(UUID.randomUUID(), bucket));
        }
        transactions.run(() -> ledger.allocate(items));
    }
}
