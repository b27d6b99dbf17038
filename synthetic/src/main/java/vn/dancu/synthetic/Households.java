package vn.dancu.synthetic;

import static vn.dancu.synthetic.People.SURVEY_END;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.Sex;
import vn.dancu.synthetic.Household.Member;
import vn.dancu.synthetic.People.Lineage;
import vn.dancu.synthetic.Province.Home;

/**
 * Makes complete households: people alone, couples, parents with children, three generations, in
 * shares that give about the census's mean size of 3.6 and its ages.
 */
final class Households {
    /** The most members that {@link #next} makes. */
    static final int MAX_SIZE = 9;

    private static final int MAX_CHILDREN = 5;
    private static final LocalDate LAST_BIRTH = LocalDate.of(2021, 1, 15);

    private static final Weighted<Shape> SHAPES =
            new Weighted<>(
                    List.of(
                            Shape.ALONE,
                            Shape.COUPLE,
                            Shape.PARENTS,
                            Shape.ONE_PARENT,
                            Shape.THREE_GENERATIONS),
                    List.of(10.0, 9.0, 55.0, 7.0, 19.0));

    private final People people;

    Households(People people) {
        this.people = people;
    }

    /** Who lives together. */
    private enum Shape {
        ALONE,
        COUPLE,
        PARENTS,
        ONE_PARENT,
        THREE_GENERATIONS
    }

    Household next(Chance chance) {
        Province province = people.anyProvince(chance);
        Home home = province.communes().pick(chance);
        List<Member> members =
                switch (SHAPES.pick(chance)) {
                    case ALONE -> alone(province, chance);
                    case COUPLE -> couple(province, chance);
                    case PARENTS -> family(province, home, false, chance);
                    case ONE_PARENT -> oneParent(province, home, chance);
                    case THREE_GENERATIONS -> family(province, home, true, chance);
                };
        return settle(members, home, chance);
    }

    /** Parents and twins of one name, whom only the order of birth tells apart. */
    Household withTwinsOfOneName(Chance chance) {
        Province province = people.anyProvince(chance);
        Home home = province.communes().pick(chance);
        Couple parents = parents(province, chance.between(26, 40), chance);
        Lineage line = childLineage(parents.father(), parents.mother(), home, chance);
        Sex sex = chance.in100(50) ? Sex.MALE : Sex.FEMALE;
        LocalDate birth = earlier(born(chance.between(1, 8), chance), LAST_BIRTH);
        Set<String> taken = Set.of(parents.father().name(), parents.mother().name());
        String name = ownName(line, sex, birth, taken, chance);
        Person first = people.person(line, name, sex, birth, 1, 1, chance);
        Person second = people.person(line, name, sex, birth, 2, 1, chance);
        List<Member> members = new ArrayList<>(parents.members(chance));
        for (Person twin : List.of(first, second)) {
            members.add(child(twin, parents.father(), parents.mother(), "Con"));
        }
        return settle(members, home, chance);
    }

    /** One person alone without any number: fills a file up without touching what comes after. */
    Household oneWithoutNumbers(Chance chance) {
        Province province = people.anyProvince(chance);
        Home home = province.communes().pick(chance);
        Member drawn = alone(province, chance).getFirst();
        Person p = drawn.person();
        Person bare =
                new Person(
                        p.name(),
                        p.surname(),
                        p.sex(),
                        p.birth(),
                        0,
                        p.ethnicGroup(),
                        p.religion(),
                        p.birthRegistration(),
                        p.origin(),
                        p.maritalStatus(),
                        null,
                        null);
        Member member = new Member(bare, drawn.father(), drawn.mother(), null, "Chủ hộ");
        return settle(List.of(member), home, chance);
    }

