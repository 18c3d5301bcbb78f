package io.frostline.quickstart;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The services of the one-machine form end with the process that started them, also when that one is killed. */
@ApplicationScoped
class ParentWatch {
    void watch(@Observes StartupEvent event, @ConfigProperty(name = "frostline.parent") Optional<Long> parent) {
        parent.flatMap(ProcessHandle::of).ifPresent(p -> p.onExit().thenRun(Quarkus::asyncExit));
    }
}
