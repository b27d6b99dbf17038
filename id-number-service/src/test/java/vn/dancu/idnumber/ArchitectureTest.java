package vn.dancu.idnumber;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@AnalyzeClasses(
        packages = "vn.dancu.idnumber",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule modelIsPure =
            noClasses()
                    .that()
                    .resideInAPackage("..model..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.springframework..", "java.sql..", "tools.jackson..")
                    .because("the order of numbers must be provable without a server");

    @ArchTest
    static final ArchRule onlyTheLedgerDraws =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("..model..", "..ledger..")
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching(".*\\.(BucketPermutation|Permutations)")
                    .because("a number that is drawn without its bucket's row held is given twice");

    @ArchTest
    static final ArchRule featuresDoNotKnowEachOther =
            slices().matching("vn.dancu.idnumber.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("each feature can be read and changed alone");

    @ArchTest
    static final ArchRule ledgerKnowsNoWeb =
            noClasses()
                    .that()
                    .resideInAPackage("..ledger..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.springframework.web..",
                            "org.springframework.kafka..",
                            "..allocation..",
                            "..registration..",
                            "..packed..",
                            "..verification..",
                            "..statistics..")
                    .because("HTTP and Kafka give the same numbers through the same code");

    @ArchTest
    static final ArchRule controllersAreNotPublic =
            classes()
                    .that()
                    .areAnnotatedWith(RestController.class)
                    .should()
                    .bePackagePrivate()
                    .because("only the web calls them");

    @ArchTest
    static final ArchRule numbersTravelInBodies =
            methods()
                    .that()
                    .areDeclaredInClassesThat()
                    .resideInAPackage("..verification..")
                    .and()
                    .areAnnotatedWith(PostMapping.class)
                    .should()
                    .haveRawParameterTypes(
                            com.tngtech.archunit.base.DescribedPredicate.describe(
                                    "one body, no parts of the address",
                                    types -> types.size() == 1))
                    .because("addresses are logged on their way, see " + RequestBody.class);
}
