package io.frostline.coldroom.alarm;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Looks for alarms to be told, again and again. Whatever is killed, what was not committed is due the next time. */
@ApplicationScoped
class EscalationLoop {
    private static final Logger LOG = Logger.getLogger(EscalationLoop.class);

    private final Escalation escalation;
    private final Duration poll;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("alarm-escalation").unstarted(this::run);

    EscalationLoop(Escalation escalation, AlarmConfig config) {
        this.escalation = escalation;
        this.poll = config.poll();
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    private void run() {
        try {
            while (!closing.await(poll.toMillis(), TimeUnit.MILLISECONDS)) {
                sweep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
        try {
            int notices = escalation.sweep();
            if (notices > 0) {
                LOG.infof("%d notices of alarms", notices);
            }
        } catch (SQLException | RuntimeException e) {
            LOG.warnf("can't tell of alarms: %s; trying again", e);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        closing.countDown();
        thread.join(Duration.ofSeconds(10));
    }
}
