package vn.dancu.population.civilstatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.acts.Evidence;
import vn.dancu.population.record.LifeStatus;
import vn.dancu.population.record.PersonDraft;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Place;
import vn.dancu.population.record.RecordClosure;
import vn.dancu.population.record.Relative;

/** The rule of each kind in each state of the record, without database or web. */
class CivilStatusRulesTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 6, 15);
    private static final Place HANOI = new Place("01", null, null, null);
    private static final Evidence PROOF =
            new Evidence(Evidence.Kind.COURT_DECISION, "1", "Toà án Hà Nội", TODAY);
    private final Map<UUID, PersonRecord> register = new HashMap<>();

    private PersonRecord person(String name, Sex sex, String born, Consumer<PersonDraft> more) {
        PersonRecord person =
                PersonRecord.first(
                                UUID.randomUUID(),
                                new PersonName(name),
                                PartialDate.parse(born),
                                sex,
                                HANOI,
                                HANOI,
                                "1",
                                "VN")
                        .with(more);
        register.put(person.personId(), person);
        return person;
    }

    private PersonRecord man(Consumer<PersonDraft> more) {
        return person("Nguyễn Văn Nam", Sex.MALE, "1990-05-20", more);
    }

    private PersonRecord woman(Consumer<PersonDraft> more) {
        return person("Trần Thị Nữ", Sex.FEMALE, "1992-08-01", more);
    }

    private Facts facts(PersonRecord person, @Nullable PersonRecord other) {
        return new Facts(
                person,
                other,
                PROOF,
                TODAY,
                relative -> Optional.ofNullable(relative.personId()).map(register::get),
                "/event");
    }

    private void assertRefused(
            CivilStatusEvent event,
            PersonRecord person,
            @Nullable PersonRecord other,
            String code) {
        assertThatThrownBy(() -> event.check(facts(person, other)))
                .as(event.kind() + " " + code)
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void assertAllowed(
            CivilStatusEvent event, PersonRecord person, @Nullable PersonRecord other) {
        event.check(facts(person, other));
    }

    private PersonRecord after(
            CivilStatusEvent event, PersonRecord person, @Nullable PersonRecord other) {
        return event.effects(facts(person, other)).stream()
                .filter(effect -> effect.person().personId().equals(person.personId()))
                .findFirst()
                .orElseThrow()
                .person()
                .with(
                        event.effects(facts(person, other)).stream()
                                .filter(
                                        effect ->
                                                effect.person()
                                                        .personId()
                                                        .equals(person.personId()))
                                .findFirst()
                                .orElseThrow()
                                .edit());
    }

    private static Relative link(PersonRecord person) {
        return Facts.asRelative(person);
    }

    /** What stands on record before, by name. */
    private PersonRecord in(String state) {
        return switch (state) {
            case "single" -> man(d -> d.maritalStatus = 1);
            case "married" -> man(d -> d.maritalStatus = 2);
            case "missing" -> man(d -> d.status = LifeStatus.MISSING);
            case "dead" ->
                    man(
                            d -> {
                                d.status = LifeStatus.DEAD;
                                d.death = new PersonRecord.Death(PartialDate.parse("2025-01-01"));
                            });
            case "foreign" -> man(d -> d.nationality = "LA");
            case "child" -> person("Nguyễn Văn Con", Sex.MALE, "2020-01-02", d -> {});
            case "ward" ->
                    person(
                            "Nguyễn Văn Cháu",
                            Sex.MALE,
                            "2020-01-02",
                            d -> d.representative = link(woman(w -> {})));
            case "protected" -> man(d -> d.protectedPerson = true);
            case "closed" -> man(d -> d.closed = RecordClosure.CANCELLED);
            default -> throw new IllegalArgumentException(state);
        };
    }

    private CivilStatusEvent event(EventKind kind) {
        LocalDate day = LocalDate.of(2026, 6, 1);
        return switch (kind) {
            case BIRTH -> throw new IllegalArgumentException("a birth makes the person");
            case DEATH -> new Death(PartialDate.of(day));
            case MISSING -> new DeclaredMissing(PartialDate.parse("2024-05"), day);
            case RETURN -> new Return(day);
            case MARRIAGE ->
                    new Marriage(
                            null,
                            new Relative(new PersonName("Anna Schmidt"), null, null, "DE", null),
                            day);
            case DIVORCE -> new Divorce(day);
            case ADOPTION ->
                    new Adoption(
                            new Relative(new PersonName("Lê Văn Cha"), null, null, "VN", null),
                            null,
                            null,
                            null,
                            null,
                            Adoption.Adopter.STRANGER,
                            day);
            case GUARDIANSHIP -> new Guardianship(link(woman(w -> {})), day);
            case GUARDIANSHIP_END -> new GuardianshipEnd(day);
            case NAME_CHANGE -> new NameChange(new PersonName("Nguyễn Văn Mới"), day);
            case SEX_REDETERMINATION -> new SexRedetermination(Sex.FEMALE, null, day);
            case NATIONALITY_LOSS -> new NationalityLoss("DE", day);
            case NATIONALITY_REGAIN -> new NationalityRegain(day);
            case PROTECTION -> new PersonProtected(day);
            case PROTECTION_END -> new ProtectionEnded(day);
            case CORRECTION ->
                    new Correction(
                            new PersonName("Nguyễn Văn Đúng"),
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null);
        };
    }

    @ParameterizedTest(name = "{0} of a person who is {1}: {2}")
    @CsvSource({
        "DEATH, single, ok",
        "DEATH, married, ok",
        "DEATH, missing, ok",
        "DEATH, dead, already_dead",
        "DEATH, foreign, ok",
        "DEATH, child, ok",
        "DEATH, closed, record_closed",
        "MISSING, single, ok",
        "MISSING, married, ok",
        "MISSING, missing, person_not_alive",
        "MISSING, dead, person_not_alive",
        "MISSING, foreign, ok",
        "MISSING, child, ok",
        "MISSING, closed, record_closed",
        "RETURN, single, person_not_missing",
        "RETURN, married, person_not_missing",
        "RETURN, missing, ok",
        "RETURN, dead, person_not_missing",
        "RETURN, foreign, person_not_missing",
        "RETURN, child, person_not_missing",
        "RETURN, closed, record_closed",
        "MARRIAGE, single, ok",
        "MARRIAGE, married, already_married",
        "MARRIAGE, missing, person_not_alive",
        "MARRIAGE, dead, person_not_alive",
        "MARRIAGE, foreign, ok",
        "MARRIAGE, child, marriage_under_age",
        "MARRIAGE, closed, record_closed",
        "DIVORCE, single, not_married",
        "DIVORCE, married, ok",
        "DIVORCE, missing, not_married",
        "DIVORCE, dead, not_married",
        "DIVORCE, foreign, not_married",
        "DIVORCE, child, not_married",
        "DIVORCE, closed, record_closed",
        "ADOPTION, single, adoptee_too_old",
        "ADOPTION, married, adoptee_too_old",
        "ADOPTION, missing, person_not_alive",
        "ADOPTION, dead, person_not_alive",
        "ADOPTION, foreign, adoptee_too_old",
        "ADOPTION, child, ok",
        "ADOPTION, closed, record_closed",
        "GUARDIANSHIP, single, ok",
        "GUARDIANSHIP, married, ok",
        "GUARDIANSHIP, missing, person_not_alive",
        "GUARDIANSHIP, dead, person_not_alive",
        "GUARDIANSHIP, foreign, ok",
        "GUARDIANSHIP, child, ok",
        "GUARDIANSHIP, ward, already_represented",
        "GUARDIANSHIP, closed, record_closed",
        "GUARDIANSHIP_END, single, not_represented",
        "GUARDIANSHIP_END, married, not_represented",
        "GUARDIANSHIP_END, missing, not_represented",
        "GUARDIANSHIP_END, dead, not_represented",
        "GUARDIANSHIP_END, foreign, not_represented",
        "GUARDIANSHIP_END, child, not_represented",
        "GUARDIANSHIP_END, ward, ok",
        "GUARDIANSHIP_END, closed, record_closed",
        "NAME_CHANGE, single, ok",
        "NAME_CHANGE, married, ok",
        "NAME_CHANGE, missing, person_not_alive",
        "NAME_CHANGE, dead, person_not_alive",
        "NAME_CHANGE, foreign, ok",
        "NAME_CHANGE, child, ok",
        "NAME_CHANGE, closed, record_closed",
        "SEX_REDETERMINATION, single, ok",
        "SEX_REDETERMINATION, married, ok",
        "SEX_REDETERMINATION, missing, person_not_alive",
        "SEX_REDETERMINATION, dead, person_not_alive",
        "SEX_REDETERMINATION, foreign, ok",
        "SEX_REDETERMINATION, child, ok",
        "SEX_REDETERMINATION, closed, record_closed",
        "NATIONALITY_LOSS, single, ok",
        "NATIONALITY_LOSS, married, ok",
        "NATIONALITY_LOSS, missing, ok",
        "NATIONALITY_LOSS, dead, person_not_alive",
        "NATIONALITY_LOSS, foreign, not_vietnamese",
        "NATIONALITY_LOSS, child, ok",
        "NATIONALITY_LOSS, closed, record_closed",
        "NATIONALITY_REGAIN, single, already_vietnamese",
        "NATIONALITY_REGAIN, married, already_vietnamese",
        "NATIONALITY_REGAIN, missing, person_not_alive",
        "NATIONALITY_REGAIN, dead, person_not_alive",
        "NATIONALITY_REGAIN, foreign, ok",
        "NATIONALITY_REGAIN, child, already_vietnamese",
        "NATIONALITY_REGAIN, closed, record_closed",
        "PROTECTION, single, ok",
        "PROTECTION, married, ok",
        "PROTECTION, missing, ok",
        "PROTECTION, dead, ok",
        "PROTECTION, foreign, ok",
        "PROTECTION, child, ok",
        "PROTECTION, closed, record_closed",
        "PROTECTION, protected, already_protected",
        "PROTECTION_END, single, not_protected",
        "PROTECTION_END, closed, record_closed",
        "PROTECTION_END, protected, ok",
        "CORRECTION, single, ok",
        "CORRECTION, married, ok",
        "CORRECTION, missing, ok",
        "CORRECTION, dead, ok",
        "CORRECTION, foreign, ok",
        "CORRECTION, child, ok",
        "CORRECTION, closed, record_closed"
    })
    void eachKindHasItsRuleInEachState(EventKind kind, String state, String outcome) {
        if (outcome.equals("ok")) {
            assertAllowed(event(kind), in(state), null);
        } else {
            assertRefused(event(kind), in(state), null, outcome);
        }
    }

    static Stream<Arguments> afterTheirTime() {
        LocalDate tomorrow = TODAY.plusDays(1);
        LocalDate before = LocalDate.of(1980, 1, 1);
        Relative spouse = new Relative(new PersonName("Anna Schmidt"), null, null, "DE", null);
        return Stream.of(
                Arguments.of(new Marriage(null, spouse, tomorrow), "single", "date_in_future"),
                Arguments.of(new PersonProtected(tomorrow), "single", "date_in_future"),
                Arguments.of(new ProtectionEnded(before), "protected", "date_before_birth"),
                Arguments.of(new GuardianshipEnd(tomorrow), "ward", "date_in_future"),
                Arguments.of(new GuardianshipEnd(before), "ward", "date_before_birth"),
                Arguments.of(new Divorce(tomorrow), "married", "date_in_future"),
                Arguments.of(new Divorce(before), "married", "date_before_birth"),
                Arguments.of(new Death(PartialDate.of(tomorrow)), "single", "date_in_future"),
                Arguments.of(new Death(PartialDate.of(before)), "single", "death_before_birth"),
                Arguments.of(
                        new NameChange(new PersonName("Khác"), tomorrow),
                        "single",
                        "date_in_future"),
                Arguments.of(
                        new DeclaredMissing(PartialDate.parse("2024-07"), TODAY),
                        "single",
                        "missing_too_short"),
                Arguments.of(
                        new DeclaredMissing(PartialDate.parse("2024-06-15"), TODAY),
                        "single",
                        "ok"),
                Arguments.of(
                        new DeclaredMissing(PartialDate.parse("2024-06-16"), TODAY),
                        "single",
                        "missing_too_short"));
    }

    @ParameterizedTest
    @MethodSource("afterTheirTime")
    void nothingHappensBeforeBirthNorAfterToday(
            CivilStatusEvent event, String state, String outcome) {
        if (outcome.equals("ok")) {
            assertAllowed(event, in(state), null);
        } else {
            assertRefused(event, in(state), null, outcome);
        }
    }

    @Test
    void aGuardianIsSomebodyElseOfFullAgeAndRepresentsTheWardUntilTheEnd() {
        LocalDate day = LocalDate.of(2026, 6, 1);
        PersonRecord child = in("child");
        PersonRecord aunt = woman(d -> {});
        PersonRecord brother = person("Nguyễn Văn Anh", Sex.MALE, "2008-06-02", d -> {});
        assertRefused(new Guardianship(link(child), day), child, null, "guardian_is_self");
        assertRefused(new Guardianship(link(brother), day), child, null, "guardian_under_age");
        assertAllowed(new Guardianship(link(brother), day.plusDays(1)), child, null);
        assertRefused(new Guardianship(link(in("dead")), day), child, null, "person_not_alive");
        // Whom no record is found of is named as the decision names them.
        var office = new Relative(new PersonName("Phạm Thị Xa"), null, null, "VN", null);
        assertThat(after(new Guardianship(office, day), child, null).relatives().representative())
                .isEqualTo(office);

        PersonRecord ward = after(new Guardianship(link(aunt), day), child, null);
        assertThat(ward.relatives().representative()).isEqualTo(link(aunt));
        assertRefused(new Guardianship(link(aunt), day), ward, null, "already_represented");
        assertThat(after(new GuardianshipEnd(day), ward, null).relatives().representative())
                .isNull();
    }

    @Test
    void menMarryFromTwentyAndWomenFromEighteenFullYearsOn() {
        PersonRecord she = woman(d -> {});
        PersonRecord he = person("Trẻ", Sex.MALE, "2006-06-10", d -> {});
        Marriage dayBefore = new Marriage(he.personId(), null, LocalDate.of(2026, 6, 9));
        Marriage birthday = new Marriage(he.personId(), null, LocalDate.of(2026, 6, 10));
        assertRefused(dayBefore, she, he, "marriage_under_age");
        assertAllowed(birthday, she, he);

        PersonRecord girl = person("Trẻ", Sex.FEMALE, "2008-06-10", d -> {});
        PersonRecord man = man(d -> {});
        assertRefused(
                new Marriage(girl.personId(), null, LocalDate.of(2026, 6, 9)),
                man,
                girl,
                "marriage_under_age");
        assertAllowed(new Marriage(girl.personId(), null, LocalDate.of(2026, 6, 10)), man, girl);
    }

    @Test
    void marriageIsOfAManAndAWomanWhoseSexIsKnown() {
        PersonRecord he = man(d -> {});
        PersonRecord other = man(d -> {});
        assertRefused(new Marriage(other.personId(), null, TODAY), he, other, "marriage_same_sex");
        PersonRecord unknown = man(d -> d.sex = Sex.UNKNOWN);
        assertRefused(
                new Marriage(unknown.personId(), null, TODAY),
                woman(d -> {}),
                unknown,
                "sex_unknown");
        assertRefused(new Marriage(he.personId(), null, TODAY), he, he, "spouse_is_self");
    }

    @Test
    void closeKinDoNotMarryAndCousinsOfTheSecondDegreeDo() {
        PersonRecord grandmother = woman(d -> {});
        PersonRecord mother = woman(d -> d.mother = link(grandmother));
        PersonRecord aunt = woman(d -> d.mother = link(grandmother));
        PersonRecord she = woman(d -> d.mother = link(mother));
        PersonRecord brother = man(d -> d.mother = link(mother));
        PersonRecord cousin = man(d -> d.mother = link(aunt));
        PersonRecord uncle = man(d -> d.mother = link(grandmother));
        PersonRecord father = man(d -> {});
        PersonRecord daughter = woman(d -> d.father = link(father));
        PersonRecord cousinsChild =
                person("Xa", Sex.MALE, "2000-01-01", d -> d.father = link(cousin));
        PersonRecord ownGrandchild =
                person("Gần", Sex.FEMALE, "2000-01-01", d -> d.mother = link(she));

        for (PersonRecord close : new PersonRecord[] {brother, cousin, uncle}) {
            assertRefused(
                    new Marriage(close.personId(), null, TODAY), she, close, "marriage_close_kin");
        }
        assertRefused(
                new Marriage(daughter.personId(), null, TODAY),
                father,
                daughter,
                "marriage_close_kin");
        // Great-grandparents in common only: beyond three generations.
        assertAllowed(
                new Marriage(cousinsChild.personId(), null, TODAY), ownGrandchild, cousinsChild);
        assertAllowed(new Marriage(father.personId(), null, TODAY), she, father);
    }

    @Test
    void marriageStandsInBothRecordsAndEndsInBoth() {
        PersonRecord he = man(d -> d.maritalStatus = 1);
        PersonRecord she = woman(d -> d.maritalStatus = 3);
        Marriage marriage = new Marriage(she.personId(), null, TODAY);
        PersonRecord husband = after(marriage, he, she);
        PersonRecord wife = she.with(marriage.effects(facts(he, she)).get(1).edit());
        assertThat(husband.maritalStatus()).isEqualTo(2);
        assertThat(wife.maritalStatus()).isEqualTo(2);
        assertThat(husband.relatives().spouse()).isEqualTo(link(she));
        assertThat(wife.relatives().spouse()).isEqualTo(link(he));

        var ended = new Divorce(TODAY).effects(facts(husband, wife));
        assertThat(ended).hasSize(2);
        ended.forEach(
                effect -> {
                    PersonRecord divorced = effect.person().with(effect.edit());
                    assertThat(divorced.maritalStatus()).isEqualTo(3);
                    assertThat(divorced.relatives().spouse()).isNull();
                });

        var widowed = new Death(PartialDate.of(TODAY)).effects(facts(husband, wife));
        assertThat(widowed).hasSize(2);
        assertThat(wife.with(widowed.get(1).edit()).maritalStatus()).isEqualTo(3);
    }

    @Test
    void marriageOfSomebodyElseIsNotTouchedByANameOnAPaper() {
        PersonRecord she = woman(d -> {});
        PersonRecord third = man(d -> {});
        PersonRecord otherwiseMarried =
                she.with(
                        d -> {
                            d.maritalStatus = 2;
                            d.spouse = link(third);
                        });
        PersonRecord he =
                man(
                        d -> {
                            d.maritalStatus = 2;
                            d.spouse = link(she);
                        });
        assertThat(new Divorce(TODAY).effects(facts(he, otherwiseMarried))).hasSize(1);
    }

    @Test
    void adoptionKeepsTheAgesOfTheLaw() {
        PersonRecord child = person("Con", Sex.FEMALE, "2010-06-16", d -> {});
        PersonRecord young = person("Cha", Sex.MALE, "1991-01-01", d -> {});
        PersonRecord old = person("Cha", Sex.MALE, "1990-06-16", d -> {});
        assertAllowed(adoption(old, null, Adoption.Adopter.STRANGER), child, null);
        assertRefused(
                adoption(young, null, Adoption.Adopter.STRANGER), child, null, "adopter_too_young");
        assertAllowed(adoption(young, null, Adoption.Adopter.STEP_PARENT), child, null);
        PersonRecord sixteen = person("Con", Sex.FEMALE, "2010-06-15", d -> {});
        assertRefused(
                adoption(old, null, Adoption.Adopter.STRANGER), sixteen, null, "adoptee_too_old");
        assertAllowed(adoption(old, null, Adoption.Adopter.UNCLE_OR_AUNT), sixteen, null);
        PersonRecord unmarried = person("Mẹ", Sex.FEMALE, "1980-01-01", d -> {});
        assertRefused(
                adoption(old, unmarried, Adoption.Adopter.STRANGER),
                child,
                null,
                "adopters_not_married");
    }

    private static Adoption adoption(
            PersonRecord father, @Nullable PersonRecord mother, Adoption.Adopter adopter) {
        return new Adoption(
                link(father),
                mother == null ? null : link(mother),
                null,
                null,
                null,
                adopter,
                TODAY);
    }

    @Test
    void stepParentLeavesTheOtherParentAndAStrangerReplacesBoth() {
        PersonRecord mother = woman(d -> {});
        PersonRecord stepfather = person("Cha", Sex.MALE, "1980-01-01", d -> {});
        PersonRecord child = person("Con", Sex.FEMALE, "2015-01-01", d -> d.mother = link(mother));
        assertThat(
                        after(adoption(stepfather, null, Adoption.Adopter.STEP_PARENT), child, null)
                                .relatives()
                                .mother())
                .isEqualTo(link(mother));
        assertThat(
                        after(adoption(stepfather, null, Adoption.Adopter.STRANGER), child, null)
                                .relatives()
                                .mother())
                .isNull();
    }

    @Test
    void correctionThatCorrectsNothingIsRefused() {
        PersonRecord he = man(d -> {});
        assertRefused(
                new Correction(
                        he.name(), null, null, null, null, null, null, null, null, null, null, null,
                        null),
                he,
                null,
                "nothing_changes");
        assertRefused(
                new Correction(
                        null, null, null, null, null, null, null, null, null, null, null, null,
                        null),
                he,
                null,
                "nothing_changes");
    }

    @Test
    void correctionsOfWhatIdentifiesNeedASecondOfficerAndOthersDoNot() {
        assertThat(event(EventKind.CORRECTION).identifies()).isTrue();
        assertThat(
                        new Correction(
                                        null, null, null, null, HANOI, "2", "1", null, "01", null,
                                        null, null, null)
                                .identifies())
                .isFalse();
    }
}
