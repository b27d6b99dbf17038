package vn.dancu.population.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.dancu.kernel.Sex;
import vn.dancu.kernel.VietnameseText;
import vn.dancu.population.imports.ChunkDecision.Alike;
import vn.dancu.population.imports.ChunkDecision.Brought;
import vn.dancu.population.imports.ChunkDecision.Holder;
import vn.dancu.population.imports.ChunkDecision.Likeness;
import vn.dancu.population.imports.ChunkDecision.Register;
import vn.dancu.population.imports.ChunkDecision.Standing;
import vn.dancu.population.record.Likenesses;
import vn.dancu.population.record.NumberStatus;

class ChunkDecisionTest {
    private static final UUID IMPORT = TimeOrderedIds.newImport(Instant.EPOCH);
    private static final UUID EARLIER_IMPORT = TimeOrderedIds.newImport(Instant.EPOCH);
    private static final Register EMPTY =
            new Register(Map.of(), Set.of(), Map.of(), new Brought(), List.of());
    private static final UUID SOMEBODY = TimeOrderedIds.person(EARLIER_IMPORT, 1);
    private static final String NUMBER = "001085012345";
    private static final int BIRTH = 1985_03_15;

    private long nextLine = 1;

    private CardLine.Sound card(String barcode, @Nullable String number, String name, int birth) {
        return card(barcode, number, name, birth, Sex.MALE);
    }

    private CardLine.Sound card(
            String barcode, @Nullable String number, String name, int birth, Sex sex) {
        // Everybody comes from another place and has another mother, unless a test says otherwise.
        return card(barcode, number, null, name, birth, 0, sex, "o" + nextLine, "M" + nextLine);
    }

    private CardLine.Sound card(
            String barcode,
            @Nullable String number,
            @Nullable String oldNumber,
            String name,
            int birth,
            int birthOrder,
            Sex sex,
            String origin,
            @Nullable String mother) {
        return new CardLine.Sound(
                nextLine++,
                barcode,
                number,
                oldNumber,
                name,
                VietnameseText.unaccentedKey(name),
                birth,
                birthOrder,
                sex,
                "01",
                origin,
                mother,
                false,
                0,
                CardDate.isFull(birth) && sex != Sex.UNKNOWN
                        ? Likenesses.of(VietnameseText.unaccentedKey(name), birth, sex)
                        : null,
                0,
                0,
                0);
    }

    private static ChunkDecision.Outcome decide(Register register, CardLine... lines) {
        return ChunkDecision.decide(
                IMPORT,
                new ParsedChunk(
                        1, lines.length + 1, 0, 1, Arrays.asList(lines), new RowBytes(0), Set.of()),
                register);
    }

    private static Register register(Brought people, Brought... underway) {
        return new Register(Map.of(), Set.of(), Map.of(), people, List.of(underway));
    }

    private static Standing standing(NumberStatus status, @Nullable String reason) {
        return new Standing(status, reason);
    }

    /** A register with one person who holds the number. */
    private static Register holding(String number, String name, int birth) {
        var people = new Brought();
        people.holders().put(number, new Holder(SOMEBODY, name, birth));
        return register(people);
    }

    private static Register knowing(String barcode, UUID person, Standing standing, UUID... met) {
        return new Register(
                Map.of(barcode, person),
                Set.of(met),
                Map.of(person, standing),
                new Brought(),
                List.of());
    }

    @Test
    void cardWithoutNumberIsNumberedIfSexAndYearAllow() {
        var outcome =
                decide(
                        EMPTY,
                        card("b1", null, "An", BIRTH),
                        card("b2", null, "An", BIRTH, Sex.UNKNOWN),
                        card("b3", null, "An", 1899_12_31),
                        card("b4", null, "An", 1899_00_00, Sex.UNKNOWN));
        assertThat(outcome.fates())
                .containsExactly(
                        LineFate.TO_NUMBER,
                        LineFate.SEX_UNKNOWN,
                        LineFate.BIRTH_YEAR_OUT_OF_RANGE,
                        LineFate.SEX_UNKNOWN);
        assertThat(outcome.stored()).hasSize(4);
    }

    @Test
    void givenNumberIsClaimedIfItAgrees() {
        var outcome =
                decide(
                        EMPTY,
                        card("b1", NUMBER, "An", BIRTH),
                        card("b2", "001085012346", "An", BIRTH, Sex.FEMALE),
                        card("b3", "001085012347", "An", 1986_01_01),
                        card("b4", "079085012348", "An", 1985_00_00, Sex.UNKNOWN));
        assertThat(outcome.fates())
                .as("sex and year must agree, the prefix need not")
                .containsExactly(
                        LineFate.NUMBER_GIVEN,
                        LineFate.NUMBER_DISAGREES,
                        LineFate.NUMBER_DISAGREES,
                        LineFate.NUMBER_GIVEN);
        assertThat(outcome.brought().holders()).containsOnlyKeys(NUMBER, "079085012348");
    }

