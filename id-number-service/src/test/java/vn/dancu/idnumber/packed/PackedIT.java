package vn.dancu.idnumber.packed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.idnumber.Api;
import vn.dancu.idnumber.Api.Answer;
import vn.dancu.idnumber.IdNumberIT;

@IdNumberIT
class PackedIT {
    private static final String ALLOCATIONS = "/internal/id-numbers/v1/packed-allocations";
    private static final String REGISTRATIONS = "/internal/id-numbers/v1/packed-registrations";
    private static final long FIRST_NUMBER = 40_216_000_000L;

    @Autowired Api api;
    @Autowired JdbcClient jdbc;

    @Test
    void aChunkIsNumberedOnceAndAnsweredTheSameForEver() {
        List<UUID> people = neighbours(20_000);
        byte[] items = toNumber(people, 38, 1, 1957);

        long[] first = numbers(ask(ALLOCATIONS, items));
        long[] again = numbers(ask(ALLOCATIONS, items));

        assertThat(Arrays.stream(first).distinct().count()).isEqualTo(people.size());
        assertThat(Arrays.stream(first).map(number -> number / 1_000_000)).containsOnly(38_057L);
        assertThat(again).isEqualTo(first);
        assertThat(storedNumber(people.get(7))).isEqualTo(first[7]);
    }

    @Test
    void someOfAChunkMayHaveTheirNumbersAlready() {
        List<UUID> people = neighbours(400);
        long[] some = numbers(ask(ALLOCATIONS, toNumber(people.subList(100, 250), 38, 2, 1960)));

        long[] all = numbers(ask(ALLOCATIONS, toNumber(people, 38, 2, 1960)));

        assertThat(Arrays.copyOfRange(all, 100, 250)).isEqualTo(some);
        assertThat(Arrays.stream(all).distinct().count()).isEqualTo(people.size());
    }

    @Test
    void peopleWhoseIdsLieFarApartAreFoundAgain() {
        List<UUID> people = IntStream.range(0, 300).mapToObj(i -> UUID.randomUUID()).toList();
        byte[] items = toNumber(people, 38, 1, 1961);

        assertThat(numbers(ask(ALLOCATIONS, items))).isEqualTo(numbers(ask(ALLOCATIONS, items)));
    }

    @Test
    void whyAnItemHasNoNumberIsSaidInItsPlace() {
        List<UUID> people = neighbours(2);
        byte[] unknown = toNumber(people.subList(0, 1), 889, 1, 1957);
        byte[] known = toNumber(people.subList(1, 2), 1, 1, 1957);

        long[] answer = numbers(ask(ALLOCATIONS, joined(unknown, known)));

        assertThat(answer[0]).isEqualTo(-2);
        assertThat(answer[1] / 1_000_000).isEqualTo(1_057);
    }

    @Test
    void aNumberIsRegisteredForItsItemAlone() {
        List<UUID> people = neighbours(300);
        byte[] items = toRegister(people, FIRST_NUMBER);

        assertThat(ask(REGISTRATIONS, items)).containsOnly(1).hasSize(300);
        assertThat(ask(REGISTRATIONS, items)).containsOnly(1).hasSize(300);
        assertThat(ask(REGISTRATIONS, toRegister(neighbours(300), FIRST_NUMBER)))
                .containsOnly(0)
                .hasSize(300);
    }

    @ParameterizedTest
    @CsvSource({
        "38, 0, 1957, sex_unknown",
        "38, 3, 1957, sex_unknown_code",
        "38, 1, 1899, birth_year_out_of_range",
        "38, 1, 2400, birth_year_out_of_range",
        "1000, 1, 1957, prefix_malformed",
        "-1, 1, 1957, prefix_malformed"
    })
    void oneBadItemKeepsTheWholeChunkOut(int prefix, int sex, int year, String code) {
        List<UUID> people = neighbours(2);
        byte[] good = toNumber(people.subList(0, 1), 38, 1, 1957);
        byte[] bad = toNumber(people.subList(1, 2), prefix, sex, year);

        Answer answer = send(ALLOCATIONS, joined(good, bad));

        assertRefused(answer, code, "/items/1");
        assertThat(storedNumber(people.getFirst())).isZero();
    }

