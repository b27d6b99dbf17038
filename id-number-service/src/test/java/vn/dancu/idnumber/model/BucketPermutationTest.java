package vn.dancu.idnumber.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

class BucketPermutationTest {
    private static final Bucket HANOI_1957 = Bucket.of("001", Sex.MALE, 1957);

    @Test
    void aWholeBucketIsABijection() {
        BucketPermutation permutation = TestKeys.FIRST.permutationOf(HANOI_1957);
        BitSet seen = new BitSet(Bucket.PLACES);

        for (int place = 0; place < Bucket.PLACES; place++) {
            seen.set(randomDigits(permutation.numberAt(place)));
        }

        assertThat(seen.cardinality()).isEqualTo(Bucket.PLACES);
    }

    @Property
    void aNumberLeadsBackToItsPlace(
            @ForAll @IntRange(max = 999_999) int fixedDigits,
            @ForAll @IntRange(max = 999_999) int place) {
        Bucket bucket = new Bucket(fixedDigits);
        BucketPermutation permutation = TestKeys.FIRST.permutationOf(bucket);

        PersonalIdNumber number = permutation.numberAt(place);

        assertThat(Bucket.containing(number)).isEqualTo(bucket);
        assertThat(permutation.placeOf(number)).isEqualTo(place);
    }

    @Test
    void anotherKeyOrAnotherBucketIsAnotherOrder() {
        BitSet equalUnderKeys = new BitSet();
        BitSet equalUnderBuckets = new BitSet();
        BucketPermutation first = TestKeys.FIRST.permutationOf(HANOI_1957);
        BucketPermutation otherKey = TestKeys.SECOND.permutationOf(HANOI_1957);
        BucketPermutation otherBucket =
                TestKeys.FIRST.permutationOf(Bucket.of("001", Sex.FEMALE, 1957));

        for (int place = 0; place < 1_000; place++) {
            int digits = randomDigits(first.numberAt(place));
            equalUnderKeys.set(place, digits == randomDigits(otherKey.numberAt(place)));
            equalUnderBuckets.set(place, digits == randomDigits(otherBucket.numberAt(place)));
        }

        // Of a thousand places a random order repeats one with a chance of one in a thousand.
        assertThat(equalUnderKeys.cardinality()).isLessThan(4);
        assertThat(equalUnderBuckets.cardinality()).isLessThan(4);
    }

    @Test
    void neighbouringPlacesAreNotNeighbouringNumbers() {
        BucketPermutation permutation = TestKeys.FIRST.permutationOf(HANOI_1957);
        int close = 0;
        for (int place = 0; place < 10_000; place++) {
            int here = randomDigits(permutation.numberAt(place));
            int next = randomDigits(permutation.numberAt(place + 1));
            close += Math.abs(here - next) < 1_000 ? 1 : 0;
        }

        // At random about 20 of 10,000 pairs lie so close; in a counter all of them do.
        assertThat(close).isLessThan(60);
    }

    @Test
    void aPlaceOutsideTheBucketIsRefused() {
        BucketPermutation permutation = TestKeys.FIRST.permutationOf(HANOI_1957);

        assertThatThrownBy(() -> permutation.numberAt(Bucket.PLACES))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> permutation.numberAt(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> permutation.placeOf(new PersonalIdNumber("001157000000")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static int randomDigits(PersonalIdNumber number) {
        return Integer.parseInt(number.digits(), 6, 12, 10);
    }
}