    @Test
    void secondCardWithABarcodeIsADuplicate() {
        var outcome = decide(EMPTY, card("b1", null, "An", BIRTH), card("b1", null, "Bình", BIRTH));
        assertThat(outcome.fates()).containsExactly(LineFate.TO_NUMBER, LineFate.REJECTED);
        assertThat(outcome.settled().rejectsByCode()).isEqualTo(Map.of("duplicate_barcode", 1L));
    }

    @Test
    void barcodeOfARejectedCardIsFree() {
        var outcome =
                decide(
                        EMPTY,
                        new CardLine.Refused(1, RejectCode.UNKNOWN_SEX, "/sex", "b1"),
                        card("b1", NUMBER, "An", BIRTH),
                        card("b2", NUMBER, "AN", BIRTH),
                        card("b2", null, "Bình", BIRTH));
        assertThat(outcome.fates())
                .containsExactly(
                        LineFate.REJECTED,
                        LineFate.NUMBER_GIVEN,
                        LineFate.REJECTED,
                        LineFate.TO_NUMBER);
        assertThat(outcome.settled().rejectsByCode())
                .isEqualTo(Map.of("unknown_sex", 1L, "duplicate_person", 1L));
    }

    @Test
    void samePersonNeedsNumberNameAndFullDate() {
        String name = "Nguyễn Thị Hòa";
        List<CardLine> lines = new ArrayList<>();
        lines.add(card("b1", NUMBER, "NGUYỄN THỊ HOÀ", BIRTH));
        lines.add(card("b2", NUMBER, "Nguyễn Thị Hóa", BIRTH));
        lines.add(card("b3", NUMBER, name, 1985_03_16));
        lines.add(card("b4", NUMBER, name, 1985_03_00));
        lines.add(card("b5", null, name, BIRTH));
        var outcome = decide(holding(NUMBER, name, BIRTH), lines.toArray(CardLine[]::new));
        assertThat(outcome.fates())
                .containsExactly(
                        LineFate.REJECTED,
                        LineFate.NUMBER_CONFLICT,
                        LineFate.NUMBER_CONFLICT,
                        LineFate.NUMBER_CONFLICT,
                        LineFate.TO_NUMBER);
    }

    @Test
    void equalPartialDatesAreNoProof() {
        var outcome =
                decide(holding(NUMBER, "An", 1985_00_00), card("b1", NUMBER, "An", 1985_00_00));
        assertThat(outcome.fates()).containsExactly(LineFate.NUMBER_CONFLICT);
    }

    @Test
    void conflictWithinAFileLeavesTheNumberToTheEarlierCard() {
        var outcome =
                decide(EMPTY, card("b1", NUMBER, "An", BIRTH), card("b2", NUMBER, "Bình", BIRTH));
        assertThat(outcome.fates())
                .containsExactly(LineFate.NUMBER_GIVEN, LineFate.NUMBER_CONFLICT);
        assertThat(outcome.brought().holders())
                .isEqualTo(
                        Map.of(NUMBER, new Holder(TimeOrderedIds.person(IMPORT, 1), "An", BIRTH)));
        assertThat(outcome.others())
                .as("the officer sees who has the number")
                .isEqualTo(Map.of(2L, TimeOrderedIds.person(IMPORT, 1)));
    }

    @Test
    void cardInReviewIsAlsoFoundAsDuplicate() {
        String other = "001085099999";
        var people = new Brought();
        people.claimants().put(other, List.of(new Holder(SOMEBODY, "Cúc", BIRTH)));
        var outcome =
                decide(
                        register(people),
                        card("b1", NUMBER, "An", BIRTH, Sex.FEMALE),
                        card("b2", NUMBER, "An", BIRTH, Sex.FEMALE),
                        card("b3", other, "Cúc", BIRTH, Sex.FEMALE),
                        card("b4", other, "Dung", BIRTH));
        assertThat(outcome.fates())
                .containsExactly(
                        LineFate.NUMBER_DISAGREES,
                        LineFate.REJECTED,
                        LineFate.REJECTED,
                        LineFate.NUMBER_GIVEN);
    }

    @Test
    void numberThatDisagreesAndIsTakenIsReportedAsDisagreeing() {
        var outcome =
                decide(holding(NUMBER, "An", BIRTH), card("b1", NUMBER, "Bình", BIRTH, Sex.FEMALE));
        assertThat(outcome.fates()).containsExactly(LineFate.NUMBER_DISAGREES);
    }

