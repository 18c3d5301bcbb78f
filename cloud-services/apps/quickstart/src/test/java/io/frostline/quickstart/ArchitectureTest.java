package io.frostline.quickstart;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.smallrye.config.ConfigMapping;
import jakarta.transaction.Transactional;
import java.sql.SQLException;

/** Rules of the module structure. The class path here is that of all services together. */
@AnalyzeClasses(packages = "io.frostline", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] SHARED = {
        "io.frostline.contract..", "io.frostline.commerce..", "io.frostline.platform.."
    };

    @ArchTest
    static final ArchRule SERVICES_DO_NOT_DEPEND_ON_EACH_OTHER = slices().matching("io.frostline.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(DescribedPredicate.alwaysTrue(), JavaClass.Predicates.resideInAnyPackage(SHARED));

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.frostline.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_CONTRACT_KNOWS_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAPackage("io.frostline.contract..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "io.quarkus..", "io.frostline.platform..");

    @ArchTest
    static final ArchRule BODIES_KNOW_NO_FRAMEWORK_BUT_THEIR_CONSTRAINTS = noClasses()
            .that()
            .resideInAPackage("io.frostline.commerce..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws..", "jakarta.persistence..", "io.quarkus..", "io.frostline.platform..");

    @ArchTest
    static final ArchRule THE_PLATFORM_KNOWS_NO_SERVICE = noClasses()
            .that()
            .resideInAPackage("io.frostline.platform..")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.frostline..")
                    .and(JavaClass.Predicates.resideOutsideOfPackage("io.frostline.platform..")));

    /** Waiting for a remote call inside a transaction holds locks for as long as the other side takes. */
    @ArchTest
    static final ArchRule NO_REMOTE_CALL_INSIDE_A_DATABASE_TRANSACTION = methods()
            .that()
            .areAnnotatedWith(Transactional.class)
            .or()
            .areDeclaredInClassesThat()
            .areAnnotatedWith(Transactional.class)
            .should(new NoRemoteCall());

    @ArchTest
    static final ArchRule RESOURCES_KNOW_NO_SQL = noClasses()
            .that()
            .haveSimpleNameEndingWith("Resource")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage("java.sql..", "io.frostline.platform.sql..")
                    .and(DescribedPredicate.not(JavaClass.Predicates.type(SQLException.class))));

    /** A port exists for its adapters: with one adapter it is only a second name for the same thing. */
    @ArchTest
    static final ArchRule A_PORT_HAS_SEVERAL_ADAPTERS = classes()
            .that()
            .areInterfaces()
            .and()
            .arePublic()
            .and()
            .areNotAnnotations()
            .and()
            .areNotAnnotatedWith(ConfigMapping.class)
            .and()
            .areTopLevelClasses()
            .should(new SeveralAdapters());
}
