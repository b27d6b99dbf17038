package vn.dancu.population.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;

/**
 * The lines that few records have, mostly those that Law 26/2023 Art 9 added. They stand together
 * in one column, so that a record without them is not wider for them.
 *
 * @param otherNames names used beside the birth name
 * @param placeOfBirth nơi sinh, which need not be where the birth was registered
 * @param dateOfBirthText what an old paper says where no calendar has that date
 * @param otherOldNumbers 9-digit numbers had earlier: provinces gave their own
 * @param otherNationalities beside the first one
 * @param papers identity papers issued before or beside the chip card
 * @param residenceFileNumber số hồ sơ cư trú
 * @param temporaryAbsence as declared (khai báo tạm vắng)
 * @param residenceAbroad of a citizen who lives outside the country
 * @param missing since when, of a person whom a court declared missing
 * @param identifyingFeatures đặc điểm nhân dạng
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Further(
        @Size(max = 5) @Nullable List<@NotNull PersonName> otherNames,
        @Valid @Nullable PlaceInWorld placeOfBirth,
        @Size(min = 1, max = 100) @Nullable String dateOfBirthText,
        @Size(max = 10)
                @Nullable
                        List<
                                @NotNull
                                @Pattern(
                                        regexp = "[0-9]{9}",
                                        message = "an old number has 9 digits")
                                String>
                        otherOldNumbers,
        @Size(max = 5)
                @Nullable
                        List<
                                @NotNull
                                @Pattern(
                                        regexp = "[A-Z]{2}",
                                        message = "a nationality is an ISO 3166-1 alpha-2 code")
                                String>
                        otherNationalities,
        @Size(max = 10) @Nullable List<@NotNull @Valid IdentityPaper> papers,
        @Pattern(regexp = "[A-Za-z0-9./-]{1,30}", message = "1 to 30 letters, digits, . / -")
                @Nullable String residenceFileNumber,
        @Valid @Nullable TemporaryAbsence temporaryAbsence,
        @Valid @Nullable PlaceInWorld residenceAbroad,
        @Pattern(regexp = "\\+?[0-9]{8,15}", message = "8 to 15 digits") @Nullable String phone,
        @Email @Size(max = 254) @Nullable String email,
        @Size(min = 1, max = 200) @Nullable String occupation,
        @Valid @Nullable Missing missing,
        @Size(min = 1, max = 200) @Nullable String identifyingFeatures) {

    /** Nothing of it is known. */
    public static final Further NONE =
            new Further(
                    null, null, null, null, null, null, null, null, null, null, null, null, null,
                    null);

    public Further {
        otherNames = Lines.listed(otherNames);
        otherOldNumbers = Lines.listed(otherOldNumbers);
        otherNationalities = Lines.listed(otherNationalities);
        papers = Lines.listed(papers);
    }

    @Override
    public String toString() {
        return "Further[hidden]";
    }

    /**
     * A place anywhere: units in Việt Nam, or a country and what is known within it.
     *
     * @param country ISO 3166-1 alpha-2
     * @param place its units, in Việt Nam only
     * @param detail what is known elsewhere, such as city and hospital
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PlaceInWorld(
            @NotNull @Pattern(regexp = "[A-Z]{2}", message = "an ISO 3166-1 alpha-2 code")
                    String country,
            @Valid @Nullable Place place,
            @Size(min = 1, max = 200) @Nullable String detail) {}

    /**
     * @param kind what it is
     * @param number 9 or 12 digits
     * @param issuedAt the office, as the paper names it
     * @param expiresOn absent where it does not expire
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record IdentityPaper(
            @NotNull PaperKind kind,
            @NotNull @Pattern(regexp = "[0-9]{9}|[0-9]{12}", message = "9 or 12 digits")
                    String number,
            @Nullable LocalDate issuedOn,
            @Size(min = 1, max = 200) @Nullable String issuedAt,
            @Nullable LocalDate expiresOn) {}

    /** The identity papers of the last decades. */
    public enum PaperKind {
        /** Chứng minh nhân dân of 9 digits. */
        IDENTITY_CARD_9,
        /** Chứng minh nhân dân of 12 digits, 2012 to 2015. */
        IDENTITY_CARD_12,
        /** Căn cước công dân with a bar code, from 2016. */
        CITIZEN_CARD,
        /** Căn cước công dân with a chip, from 2021. */
        CITIZEN_CARD_CHIP,
        /** Căn cước, from July 2024. */
        CARD_2024
    }

    /**
     * @param until absent where it is not known
     * @param destination where to
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TemporaryAbsence(
            @NotNull LocalDate from,
            @Nullable LocalDate until,
            @Valid @Nullable PlaceInWorld destination,
            @Size(min = 1, max = 200) @Nullable String reason) {}

    /**
     * @param since as far as it is known
     */
    public record Missing(@NotNull PartialDate since) {}
}
