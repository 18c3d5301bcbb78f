package io.frostline.platform.saga;

import io.frostline.platform.web.Refused;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** First step of every request within an action: joins the action, so that whatever the request holds ends with it. */
@Singleton
public class Joining {
    private final SagaConfig config;
    private final Coordinators coordinators;

    Joining(SagaConfig config, Coordinators coordinators) {
        this.config = config;
        this.coordinators = coordinators;
    }

    /**
     * Joins the action of a request.
     *
     * @param header of the action, as received
     * @param participant path of the {@link Participant}
     * @throws Refused if the action has ended, or its coordinator does not answer
     */
    public Lra join(@Nullable String header, String participant) {
        Lra lra = Lra.parse(header, config.coordinators());
        try {
            if (!coordinators.join(lra, participant)) {
                throw Refused.conflict("saga-over", "Action is over", "the action " + lra + " has ended");
            }
            return lra;
        } catch (Coordinators.Unreachable e) {
            throw Refused.unavailable("coordinator", "nothing is held: " + e.getMessage());
        }
    }
}
