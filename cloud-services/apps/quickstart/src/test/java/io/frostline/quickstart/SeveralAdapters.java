package io.frostline.quickstart;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/**
 * Condition that an interface has more than one implementation. An interface with one abstract method is exempt: lambdas, which
 * have no class, may implement it.
 */
final class SeveralAdapters extends ArchCondition<JavaClass> {
    SeveralAdapters() {
        super("have more than one implementation");
    }

    @Override
    public void check(JavaClass port, ConditionEvents events) {
        long toImplement = port.getMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.ABSTRACT))
                .count();
        long adapters = port.getAllSubclasses().stream()
                .filter(adapter -> !adapter.isInterface())
                .count();
        if (toImplement > 1 && adapters < 2) {
            events.add(SimpleConditionEvent.violated(port, port.getName() + " has " + adapters + " implementations"));
        }
    }
}
