package vn.dancu.sharing.model.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.sharing.model.PersonField;

class ExpressionTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "age >= 18 | 2008-03-01 | true",
                "age >= 18 | 2008-03-02 | false",
                "age = 17 | 2008-03-02 | true",
                "age != 17 | 2008-03-02 | false",
                "age < 18 | 2008-03-02 | true",
                "age <= 17 | 2008-03-02 | true",
                "age > 17 | 2008-03-01 | true",
                // Of the year alone two ages are possible: only what holds for both holds.
                "age >= 17 | 2008 | true",
                "age >= 18 | 2008 | false",
                "not age >= 18 | 2008 | false",
                "age != 18 | 2008 | false",
                "age = 18 or age = 17 | 2008 | false",
                "age >= 18 | 2007 | true",
            })
    void anAgeIsCountedToTheDayAndNeverGuessed(String text, String born, boolean holds) {
        assertThat(holds(text, Map.of(Operand.AGE, born))).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sex = \"FEMALE\" | true",
                "sex != \"FEMALE\" | false",
                "permanentResidence.province in (\"01\", \"79\") | true",
                "permanentResidence.province not in (\"01\", \"79\") | false",
                "sex = \"MALE\" or nationality = \"VN\" | true",
                "sex = \"MALE\" or sex = \"FEMALE\" and nationality = \"US\" | false",
                "(sex = \"MALE\" or sex = \"FEMALE\") and nationality = \"VN\" | true",
                "not (sex = \"MALE\") | true",
                // What is not on record is neither so nor otherwise.
                "religion = \"1\" | false",
                "religion != \"1\" | false",
                "not religion = \"1\" | false",
                "religion = \"1\" or sex = \"FEMALE\" | true",
            })
    void codesAreComparedAndJoined(String text, boolean holds) {
        Map<Operand, String> facts =
                Map.of(
                        Operand.SEX, "FEMALE",
                        Operand.NATIONALITY, "VN",
                        Operand.PERMANENT_PROVINCE, "01");
        assertThat(holds(text, facts)).isEqualTo(holds);
    }

    @Test
    void itNamesTheFieldsThatMustBeAgreed() {
        assertThat(
                        Expression.parse(
                                        "age >= 18 and permanentResidence.province = \"01\""
                                                + " and permanentResidence.commune = \"00001\"")
                                .fields())
                .containsExactly(PersonField.DATE_OF_BIRTH, PersonField.PERMANENT_RESIDENCE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "age",
                "age >=",
                "age >= eighteen",
                "age >= 1800",
                "age >= 18 and",
                "age >= 18 age < 20",
                "(age >= 18",
                "age >= 18)",
                "age in (\"18\")",
                "18 <= age",
                "sex > \"MALE\"",
                "sex = MALE",
                "sex = \"MALE' or '1'='1\"",
                "sex in ()",
                "sex in (\"MALE\",)",
                "name = \"An\"",
                "number = \"001157000001\"",
                "sex = \"MALE\"; drop table agency",
                "AGE >= 18",
            })
    void whatIsNotInTheGrammarIsRefused(String text) {
        assertThatThrownBy(() -> Expression.parse(text))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.code()).isEqualTo("expression_malformed"));
    }

    @Test
    void itsSizeIsBounded() {
        String twenty = "age > 1" + " and age > 1".repeat(19);
        assertThat(Expression.parse(twenty).fields()).hasSize(1);
        for (String text :
                new String[] {
                    twenty + " and age > 1",
                    "(".repeat(11) + "age > 1" + ")".repeat(11),
                    "not ".repeat(11) + "age > 1",
                    "age > 1" + " ".repeat(500) + "and age > 1"
                }) {
            assertThatThrownBy(() -> Expression.parse(text))
                    .isInstanceOfSatisfying(
                            InvalidValueException.class,
                            e -> assertThat(e.code()).isEqualTo("expression_too_large"));
        }
    }

    private static boolean holds(String text, Map<Operand, String> facts) {
        return Expression.parse(text)
                .holds(operand -> Optional.ofNullable(facts.get(operand)), TODAY);
    }
}
