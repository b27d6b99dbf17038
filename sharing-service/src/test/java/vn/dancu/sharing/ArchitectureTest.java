package vn.dancu.sharing;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.calls.InternalCalls;

@AnalyzeClasses(packages = "vn.dancu.sharing", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule modelIsPure =
            noClasses()
                    .that()
                    .resideInAPackage("..model..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.springframework..",
                            "java.sql..",
                            "tools.jackson..",
                            "vn.dancu.platform..")
                    .because("who may ask for what is decided, and tested, without a framework");

    @ArchTest
    static final ArchRule modelKnowsNoFeature =
            noClasses()
                    .that()
                    .resideInAPackage("vn.dancu.sharing.model..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("vn.dancu.sharing..")
                                    .and(resideInAPackage("vn.dancu.sharing.model..").negate()))
                    .because("features use the rules and never the other way round");

    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("vn.dancu.sharing.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("each feature can be read by itself");

    @ArchTest
    static final ArchRule onlyDisclosureAsksTheRegister =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("vn.dancu.sharing.disclosure..")
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(InternalCalls.class)
                    .because("there is one way to personal data, and it leaves a record");

    @ArchTest
    static final ArchRule disclosureHasNoTables =
            noClasses()
                    .that()
                    .resideInAPackage("vn.dancu.sharing.disclosure..")
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(JdbcClient.class)
                    .because("no personal data of record is ever stored here");

    @ArchTest
    static final ArchRule controllersAreHidden =
            classes()
                    .that()
                    .areAnnotatedWith(RestController.class)
                    .should()
                    .notBePublic()
                    .because("what the web calls is called by nobody else");

    @ArchTest
    static final ArchRule nothingReadsTheClockOfTheMachine =
            noClasses()
                    .should()
                    .callMethod(java.time.Instant.class, "now")
                    .orShould()
                    .callMethod(java.time.LocalDate.class, "now")
                    .because("time is given, so that it can be tested");
}
