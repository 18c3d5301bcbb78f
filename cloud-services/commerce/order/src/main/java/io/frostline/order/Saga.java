package io.frostline.order;

import io.frostline.platform.saga.Lra;
import io.frostline.platform.web.Problem;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An action on an order, or on a quarantine. One that places an order has the order's id.
 *
 * @param subject the order; of a response, the quarantine
 * @param lra nothing until a coordinator has begun it
 * @param decision whether it is to be closed or cancelled; nothing until that is decided
 * @param reason why it was compensated, or failed
 */
record Saga(
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

    enum Kind {
        PLACE_ORDER,
        CANCEL_ORDER,
        RESPOND_TO_EXCURSION
    }

    enum State {
        RUNNING,
        COMPLETED,
        COMPENSATED,
        FAILED
    }

    enum Decision {
        CLOSE,
        CANCEL
    }

    /** As it is stored and answered: {@code place-order}. */
    static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> E value(Class<E> type, String name) {
        return Enum.valueOf(type, name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
