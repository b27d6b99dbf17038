package vn.dancu.platform;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

@AnalyzeClasses(
        packages = "vn.dancu.platform",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final Set<String> TEXT_ONLY =
            Set.of("vn.dancu.kernel.InvalidValueException", "vn.dancu.kernel.VietnameseText");

    @ArchTest
    static final ArchRule platformHasNoDomainWord =
            noClasses()
                    .should()
                    .dependOnClassesThat(
                            DescribedPredicate.describe(
                                    "are domain types",
                                    (JavaClass type) ->
                                            type.getPackageName().startsWith("vn.dancu")
                                                    && !type.getPackageName()
                                                            .startsWith("vn.dancu.platform")
                                                    && !TEXT_ONLY.contains(type.getName())))
                    .because("plumbing that knows people or cards cannot serve them alike");

    @ArchTest
    static final ArchRule problemsKnowNoPlumbing =
            noClasses()
                    .that()
                    .resideInAPackage("..problem..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("..outbox..", "..inbox..", "..signals..", "..calls..")
                    .because("anything may refuse, so refusing depends on nothing");
}