    @Test
    void cardOfAnEarlierFileIsKnownUnderItsOutcome() {
        UUID person = TimeOrderedIds.person(EARLIER_IMPORT, 7);
        var accepted =
                decide(
                        knowing("b1", person, standing(NumberStatus.ASSIGNED, null)),
                        card("b1", NUMBER, "An", BIRTH));
        assertThat(accepted.fates()).containsExactly(LineFate.KNOWN);
        assertThat(accepted.settled().accepted()).isEqualTo(1);
        assertThat(accepted.settled().alreadyKnown()).isEqualTo(1);
        assertThat(accepted.known()).containsExactly(person);
        assertThat(accepted.stored()).isEmpty();
        var awaiting =
                decide(
                        knowing("b1", person, standing(NumberStatus.AWAITING, "exhausted")),
                        card("b1", null, "An", BIRTH));
        assertThat(awaiting.settled().awaitingByCode()).isEqualTo(Map.of("exhausted", 1L));
        var inReview =
                decide(
                        knowing("b1", person, standing(NumberStatus.IN_REVIEW, "number_conflict")),
                        card("b1", NUMBER, "An", BIRTH));
        assertThat(inReview.settled().reviewsByCode()).isEqualTo(Map.of("number_conflict", 1L));
    }

    @Test
    void secondLineOfAKnownCardIsADuplicate() {
        UUID person = TimeOrderedIds.person(EARLIER_IMPORT, 7);
        Standing standing = standing(NumberStatus.ASSIGNED, null);
        var inChunk =
                decide(
                        knowing("b1", person, standing),
                        card("b1", null, "An", BIRTH),
                        card("b1", null, "An", BIRTH));
        assertThat(inChunk.fates()).containsExactly(LineFate.KNOWN, LineFate.REJECTED);
        var inEarlierChunk =
                decide(knowing("b1", person, standing, person), card("b1", null, "An", BIRTH));
        assertThat(inEarlierChunk.fates()).containsExactly(LineFate.REJECTED);
    }

    @Test
    void cardOfAnEarlierChunkOfTheSameFileIsADuplicate() {
        UUID person = TimeOrderedIds.person(IMPORT, 1);
        var outcome =
                decide(
                        knowing("b1", person, standing(NumberStatus.ASSIGNED, null)),
                        card("b1", null, "An", BIRTH));
        assertThat(outcome.settled().rejectsByCode()).isEqualTo(Map.of("duplicate_barcode", 1L));
    }

    @Test
    void twinsOfOneNameAreBothStored() {
        var outcome = decide(EMPTY, card("b1", null, "An", BIRTH), card("b2", null, "An", BIRTH));
        assertThat(outcome.fates()).containsExactly(LineFate.TO_NUMBER, LineFate.TO_NUMBER);
    }

    private CardLine.Sound an(
            String barcode, int birthOrder, String origin, @Nullable String mother) {
        return card(barcode, null, null, "An", BIRTH, birthOrder, Sex.MALE, origin, mother);
    }

    @Test
    void sameOriginOrMotherMakesADuplicateProbable() {
        var outcome =
                decide(
                        EMPTY,
                        an("b1", 0, "01", "Hoa"),
                        an("b2", 0, "01", null),
                        an("b3", 0, "02", "HÒA"),
                        an("b4", 0, "03", "Mai"),
                        card("b5", null, null, "Án", BIRTH, 0, Sex.MALE, "01", null),
                        card("b6", null, null, "An", BIRTH, 0, Sex.FEMALE, "01", "Hoa"),
                        card("b7", null, null, "An", 1985_03_00, 0, Sex.MALE, "01", "Hoa"),
                        card("b8", null, null, "An", BIRTH, 0, Sex.UNKNOWN, "01", "Hoa"));
        assertThat(outcome.fates())
                .containsExactly(
                        LineFate.TO_NUMBER,
                        LineFate.PROBABLE_DUPLICATE,
                        LineFate.PROBABLE_DUPLICATE,
                        LineFate.TO_NUMBER,
                        LineFate.PROBABLE_DUPLICATE,
                        LineFate.TO_NUMBER,
                        LineFate.TO_NUMBER,
                        LineFate.SEX_UNKNOWN);
        UUID first = TimeOrderedIds.person(IMPORT, 1);
        assertThat(outcome.others()).isEqualTo(Map.of(2L, first, 3L, first, 5L, first));
        assertThat(outcome.stored()).hasSize(8);
    }

