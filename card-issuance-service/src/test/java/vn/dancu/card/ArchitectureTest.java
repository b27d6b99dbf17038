package vn.dancu.card;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.web.bind.annotation.RestController;

@AnalyzeClasses(
        packages = "vn.dancu.card",
        importOptions = {ImportOption.DoNotIncludeTests.class})
class ArchitectureTest {
    @ArchTest
    static final ArchRule rulesAreFreeOfFrameworks =
            noClasses()
                    .that()
                    .resideInAnyPackage("..model..", "..chip..", "..face..", "..forms..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.springframework..", "vn.dancu.platform..", "tools.jackson..")
                    .because("rules, chip data and faces are tested and reused without Spring");

    @ArchTest
    static final ArchRule theModelKnowsNothingOfTheRest =
            noClasses()
                    .that()
                    .resideInAPackage("..model..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "vn.dancu.card.applications..",
                            "vn.dancu.card.cards..",
                            "vn.dancu.card.population..",
                            "vn.dancu.card.face..",
                            "vn.dancu.card.chip..")
                    .because("the rules of the law change for other reasons than their storage");

    @ArchTest
    static final ArchRule theReaderSharesNoCodeWithTheWriter =
            noClasses()
                    .that()
                    .resideInAPackage("..reading..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "vn.dancu.card.chip..",
                            "vn.dancu.card.production..",
                            "vn.dancu.card.signing..",
                            "vn.dancu.card.model..",
                            "vn.dancu.machine..",
                            "org.jmrtd..",
                            "net.sf.scuba..")
                    .because("an error of the writer must not be repeated by who checks it");

    @ArchTest
    static final ArchRule nothingHereKnowsTheMachine =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("vn.dancu.machine..")
                    .because("a machine of a factory knows the job file alone, and so do we");

    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("vn.dancu.card.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("each feature can be read on its own");

    @ArchTest
    static final ArchRule controllersAreNotPublic =
            classes()
                    .that()
                    .areAnnotatedWith(RestController.class)
                    .should()
                    .bePackagePrivate()
                    .because("HTTP is an edge that nothing else may depend on");

    @ArchTest
    static final ArchRule theModelNeverReadsTheClock =
            noClasses()
                    .that()
                    .resideInAPackage("..model..")
                    .should()
                    .callMethod(java.time.Instant.class, "now")
                    .orShould()
                    .callMethod(java.time.LocalDate.class, "now")
                    .because("a transition takes the time, so that it can be tested at any");
}
