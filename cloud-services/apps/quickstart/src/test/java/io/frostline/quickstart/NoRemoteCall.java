package io.frostline.quickstart;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/**
 * Condition that follows a method's calls, also through interfaces and subclasses, and finds calls to a client of another process.
 */
final class NoRemoteCall extends ArchCondition<JavaMethod> {
    private static final List<String> CLIENTS = List.of(
            "java.net.http.",
            "java.net.Socket",
            "java.net.URLConnection",
            "org.apache.hc.",
            "org.apache.kafka.clients.",
            "com.hivemq.client.",
            "io.vertx.",
            "io.quarkus.mailer.",
            "io.smallrye.reactive.messaging.",
            "jakarta.ws.rs.client.",
            "org.eclipse.microprofile.rest.client.");

    NoRemoteCall() {
        super("not call another process, by whatever way");
    }

    @Override
    public void check(JavaMethod method, ConditionEvents events) {
        Set<JavaCodeUnit> seen = new HashSet<>();
        Deque<JavaCodeUnit> open = new ArrayDeque<>(Set.of(method));
        while (!open.isEmpty()) {
            JavaCodeUnit at = open.pop();
            for (JavaAccess<?> access : at.getAccessesFromSelf()) {
                String owner = access.getTargetOwner().getName();
                if (CLIENTS.stream().anyMatch(owner::startsWith)
                        || access.getTargetOwner().isAnnotatedWith(RegisterRestClient.class)) {
                    events.add(SimpleConditionEvent.violated(
                            method, method.getFullName() + " reaches " + access.getDescription()));
                }
                if (access instanceof JavaCall<?> call && owner.startsWith("io.frostline")) {
                    targets(call).filter(seen::add).forEach(open::push);
                }
            }
        }
    }

    private static Stream<JavaCodeUnit> targets(JavaCall<?> call) {
        Stream<JavaCodeUnit> declared = call.getTarget().resolveMember().stream()
                .filter(JavaCodeUnit.class::isInstance)
                .map(JavaCodeUnit.class::cast);
        Stream<JavaCodeUnit> overriding =
                call.getTargetOwner().getAllSubclasses().stream().flatMap(subclass -> overriding(subclass, call));
        return Stream.concat(declared, overriding);
    }

    private static Stream<JavaCodeUnit> overriding(JavaClass subclass, JavaCall<?> call) {
        return subclass
                .tryGetMethod(
                        call.getName(),
                        call.getTarget().getRawParameterTypes().stream()
                                .map(JavaClass::getName)
                                .toArray(String[]::new))
                .stream()
                .map(JavaCodeUnit.class::cast);
    }
}
