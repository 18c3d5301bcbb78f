package io.frostline.order.quarantine;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.commerce.QuarantineLots;
import io.frostline.order.OrderConfig;
import io.frostline.order.saga.Holds;
import io.frostline.platform.loop.BackgroundLoop;
import io.frostline.platform.text.Json;
import io.frostline.platform.web.Problem;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Background work on due quarantines. It responds, and responds again if that was undone. It checks whether orders that were in
 * another action have got goods of quarantined lots. It asks stock again for an end that is not confirmed.
 */
@ApplicationScoped
public class DueQuarantines {
    private static final Logger LOG = Logger.getLogger(DueQuarantines.class);

    private final Quarantines quarantines;
    private final RespondToExcursion response;
    private final EndQuarantine ends;
    private final Holds holds;
    private final ObjectMapper json;
    private final BackgroundLoop loop;
    private final ExecutorService each = Executors.newVirtualThreadPerTaskExecutor();

    public DueQuarantines(
            Quarantines quarantines,
            RespondToExcursion response,
            EndQuarantine ends,
            Holds holds,
            ObjectMapper json,
            OrderConfig config) {
        this.quarantines = quarantines;
        this.response = response;
        this.ends = ends;
        this.holds = holds;
        this.json = json;
        this.loop = new BackgroundLoop("due-quarantines", config.respond(), this::sweep);
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    private boolean sweep() {
        for (QuarantineBody due : quarantines.takeDue()) {
            each.execute(() -> doOrWarn(due));
        }
        return false;
    }

    private void doOrWarn(QuarantineBody due) {
        try {
            switch (due.state()) {
                case RESPONDING -> response.respond(due);
                case IN_FORCE, RELEASE_PROPOSED -> lookAgain(due);
                case RELEASING -> warnOf(due, ends.carryOut(due, Quarantine.End.RELEASE));
                case WRITING_OFF -> warnOf(due, ends.carryOut(due, Quarantine.End.WRITE_OFF));
                case RELEASED, WRITTEN_OFF -> LOG.debugf("quarantine %s is over", due.id());
            }
        } catch (RuntimeException e) {
            LOG.warnf("quarantine %s: %s", due.id(), e.getMessage());
        }
    }

    private static void warnOf(QuarantineBody due, @Nullable Problem refusal) {
        if (refusal != null) {
            LOG.warnf("quarantine %s stays in force: %s", due.id(), refusal.detail());
        }
    }

    /** Checks the lots again, and starts an action only if there are orders to respond to. */
    private void lookAgain(QuarantineBody due) {
        if (holds.standing(due.id()) instanceof Holds.Answer.Held held) {
            QuarantineLots.Standing standing =
                    Json.read(json, held.body(), QuarantineLots.Standing.class, "stock's answer");
            if (standing.affected() > 0) {
                response.respond(due);
            } else if (standing.underWay() > 0) {
                quarantines.later(due.id());
            } else {
                quarantines.settled(due.id());
            }
        }
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
        each.shutdown();
    }
}
