package vn.dancu.population.referencedata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.population.Contracts;
import vn.dancu.population.referencedata.Difference.Kind;
import vn.dancu.reference.AdministrativeUnit;
import vn.dancu.reference.Standing;
import vn.dancu.reference.Succession;
import vn.dancu.reference.Succession.Share;
import vn.dancu.reference.UnitHistory;
import vn.dancu.reference.UnitVersion;

class UnitDifferenceTest {
    private static final LocalDate DAY = LocalDate.of(2025, 7, 1);
    private static final UnitHistory BASE =
            history(
                    unit("01", null),
                    unit("02", null),
                    unit("03", null),
                    unit("011", "01"),
                    unit("021", "02"),
                    unit("01101", "011"),
                    unit("01102", "011"),
                    unit("02101", "021"));

    private static AdministrativeUnit unit(String code, @Nullable String parent) {
        return new AdministrativeUnit(code, "Xã", "Tên " + code, parent);
    }

    private static UnitHistory history(AdministrativeUnit... units) {
        List<UnitVersion> versions = new ArrayList<>();
        for (AdministrativeUnit unit : units) {
            versions.add(new UnitVersion(unit, UnitVersion.ALWAYS, UnitVersion.STILL));
        }
        return UnitHistory.of(versions, List.of());
    }

    private static Succession whole(String from, String to) {
        return new Succession(from, to, DAY, Share.WHOLE);
    }

    private static Succession part(String from, String to) {
        return new Succession(from, to, DAY, Share.PART);
    }

    private static Difference compare(
            Set<Level> levels, List<AdministrativeUnit> units, Succession... successions) {
        return UnitDifference.of(
                BASE,
                new EditionContent(
                        ReferenceList.ADMINISTRATIVE_UNITS,
                        "t",
                        "s",
                        DAY,
                        levels,
                        units,
                        List.of(successions),
                        List.of()),
                DAY);
    }

    private static List<String> errors(Difference difference) {
        return difference.findings().stream()
                .map(f -> f.code() + " " + f.pointer() + " " + f.unit())
                .toList();
    }

    private static List<String> changes(Difference difference) {
        return difference.changes().stream()
                .map(c -> c.kind() + " " + c.code() + c.others())
                .toList();
    }

    @Test
    void editionThatSaysNothingNewChangesNothing() {
        Difference same =
                compare(
                        Set.of(Level.PROVINCE),
                        List.of(unit("01", null), unit("02", null), unit("03", null)));

        assertThat(same.isSound()).isTrue();
        assertThat(same.changes()).isEmpty();
        assertThat(same.plan().begun()).isEmpty();
        assertThat(same.plan().ended()).isEmpty();
    }

    @Test
    void unitsOfAMergedProvinceGoWithIt() {
        Difference merged =
                compare(
                        Set.of(Level.PROVINCE),
                        List.of(unit("01", null), unit("03", null)),
                        whole("02", "01"));

        assertThat(errors(merged)).isEmpty();
        assertThat(changes(merged))
                .containsExactly("MERGED 01[01, 02]", "REMOVED 02[]", "MOVED 021[]");
        assertThat(merged.plan().ended()).containsExactly("02", "021");
    }

    @Test
    void twoLevelsNeedNoWordForEachDistrict() {
        Difference reform =
                compare(
                        Set.of(Level.PROVINCE, Level.DISTRICT, Level.COMMUNE),
                        List.of(
                                unit("01", null),
                                unit("02", null),
                                unit("03", null),
                                unit("90001", "01"),
                                unit("02101", "02")),
                        whole("01101", "90001"),
                        whole("01102", "90001"));

        assertThat(errors(reform)).isEmpty();
        assertThat(reform.counts())
                .containsEntry(Kind.REMOVED, 4)
                .containsEntry(Kind.MERGED, 1)
                .containsEntry(Kind.MOVED, 1)
                .containsEntry(Kind.ADDED, 1);
    }

    @Test
    void newCodeOfTheSameUnitIsNoMerger() {
        Difference recoded =
                compare(
                        Set.of(Level.COMMUNE),
                        List.of(unit("01101", "011"), unit("01199", "011"), unit("02101", "021")),
                        whole("01102", "01199"));

        assertThat(changes(recoded))
                .containsExactly("REMOVED 01102[]", "RECODED 01102[01199]", "ADDED 01199[]");
        assertThat(recoded.plan().split()).isEmpty();
    }

    @Test
    void splitIsAskedAboutUnlessTheUnitGoesOn() {
        List<AdministrativeUnit> communes =
                List.of(unit("01102", "011"), unit("02101", "021"), unit("90001", "011"));
        List<AdministrativeUnit> with = new ArrayList<>(communes);
        with.add(unit("01101", "011"));

        assertThat(
                        compare(
                                        Set.of(Level.COMMUNE),
                                        communes,
                                        part("01101", "90001"),
                                        part("01101", "01102"))
                                .plan()
                                .split())
                .containsExactly(
                        new Difference.Split("01101", "Xã Tên 01101", List.of("90001", "01102")));
        assertThat(
                        compare(
                                        Set.of(Level.COMMUNE),
                                        with,
                                        part("01101", "90001"),
                                        part("01101", "01101"))
                                .plan()
                                .split())
                .isEmpty();
    }

