package vn.dancu.idnumber.statistics;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one prefix and one year of birth.
 *
 * @param province absent where registered numbers lie under a prefix of another profile
 * @param issued assigned and registered, of both sexes
 * @param male the bucket of men, absent while nothing was issued from it
 * @param female the bucket of women
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record IssuedByYear(
        String prefix,
        @Nullable String province,
        int birthYear,
        int issued,
        @Nullable Fill male,
        @Nullable Fill female) {
    /**
     * @param fill share of the million numbers that are issued, 0 to 1
     */
    record Fill(int assigned, int registered, double fill) {}
}