    private Household settle(List<Member> members, Home home, Chance chance) {
        Place residence = home.place().withDetail(Addresses.detail(home, chance));
        LocalDate youngest =
                members.stream()
                        .map(m -> m.person().birth())
                        .max(LocalDate::compareTo)
                        .orElseThrow();
        LocalDate first = LocalDate.of(2017, 6, 1);
        LocalDate from = youngest.plusDays(7).isAfter(first) ? youngest.plusDays(7) : first;
        int days = (int) (SURVEY_END.toEpochDay() - from.toEpochDay());
        LocalDate collectedAt = from.plusDays(chance.between(0, days));
        Place elsewhere = null;
        if (chance.in100(7)) {
            Home other = people.anyProvince(chance).communes().pick(chance);
            elsewhere = other.place().withDetail(Addresses.detail(other, chance));
        }
        return new Household(List.copyOf(members), residence, elsewhere, collectedAt);
    }

    private List<Member> alone(Province province, Chance chance) {
        boolean young = chance.in100(45);
        int age = young ? chance.between(19, 36) : chance.between(46, 72) + chance.between(0, 24);
        // Women outlive men, so most of those who live alone in old age are women.
        Sex sex = chance.in100(young ? 58 : 34) ? Sex.MALE : Sex.FEMALE;
        int status = young ? 1 : chance.in100(75) ? 3 : 1;
        Lineage line = people.lineage(province, chance);
        return List.of(elder(people.person(line, sex, born(age, chance), status, chance), chance));
    }

    private List<Member> couple(Province province, Chance chance) {
        int wifeAge =
                chance.in100(25)
                        ? chance.between(20, 29)
                        : chance.between(46, 60) + chance.between(0, 18);
        return parents(province, wifeAge, chance).members(chance);
    }

    private List<Member> family(Province province, Home home, boolean elders, Chance chance) {
        int motherAge = elders ? chance.between(21, 46) : motherAge(chance);
        Couple parents = parents(province, motherAge, chance);
        List<Person> children = children(parents.father(), parents.mother(), home, chance);
        if (!elders) {
            List<Member> members = new ArrayList<>(parents.members(chance));
            for (Person one : children) {
                members.add(child(one, parents.father(), parents.mother(), "Con"));
            }
            return members;
        }
        return underOneRoof(parents, children, chance);
    }

    /** The father's parents, or the one who lives, head the household. */
    private List<Member> underOneRoof(Couple parents, List<Person> children, Chance chance) {
        Person father = parents.father();
        int grandmotherAge = age(father.birth()) + chance.between(20, 30);
        boolean both = grandmotherAge < 85 && chance.in100(72);
        Person grandmother = marriedIn(father, Sex.FEMALE, grandmotherAge, both ? 2 : 3, chance);
        Person grandfather =
                both ? ancestor(father, grandmotherAge + chance.between(0, 5), chance) : null;
        Relative lateFather =
                grandfather != null
                        ? grandfather.asRelative()
                        : people.absentParent(father, Sex.MALE, chance);
        List<Member> members = new ArrayList<>();
        if (grandfather != null) {
            members.add(elder(grandfather, grandmother, "Chủ hộ", chance));
            members.add(elder(grandmother, grandfather, "Vợ", chance));
        } else {
            members.add(elder(grandmother, chance));
        }
        members.add(
                new Member(
                        father,
                        lateFather,
                        grandmother.asRelative(),
                        parents.mother().asRelative(),
                        "Con"));
        members.add(elder(parents.mother(), father, "Con dâu", chance));
        for (Person one : children) {
            members.add(child(one, father, parents.mother(), "Cháu"));
        }
        return members;
    }

    private List<Member> oneParent(Province province, Home home, Chance chance) {
        boolean mother = chance.in100(76);
        int age = chance.between(24, 58);
        Lineage line = people.lineage(province, chance);
        boolean neverMarried = mother && chance.in100(25);
        Sex sex = mother ? Sex.FEMALE : Sex.MALE;
        Person parent = people.person(line, sex, born(age, chance), neverMarried ? 1 : 3, chance);
        // A child whose father is not named bears the mother's surname.
        Person other =
                neverMarried
                        ? null
                        : people.person(
                                otherLine(line, chance),
                                opposite(sex),
                                born(age, chance),
                                3,
                                chance);
        Person father = mother ? other : parent;
        Person second = mother ? parent : other;
        List<Member> members = new ArrayList<>();
        members.add(elder(parent, chance));
        for (Person one : children(father, second, home, chance)) {
            members.add(child(one, father, second, "Con"));
        }
        return members;
    }

