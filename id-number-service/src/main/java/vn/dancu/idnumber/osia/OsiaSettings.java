package vn.dancu.idnumber.osia;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * OSIA leaves the names of attributes to each country. All others are passed over, neither stored
 * nor logged: this service knows no names.
 *
 * @param dateOfBirth attributes in which the date of birth may stand
 * @param sex attributes in which the sex may stand
 * @param place attributes in which the place of birth registration may stand: the two digits of a
 *     province, or the three of a prefix
 */
@ConfigurationProperties("dancu.numbers.osia")
public record OsiaSettings(
        @DefaultValue("dateOfBirth") List<String> dateOfBirth,
        @DefaultValue({"gender", "sex"}) List<String> sex,
        @DefaultValue({"birthRegistrationPlace", "placeOfBirthRegistration"}) List<String> place) {}
