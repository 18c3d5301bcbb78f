package io.frostline.platform.saga;

import io.frostline.platform.web.Refused;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** What every request within an action does first: so that whatever it holds is ended with the action. */
@Singleton
public class Joining {
    private final SagaConfig config;
    private final Coordinators coordinators;

    Joining(SagaConfig config, Coordinators coordinators) {
        this.config = config;
        this.coordinators = coordinators;
    }

    /**
     * @param header of the action, as it came
     * @param participant the path of the {@link Participant}
     * @throws Refused if the action is over, or its coordinator does not answer
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
