package io.frostline.order.saga;

import io.frostline.commerce.Money;
import io.frostline.platform.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Driver that moves sagas from step to step, as a coordinator's answers would. */
@ApplicationScoped
public class SagaSteps {
    private final Sagas sagas;

    SagaSteps(Sagas sagas) {
        this.sagas = sagas;
    }

    /**
     * Decides a saga.
     *
     * @param refusal null if everything is held
     */
    public void decide(UUID saga, @Nullable Money total, @Nullable Problem refusal) {
        sagas.decide(saga, new SagaRun.Asked(Optional.ofNullable(refusal), total));
    }

    public void end(UUID saga, Saga.State state) {
        sagas.end(saga, state, Problem.of(500, "ended", "Ended", "by a test"));
    }
}