    private static Sex opposite(Sex sex) {
        return sex == Sex.MALE ? Sex.FEMALE : Sex.MALE;
    }

    /** A married couple; who heads the household is drawn. */
    private record Couple(
            Person father,
            Person mother,
            @Nullable Relative hisFather,
            @Nullable Relative hisMother,
            @Nullable Relative herFather,
            @Nullable Relative herMother) {

        List<Member> members(Chance chance) {
            boolean heHeads = chance.in100(75);
            Member him =
                    new Member(
                            father,
                            hisFather,
                            hisMother,
                            mother.asRelative(),
                            heHeads ? "Chủ hộ" : "Chồng");
            Member her =
                    new Member(
                            mother,
                            herFather,
                            herMother,
                            father.asRelative(),
                            heHeads ? "Vợ" : "Chủ hộ");
            return heHeads ? List.of(him, her) : List.of(her, him);
        }
    }

    private Couple parents(Province province, int motherAge, Chance chance) {
        Lineage line = people.lineage(province, chance);
        int fatherAge = Math.max(20, motherAge + chance.between(-2, 7));
        Person father = people.person(line, Sex.MALE, born(fatherAge, chance), 2, chance);
        boolean sameGroup = chance.in100(93);
        Lineage hers = sameGroup ? otherLine(line, chance) : people.lineage(province, chance);
        Person mother = people.person(hers, Sex.FEMALE, born(motherAge, chance), 2, chance);
        return new Couple(
                father,
                mother,
                people.absentParent(father, Sex.MALE, chance),
                people.absentParent(father, Sex.FEMALE, chance),
                people.absentParent(mother, Sex.MALE, chance),
                people.absentParent(mother, Sex.FEMALE, chance));
    }

    /** A family of the same people and province with another surname and another village. */
    private Lineage otherLine(Lineage line, Chance chance) {
        Province from = people.province(line.origin().province());
        Place origin = from.communes().pick(chance).place();
        return new Lineage(
                people.names().surname(line.ethnicGroup(), line.southern(), chance),
                line.ethnicGroup(),
                line.religion(),
                line.southern(),
                origin,
                chance.in100(80) ? origin : from.communes().pick(chance).place());
    }

    private Lineage lineOf(Person person, String surname) {
        return new Lineage(
                surname,
                person.ethnicGroup(),
                person.religion(),
                person.origin().province().compareTo("48") >= 0,
                person.origin(),
                person.birthRegistration());
    }

    private Person ancestor(Person child, int age, Chance chance) {
        String surname =
                Names.fromMother(child.ethnicGroup())
                        ? people.names().surname(child.ethnicGroup(), true, chance)
                        : child.surname();
        return people.person(lineOf(child, surname), Sex.MALE, born(age, chance), 2, chance);
    }

    private Person marriedIn(Person child, Sex sex, int age, int status, Chance chance) {
        Lineage line = lineOf(child, child.surname());
        String surname =
                Names.fromMother(child.ethnicGroup())
                        ? child.surname()
                        : people.names().surname(child.ethnicGroup(), line.southern(), chance);
        return people.person(
                lineOf(child, surname), sex, born(Math.min(age, 104), chance), status, chance);
    }

    private Lineage childLineage(
            @Nullable Person father, @Nullable Person mother, Home home, Chance chance) {
        Person line = father != null && !matrilineal(father, mother) ? father : mother;
        if (line == null) {
            throw new IllegalArgumentException("a child has a parent");
        }
        Person ground = father != null ? father : line;
        Place registered = chance.in100(85) ? home.place() : ground.birthRegistration();
        return new Lineage(
                line.surname(),
                line.ethnicGroup(),
                line.religion(),
                line.origin().province().compareTo("48") >= 0,
                ground.origin(),
                registered);
    }