    @Test
    void whatIsNoChunkIsRefused() {
        List<UUID> people = neighbours(1);
        byte[] item = toNumber(people, 38, 1, 1957);

        assertRefused(send(ALLOCATIONS, joined(item, item)), "duplicate_item", "/items/1");
        assertRefused(send(ALLOCATIONS, new byte[22]), "items_malformed", "/items");
        assertRefused(send(REGISTRATIONS, new byte[23]), "items_malformed", "/items");
        assertRefused(
                send(REGISTRATIONS, toRegister(people, 1_000_000_000_000L)),
                "number_malformed",
                "/items/0");
        assertRefused(send(REGISTRATIONS, toRegister(people, -1)), "number_malformed", "/items/0");
        assertRefused(send(ALLOCATIONS, new byte[50_001 * 21]), "too_many_items", "/items");
        assertThat(
                        post(ALLOCATIONS, "{\"requestId\":\"%s\"}".formatted(people.getFirst()))
                                .status())
                .isEqualTo(422);
        assertThat(post(ALLOCATIONS, "{\"items\":\"\"}").status()).isEqualTo(422);
        assertThat(
                        post(
                                        ALLOCATIONS,
                                        "{\"requestId\":\"%s\",\"items\":\"%%\"}"
                                                .formatted(people.getFirst()))
                                .status())
                .isEqualTo(400);
    }

    @Test
    void onlyTheRegisterOfPopulationAsksSo() {
        byte[] items = toNumber(neighbours(1), 38, 1, 1957);

        assertThat(api.as("idnumber.assign").post(ALLOCATIONS, body(items)).status())
                .isIn(401, 403);
    }

    private static void assertRefused(Answer answer, String code, String pointer) {
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("/errors/0/code")).isEqualTo(code);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
    }

    private byte[] ask(String path, byte[] items) {
        Answer answer = send(path, items);
        assertThat(answer.status()).isEqualTo(200);
        return Base64.getDecoder().decode(answer.text("/items"));
    }

    private Answer send(String path, byte[] items) {
        return post(path, body(items));
    }

    private Answer post(String path, String body) {
        return api.asPopulationService().post(path, body);
    }

    private static String body(byte[] items) {
        return "{\"requestId\":\"%s\",\"items\":\"%s\"}"
                .formatted(UUID.randomUUID(), Base64.getEncoder().encodeToString(items));
    }

    private long storedNumber(UUID person) {
        return jdbc.sql("select coalesce(max(number), 0) from assignment where item_id = :id")
                .param("id", person)
                .query(Long.class)
                .single();
    }

    private static long[] numbers(byte[] answer) {
        return IntStream.range(0, answer.length / Long.BYTES)
                .mapToLong(i -> ByteBuffer.wrap(answer).getLong(Long.BYTES * i))
                .toArray();
    }

    /** Ids as the people of an import have them. */
    private static List<UUID> neighbours(int count) {
        UUID some = UUID.randomUUID();
        long low = some.getLeastSignificantBits() & ~0xFF_FFFFL;
        return IntStream.rangeClosed(1, count)
                .mapToObj(line -> new UUID(some.getMostSignificantBits(), low | line))
                .toList();
    }

    private static byte[] toNumber(List<UUID> people, int prefix, int sex, int year) {
        ByteBuffer items = ByteBuffer.allocate(people.size() * 21);
        for (UUID person : people) {
            items.putLong(person.getMostSignificantBits())
                    .putLong(person.getLeastSignificantBits())
                    .putShort((short) prefix)
                    .put((byte) sex)
                    .putShort((short) year);
        }
        return items.array();
    }

    private static byte[] toRegister(List<UUID> people, long firstNumber) {
        ByteBuffer items = ByteBuffer.allocate(people.size() * 24);
        long number = firstNumber;
        for (UUID person : people) {
            items.putLong(person.getMostSignificantBits())
                    .putLong(person.getLeastSignificantBits())
                    .putLong(number++);
        }
        return items.array();
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
