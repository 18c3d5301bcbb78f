package io.frostline.coldroom.alarm;

import io.frostline.platform.loop.BackgroundLoop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Background loop that sends due notices. After a kill, what was not committed is due in the next pass. */
@ApplicationScoped
class EscalationLoop {
    private static final Logger LOG = Logger.getLogger(EscalationLoop.class);

    private final BackgroundLoop loop;

    EscalationLoop(Escalation escalation, AlarmConfig config) {
        this.loop = new BackgroundLoop("alarm-escalation", config.poll(), () -> {
            int notices = escalation.sweep();
            if (notices > 0) {
                LOG.infof("%d notices of alarms", notices);
            }
            return false;
        });
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }
}
