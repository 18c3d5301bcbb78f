package io.frostline.order.saga;

import io.frostline.platform.saga.Lra;
import io.frostline.platform.web.Problem;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Action on an order or on a quarantine. A saga that places an order has the order's id.
 *
 * @param subject id of the order; for a response, of the quarantine
 * @param lra the action; empty until a coordinator has begun it
 * @param decision whether to close or cancel the action; empty until decided
 * @param reason why the saga was compensated, or failed
 */
public record Saga(
        UUID id,
        UUID subject,
        Kind kind,
        State state,
        Optional<Lra> lra,
        Optional<Decision> decision,
        @Nullable Problem reason,
        Instant startedAt,
        @Nullable Instant joinedAt,
        @Nullable Instant decidedAt,
        @Nullable Instant endedAt) {

    public enum Kind {
        PLACE_ORDER,
        CANCEL_ORDER,
        RESPOND_TO_EXCURSION
    }

    public enum State {
        RUNNING,
        COMPLETED,
        COMPENSATED,
        FAILED
    }

    public enum Decision {
        CLOSE,
        CANCEL
    }
}