    @Test
    void whatCannotBeIsFound() {
        Difference broken =
                compare(
                        Set.of(Level.PROVINCE, Level.COMMUNE),
                        List.of(
                                unit("01", "02"),
                                unit("01", null),
                                unit("03", null),
                                unit("099", "01"),
                                unit("01101", "77"),
                                unit("01103", null),
                                unit("01104", "01101")),
                        whole("88888", "01101"),
                        whole("01102", "99999"),
                        whole("02101", "01101"),
                        whole("02101", "01101"),
                        part("03", "01"));

        assertThat(errors(broken))
                .containsExactlyInAnyOrder(
                        "duplicate_code /units/1/code 01",
                        "level_not_listed /units/3/code 099",
                        "unknown_predecessor /successions/0/from 88888",
                        "unknown_successor /successions/1/to 99999",
                        "duplicate_succession /successions/3 02101",
                        "share_contradicts  03",
                        "code_reused  03",
                        "parent_missing  021",
                        "parent_not_allowed /units/0/parent 01",
                        "unknown_parent /units/4/parent 01101",
                        "parent_missing /units/5/parent 01103",
                        "parent_of_wrong_level /units/6/parent 01104",
                        "successor_missing  02");
        assertThat(broken.isSound()).isFalse();
    }

    /** Whatever the mergers and splits: what is applied is what the edition lists, and no more. */
    @Test
    void planLeadsToTheListOfTheEdition() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<AdministrativeUnit> communes = new ArrayList<>();
            List<Succession> successions = new ArrayList<>();
            for (String code : List.of("01101", "01102", "02101")) {
                switch (random.nextInt(4)) {
                    case 0 -> communes.add(unit(code, random.nextBoolean() ? "011" : "021"));
                    case 1 -> communes.add(new AdministrativeUnit(code, "Phường", "Mới", "02"));
                    case 2 -> successions.add(whole(code, "90001"));
                    default -> {
                        successions.add(part(code, "90001"));
                        successions.add(part(code, "90002"));
                    }
                }
            }
            communes.add(unit("90001", "01"));
            communes.add(unit("90002", "03"));
            Difference difference =
                    compare(
                            Set.of(Level.COMMUNE),
                            communes,
                            successions.toArray(Succession[]::new));

            assertThat(errors(difference)).as("seed %d", seed).isEmpty();
            UnitHistory after = applied(difference.plan());
            assertThat(after.at(DAY).all().stream().filter(AdministrativeUnit::isCommune))
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(communes);
            assertThat(after.at(DAY.minusDays(1)).all())
                    .containsExactlyInAnyOrderElementsOf(BASE.at(DAY).all());
            Standing standing = new Standing(after, Map.of());
            for (Succession succession : successions) {
                assertThat(standing.of(succession.from(), DAY))
                        .isEqualTo(succession.share() == Share.WHOLE ? Set.of("90001") : Set.of());
            }
        }
    }

    private static UnitHistory applied(Difference.Plan plan) {
        Map<String, UnitVersion> versions = new HashMap<>();
        for (String code : BASE.codes()) {
            UnitVersion version = BASE.versions(code).getFirst();
            versions.put(
                    code,
                    plan.ended().contains(code)
                            ? new UnitVersion(version.unit(), version.from(), DAY)
                            : version);
        }
        List<UnitVersion> all = new ArrayList<>(versions.values());
        for (Difference.Row row : plan.begun()) {
            all.add(
                    new UnitVersion(
                            new AdministrativeUnit(
                                    row.code(),
                                    String.valueOf(row.type()),
                                    row.name(),
                                    row.parent()),
                            DAY,
                            UnitVersion.STILL));
        }
        return UnitHistory.of(all, plan.successions());
    }

    @Test
    void exampleOf34ProvincesIsSoundAgainstTheLaunchEra() {
        String file =
                Contracts.example("population/examples/reference-edition.provinces-2025.json");
        Contracts.assertMatches(file, "population/reference-edition.schema.json");
        EditionContent content =
                new EditionReader(
                                new JsonMapper(),
                                new ReferenceDataSettings(DataSize.ofMegabytes(8), 40_000))
                        .read(file.getBytes(StandardCharsets.UTF_8));

        Difference difference =
                UnitDifference.of(UnitHistory.launchEra(), content, content.appliesAt());

        assertThat(errors(difference)).isEmpty();
        assertThat(content.units()).hasSize(34);
        assertThat(difference.counts())
                .containsEntry(Kind.REMOVED, 29)
                .containsEntry(Kind.MERGED, 23)
                .containsEntry(Kind.RENAMED, 8)
                .containsEntry(Kind.ADDED, 0)
                .containsEntry(Kind.SPLIT, 0);
    }
}
