package io.frostline.quickstart;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the module structure promises. The class path here is that of all services together. */
@AnalyzeClasses(packages = "io.frostline", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] SHARED = {"io.frostline.contract..", "io.frostline.web.."};

    @ArchTest
    static final ArchRule SERVICES_DO_NOT_DEPEND_ON_EACH_OTHER = slices().matching("io.frostline.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                    com.tngtech.archunit.base.DescribedPredicate.alwaysTrue(),
                    com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(SHARED));

    @ArchTest
    static final ArchRule THE_CONTRACT_KNOWS_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAPackage("io.frostline.contract..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "io.quarkus..", "io.frostline.web..", "io.frostline.history..");

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_DOES = classes()
            .that()
            .resideOutsideOfPackage("io.frostline.contract.wire..")
            .should()
            .haveSimpleNameNotEndingWith("Impl")
            .andShould()
            .haveSimpleNameNotEndingWith("Utils")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper")
            .andShould()
            .haveSimpleNameNotEndingWith("Manager")
            .andShould()
            .haveSimpleNameNotEndingWith("DTO");
}
