package vn.dancu.synthetic;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.Sex;
import vn.dancu.reference.AdministrativeUnits;

/** Makes single people: their names, places and numbers. */
final class People {
    /** The end of the survey: 86 million cards were collected by the end of January 2021. */
    static final LocalDate SURVEY_END = LocalDate.of(2021, 1, 31);

    private static final LocalDate NUMBERS_AT_BIRTH = LocalDate.of(2016, 1, 1);

    private final List<Province> provinces;
    private final Weighted<Province> byPopulation;
    private final Map<String, Province> byCode = new HashMap<>();
    private final Names names = new Names();
    private final NumberBook numbers;

    People(long seed) {
        provinces = Province.all(AdministrativeUnits.launchEra());
        byPopulation =
                new Weighted<>(
                        provinces, provinces.stream().map(p -> (double) p.population()).toList());
        provinces.forEach(province -> byCode.put(province.code(), province));
        numbers = new NumberBook(seed);
    }

    Province province(String code) {
        Province province = byCode.get(code);
        if (province == null) {
            throw new IllegalArgumentException("no such province");
        }
        return province;
    }

    Province anyProvince(Chance chance) {
        return byPopulation.pick(chance);
    }

    List<Province> provinces() {
        return provinces;
    }

    Names names() {
        return names;
    }

    /** The ways of a family: what its members share unless they married into it. */
    record Lineage(
            String surname,
            String ethnicGroup,
            String religion,
            boolean southern,
            Place origin,
            Place birthRegistration) {}

    /** A lineage of people who live in a province; some came from another one. */
    Lineage lineage(Province home, Chance chance) {
        Province from = chance.in100(comers(home)) ? anyProvince(chance) : home;
        String group = from.ethnicGroups().pick(chance);
        Place origin = from.communes().pick(chance).place();
        Place registered = chance.in100(80) ? origin : from.communes().pick(chance).place();
        return new Lineage(
                names.surname(group, from.southern(), chance),
                group,
                religion(from, group, chance),
                from.southern(),
                origin,
                registered);
    }

    /** Two cities and the industrial provinces around them grow by people from elsewhere. */
    private static double comers(Province home) {
        return switch (home.code()) {
            case "01", "79", "75", "48" -> 30;
            case "74" -> 50;
            default -> 8;
        };
    }

    private static String religion(Province from, String group, Chance chance) {
        return switch (group) {
            // Khmer are Theravada Buddhists; Chăm are Brahmins or Muslims.
            case "5" -> chance.in100(90) ? "1" : "0";
            case "17" -> chance.in100(45) ? "13" : chance.in100(70) ? "4" : "0";
            default -> from.religions().pick(chance);
        };
    }

    /** A person of a lineage; whether a number is known is drawn by age. */
    Person person(Lineage lineage, Sex sex, LocalDate birth, int maritalStatus, Chance chance) {
        String name = name(lineage, sex, birth, chance);
        return person(lineage, name, sex, birth, 0, maritalStatus, chance);
    }

    String name(Lineage lineage, Sex sex, LocalDate birth, Chance chance) {
        return names.full(lineage.ethnicGroup(), lineage.surname(), sex, birth.getYear(), chance);
    }

    Person person(
            Lineage lineage,
            String name,
            Sex sex,
            LocalDate birth,
            int birthOrder,
            int maritalStatus,
            Chance chance) {
        String registeredIn = lineage.birthRegistration().province();
        boolean adult = birth.isBefore(SURVEY_END.minusYears(14));
        boolean bornWithNumber = !birth.isBefore(NUMBERS_AT_BIRTH);
        double numbered = bornWithNumber ? 55 : adult ? 20 : 2;
        boolean hasNumber = chance.in100(numbered);
        boolean hasOld = adult && chance.in100(88);
        return new Person(
                name,
                lineage.surname(),
                sex,
                birth,
                birthOrder,
                lineage.ethnicGroup(),
                lineage.religion(),
                lineage.birthRegistration(),
                lineage.origin(),
                maritalStatus,
                hasNumber ? numbers.number(registeredIn, sex, birth.getYear()) : null,
                hasOld ? numbers.oldNumber(registeredIn) : null);
    }

    /** A number of the right shape that belongs to nobody, for a claim that is wrong. */
    @Nullable String unusedNumber(Place registered, Sex sex, int birthYear) {
        return numbers.number(registered.province(), sex, birthYear);
    }

    /** Parents who live elsewhere or are dead: a name, seldom more. */
    @Nullable Relative absentParent(Person child, Sex sex, Chance chance) {
        if (!chance.in100(sex == Sex.MALE ? 95 : 97)) {
            return null;
        }
        boolean sameName =
                Names.fromMother(child.ethnicGroup()) ? sex == Sex.FEMALE : sex == Sex.MALE;
        boolean southern = child.origin().province().compareTo("48") >= 0;
        String surname =
                sameName ? child.surname() : names.surname(child.ethnicGroup(), southern, chance);
        int born = child.birth().getYear() - chance.between(20, 35);
        String name = names.full(child.ethnicGroup(), surname, sex, born, chance);
        return new Relative(name, null, null);
    }
}
