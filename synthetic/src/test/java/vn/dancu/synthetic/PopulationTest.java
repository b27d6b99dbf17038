package vn.dancu.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PopulationTest {
    private static final CardFile FILE = CardFile.of(7, 30_000);

    @Test
    void theSameSeedGivesTheSameBytes() {
        assertThat(CardFile.of(7, 3_000).bytes()).isEqualTo(CardFile.of(7, 3_000).bytes());
        assertThat(CardFile.of(8, 3_000).bytes()).isNotEqualTo(CardFile.of(7, 3_000).bytes());
    }

    @Test
    void aSmallerFileIsTheBeginningOfALargerOneButForItsLastLines() {
        List<byte[]> small = CardFile.of(7, 2_000).lines();
        List<byte[]> large = FILE.lines();
        int same = 0;
        while (same < small.size() && Arrays.equals(small.get(same), large.get(same))) {
            same++;
        }
        assertThat(small.size() - same).isLessThanOrEqualTo(Households.MAX_SIZE + 1);
    }

    @Test
    void theLastLinesOfASmallerFileTakeNoBarcodeOfALargerOne() {
        Set<String> large = barcodes(FILE.lines().stream()).collect(Collectors.toSet());
        List<byte[]> small = CardFile.of(7, 2_000).lines();
        List<byte[]> sharedLines = FILE.lines().subList(0, 2_000);
        List<String> own =
                barcodes(small.stream()).filter(code -> !large.contains(code)).distinct().toList();
        assertThat(own).isNotEmpty().hasSizeLessThanOrEqualTo(Households.MAX_SIZE + 1);
        assertThat(barcodes(sharedLines.stream())).doesNotContainAnyElementsOf(own);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 10, 11, 12, 999})
    void exactlyAsManyLinesAreWrittenAsAskedFor(long people) {
        CardFile file = CardFile.of(3, people);
        assertThat(file.lines()).hasSize((int) people);
        assertThat(file.truth().lines()).isEqualTo(people);
        assertThat(file.truth().bytes()).isEqualTo(file.bytes().length);
    }

    @Test
    void aNumberOfPeopleOutOfBoundsIsRefused() {
        Population population = new Population(1);
        assertThatThrownBy(() -> population.writeTo(OutputStream.nullOutputStream(), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () ->
                                population.writeTo(
                                        OutputStream.nullOutputStream(), Population.MAX_PEOPLE + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReaderOfTheContractCountsWhatTheTruthSays() {
        CardReader reader = new CardReader();
        FILE.lines().forEach(reader::read);
        Truth truth = FILE.truth();
        assertThat(reader.codes(Outcome.REJECTED)).isEqualTo(truth.rejectsByCode());
        assertThat(reader.codes(Outcome.IN_REVIEW)).isEqualTo(truth.reviewsByCode());
        assertThat(reader.codes(Outcome.AWAITING_NUMBER)).isEqualTo(truth.awaitingByCode());
        assertThat(reader.count(Outcome.ACCEPTED)).isEqualTo(truth.accepted());
        assertThat(reader.normalised).isEqualTo(truth.normalised());
    }

    @Test
    void everyKindOfFaultAndOddityIsThere() {
        Truth truth = CardFile.of(5, 2_500).truth();
        assertThat(truth.faults().keySet())
                .containsExactlyInAnyOrderElementsOf(names(Fault.values()));
        assertThat(truth.oddities().keySet())
                .containsExactlyInAnyOrderElementsOf(names(Oddity.values()));
    }

    @Test
    void oneCardInFiftyIsFaulty() {
        long faulty = FILE.truth().faults().values().stream().mapToLong(Long::longValue).sum();
        assertThat(faulty * 50.0 / FILE.truth().lines()).isBetween(0.97, 1.03);
    }

    @Test
    void everyStoredCardHasTheShapeOfTheContract() throws IOException {
        Path contract = Path.of("..", "contracts", "population", "survey-card.schema.json");
        Schema schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(contract));
        CardReader reader = new CardReader();
        for (byte[] line : FILE.lines().subList(0, 4_000)) {
            if (reader.read(line).outcome() != Outcome.REJECTED) {
                String text = new String(line, StandardCharsets.UTF_8);
                assertThat(schema.validate(text, InputFormat.JSON)).isEmpty();
            }
        }
    }

    private static List<String> names(Enum<?>[] values) {
        return Stream.of(values).map(Enum::name).toList();
    }

    private static Stream<String> barcodes(Stream<byte[]> lines) {
        // The barcode is the first field, so it stands there in broken lines also.
        return lines.map(line -> new String(line, 16, 17, StandardCharsets.US_ASCII));
    }
}
