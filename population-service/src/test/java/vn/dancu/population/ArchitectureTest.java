package vn.dancu.population;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDate;
import org.springframework.web.bind.annotation.RestController;

@AnalyzeClasses(
        packages = "vn.dancu.population",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule featuresAreFreeOfCycles =
            slices().matching("vn.dancu.population.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("each feature can be read and changed alone");

    @ArchTest
    static final ArchRule recordKnowsNoFeature =
            noClasses()
                    .that()
                    .resideInAPackage("..record..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "..civilstatus..", "..numbering..", "..search..", "..imports..")
                    .because("the record is what all features stand on");

    @ArchTest
    static final ArchRule recordKnowsNoWeb =
            noClasses()
                    .that()
                    .resideInAPackage("..record..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.springframework.web..", "org.springframework.kafka..")
                    .because("a change of the record is the same however it is asked for");

    @ArchTest
    static final ArchRule whoChangesARecordMayDoSo =
            classes()
                    .that()
                    .resideOutsideOfPackage("..record..")
                    .should(new ChangeRecordsByRight())
                    .because(
                            "nobody writes the own record or a relative's, nor outside the"
                                    + " territory: whoever changes or annuls asks WritingRights first,"
                                    + " or is only called by who asks, or is a system named here");

    @ArchTest
    static final ArchRule controllersAreNotPublic =
            classes()
                    .that()
                    .areAnnotatedWith(RestController.class)
                    .should()
                    .bePackagePrivate()
                    .because("only the web calls them");

    @ArchTest
    static final ArchRule rulesDoNotReadTheClock =
            noClasses()
                    .that()
                    .resideInAnyPackage("..record..", "..civilstatus..")
                    .and()
                    .haveSimpleNameNotEndingWith("Controller")
                    .should()
                    .callMethod(LocalDate.class, "now")
                    .orShould()
                    .callMethod(Instant.class, "now")
                    .because("time comes from the injected clock, so that a rule can be tested");
}
