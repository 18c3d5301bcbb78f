package io.frostline.quickstart;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.frostline.platform.web.RequestTransaction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** What the module structure promises. The class path here is that of all services together. */
@AnalyzeClasses(packages = "io.frostline", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] SHARED = {"io.frostline.contract..", "io.frostline.platform.."};

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
            .resideInAnyPackage("jakarta..", "io.quarkus..", "io.frostline.platform..", "io.frostline.history..");

    /** Whoever waits for somebody inside a transaction holds its locks for as long as the other likes. */
    @ArchTest
    static final ArchRule NO_REMOTE_CALL_INSIDE_A_DATABASE_TRANSACTION = methods()
            .that()
            .areAnnotatedWith(RequestTransaction.class)
            .should(new ArchCondition<>("not call another process, by whatever way") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    Set<JavaCodeUnit> seen = new HashSet<>();
                    Deque<JavaCodeUnit> open = new ArrayDeque<>(Set.of(method));
                    while (!open.isEmpty()) {
                        JavaCodeUnit at = open.pop();
                        for (JavaAccess<?> call : at.getAccessesFromSelf()) {
                            String owner = call.getTargetOwner().getName();
                            if (owner.startsWith("java.net.http") || owner.startsWith("org.apache.kafka")) {
                                events.add(SimpleConditionEvent.violated(
                                        method, method.getFullName() + " reaches " + call.getDescription()));
                            }
                            if (call instanceof JavaCall<?> own && owner.startsWith("io.frostline")) {
                                own.getTarget().resolveMember().stream()
                                        .filter(JavaCodeUnit.class::isInstance)
                                        .map(JavaCodeUnit.class::cast)
                                        .filter(seen::add)
                                        .forEach(open::push);
                            }
                        }
                    }
                }
            });

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