    @Test
    void birthOrderSeparatesTwinsAndOnlyWhereBothHaveOne() {
        var outcome =
                decide(
                        EMPTY,
                        an("b1", 1, "01", "Hoa"),
                        an("b2", 2, "01", "Hoa"),
                        an("b3", 2, "01", "Hoa"),
                        an("b4", 0, "01", "Hoa"));
        assertThat(outcome.fates())
                .containsExactly(
                        LineFate.TO_NUMBER,
                        LineFate.TO_NUMBER,
                        LineFate.PROBABLE_DUPLICATE,
                        LineFate.PROBABLE_DUPLICATE);
        assertThat(outcome.others().get(3L)).isEqualTo(TimeOrderedIds.person(IMPORT, 2));
    }

    @Test
    void probableDuplicateIsFoundInTheRegisterAndInChunksUnderWay() {
        var people = new Brought();
        Brought.add(
                people.alike(),
                new Likeness("AN", BIRTH, Sex.MALE),
                new Alike(SOMEBODY, "01", null, 0));
        assertThat(decide(register(people), an("b1", 0, "01", null)).fates())
                .containsExactly(LineFate.PROBABLE_DUPLICATE);
        assertThat(decide(register(new Brought(), people), an("b1", 0, "01", null)).fates())
                .containsExactly(LineFate.PROBABLE_DUPLICATE);
        assertThat(decide(register(people), an("b1", 0, "02", null)).fates())
                .containsExactly(LineFate.TO_NUMBER);
    }

    @Test
    void probableDuplicateKeepsTheNumberThatItBringsAsAClaim() {
        var outcome =
                decide(
                        EMPTY,
                        an("b1", 0, "01", null),
                        card("b2", NUMBER, null, "An", BIRTH, 0, Sex.MALE, "01", null),
                        card("b3", NUMBER, "Bình", BIRTH));
        assertThat(outcome.fates())
                .containsExactly(
                        LineFate.TO_NUMBER, LineFate.PROBABLE_DUPLICATE, LineFate.NUMBER_GIVEN);
    }

    @Test
    void oldNumberWithNameAndDateIsTheSamePersonAndAloneNobody() {
        String old = "010123456";
        var outcome =
                decide(
                        EMPTY,
                        card("b1", null, old, "An", BIRTH, 0, Sex.MALE, "01", null),
                        card("b2", NUMBER, old, "An", BIRTH, 0, Sex.MALE, "02", null),
                        card("b3", null, old, "Án", BIRTH, 0, Sex.MALE, "03", null),
                        card("b4", null, old, "An", 1985_03_16, 0, Sex.MALE, "04", null),
                        card("b5", null, "010123457", "An", BIRTH, 0, Sex.MALE, "05", null));
        assertThat(outcome.fates())
                .containsExactly(
                        LineFate.TO_NUMBER,
                        LineFate.REJECTED,
                        LineFate.TO_NUMBER,
                        LineFate.TO_NUMBER,
                        LineFate.TO_NUMBER);
        CardLine.Refused reject = outcome.rejects().getFirst();
        assertThat(reject.code()).isEqualTo(RejectCode.DUPLICATE_PERSON);
        assertThat(reject.pointer()).isEqualTo("/oldNumber");
        assertThat(reject.first()).isEqualTo(TimeOrderedIds.person(IMPORT, 1));
    }

    @Test
    void duplicatesLeadToTheFirst() {
        var outcome =
                decide(
                        holding(NUMBER, "An", BIRTH),
                        card("b1", NUMBER, "An", BIRTH),
                        card("b2", null, "Bình", BIRTH),
                        card("b2", null, "Bình", BIRTH));
        assertThat(outcome.rejects())
                .extracting(CardLine.Refused::first)
                .containsExactly(SOMEBODY, TimeOrderedIds.person(IMPORT, 2));
    }

    @Test
    void numberOfAChunkUnderWayIsTaken() {
        var people = new Brought();
        people.holders().put(NUMBER, new Holder(SOMEBODY, "An", BIRTH));
        var outcome =
                decide(
                        register(new Brought(), people),
                        card("b1", NUMBER, "Bình", BIRTH),
                        card("b2", NUMBER, "An", BIRTH));
        assertThat(outcome.fates()).containsExactly(LineFate.NUMBER_CONFLICT, LineFate.REJECTED);
    }

    @Test
    void manifestReadsBackAsWritten() {
        var chunk =
                new Chunk(
                        IMPORT,
                        0,
                        new ParsedChunk(
                                1,
                                10,
                                0,
                                1,
                                Arrays.stream(LineFate.values())
                                        .<CardLine>map(fate -> card("b", NUMBER, "An", BIRTH))
                                        .toList(),
                                new RowBytes(0),
                                Set.of()),
                        List.of(LineFate.values()),
                        Tally.NONE,
                        Map.of());
        assertThat(Chunk.fates(chunk.manifest())).containsExactly(LineFate.values());
        List<Long> stored = new ArrayList<>();
        chunk.forEachStored((card, fate, person) -> stored.add(card.line()));
        assertThat(stored).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }
}