    private static boolean matrilineal(Person father, @Nullable Person mother) {
        return mother != null
                && Names.fromMother(father.ethnicGroup())
                && Names.fromMother(mother.ethnicGroup());
    }

    private List<Person> children(
            @Nullable Person father, @Nullable Person mother, Home home, Chance chance) {
        Person bearer = mother != null ? mother : father;
        if (bearer == null) {
            throw new IllegalArgumentException("a child has a parent");
        }
        Lineage line = childLineage(father, mother, home, chance);
        List<Person> atHome = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        Stream.of(Optional.ofNullable(father), Optional.ofNullable(mother))
                .flatMap(Optional::stream)
                .forEach(parent -> taken.add(parent.name()));
        int wanted = wanted(bearer.birth().getYear(), chance);
        LocalDate birth =
                bearer.birth()
                        .plusYears(chance.between(19, 24) + chance.between(0, 6))
                        .plusDays(chance.below(365));
        for (int i = 0; i < wanted && !birth.isAfter(LAST_BIRTH); i++) {
            boolean twins = atHome.size() + 1 < wanted && chance.in100(1);
            for (int order = twins ? 1 : 0; order <= (twins ? 2 : 0); order++) {
                if (livesAtHome(age(birth), chance) && atHome.size() < MAX_CHILDREN) {
                    // 111 boys for 100 girls at birth, as in the census.
                    Sex sex = chance.in100(52.7) ? Sex.MALE : Sex.FEMALE;
                    String name = ownName(line, sex, birth, taken, chance);
                    taken.add(name);
                    atHome.add(people.person(line, name, sex, birth, order, 1, chance));
                }
            }
            birth = birth.plusDays(chance.between(500, 2200));
        }
        return atHome;
    }

    /** Children are not given the name of a parent, nor two of them the same. */
    private String ownName(
            Lineage line, Sex sex, LocalDate birth, Set<String> taken, Chance chance) {
        String name = people.name(line, sex, birth, chance);
        for (int again = 0; again < 20 && taken.contains(name); again++) {
            name = people.name(line, sex, birth, chance);
        }
        return name;
    }

    /** Families grew smaller: more than three children for mothers born before 1960, then two. */
    private static int wanted(int mothersBirthYear, Chance chance) {
        if (mothersBirthYear < 1960) {
            return chance.between(2, MAX_CHILDREN);
        }
        if (mothersBirthYear < 1975) {
            return chance.between(1, 4);
        }
        return chance.in100(15) ? 1 : chance.in100(70) ? 2 : 3;
    }

    private static boolean livesAtHome(int age, Chance chance) {
        if (age < 18) {
            return true;
        }
        return chance.in100(age < 23 ? 72 : age < 30 ? 45 : age < 40 ? 14 : 3);
    }

    private static int motherAge(Chance chance) {
        double band = chance.fraction();
        if (band < 0.36) {
            return chance.between(22, 34);
        }
        return band < 0.76 ? chance.between(33, 47) : chance.between(46, 66);
    }

    private Member elder(Person person, Chance chance) {
        return elder(person, null, "Chủ hộ", chance);
    }

    private Member elder(
            Person person, @Nullable Person spouse, String relationship, Chance chance) {
        return new Member(
                person,
                people.absentParent(person, Sex.MALE, chance),
                people.absentParent(person, Sex.FEMALE, chance),
                spouse == null ? null : spouse.asRelative(),
                relationship);
    }

    private static Member child(
            Person person, @Nullable Person father, @Nullable Person mother, String relationship) {
        return new Member(
                person,
                father == null ? null : father.asRelative(),
                mother == null ? null : mother.asRelative(),
                null,
                relationship);
    }

    /** A day of birth that makes this age at the end of the survey. */
    private static LocalDate born(int age, Chance chance) {
        return SURVEY_END.minusYears(age).minusDays(chance.below(365));
    }

    private static LocalDate earlier(LocalDate one, LocalDate other) {
        return one.isBefore(other) ? one : other;
    }

    private static int age(LocalDate birth) {
        return birth.until(SURVEY_END).getYears();
    }
}
