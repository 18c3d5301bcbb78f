package io.frostline.order.quarantine;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.commerce.QuarantineLots;
import io.frostline.commerce.QuarantineLots.Quarantined;
import io.frostline.commerce.RefundPayments;
import io.frostline.order.saga.Holds;
import io.frostline.order.saga.SagaRun;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.saga.SagaConfig;
import io.frostline.platform.text.Json;
import io.frostline.platform.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Response to a room that was too warm: one action with two participants, whatever the number of orders. Stock quarantines the lots
 * and finds other goods for the orders on them; payment refunds orders for which there are none.
 */
@ApplicationScoped
public class RespondToExcursion {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Quarantines quarantines;
    private final ClaimedOrders claimed;
    private final SagaRun run;
    private final Holds holds;
    private final ObjectMapper json;
    private final Duration timeout;
    private final Clock clock = Clock.systemUTC();

    public RespondToExcursion(
            Quarantines quarantines,
            ClaimedOrders claimed,
            SagaRun run,
            Holds holds,
            ObjectMapper json,
            SagaConfig config) {
        this.quarantines = quarantines;
        this.claimed = claimed;
        this.run = run;
        this.holds = holds;
        this.json = json;
        this.timeout = config.timeLimit().dividedBy(3);
    }

    /**
     * Responds to a quarantine unless a response is in progress. Returns when the response is over, or takes long; it then
     * continues.
     */
    void respond(QuarantineBody quarantine) {
        Optional<UUID> saga = quarantines.beginResponse(quarantine.id());
        if (saga.isPresent()) {
            run.run(saga.get(), lra -> new SagaRun.Asked(hold(quarantine, saga.get(), lra), null));
        }
    }

    private Optional<Problem> hold(QuarantineBody quarantine, UUID saga, Lra lra) {
        Holds.Answer stock = holds.quarantine(
                lra, new QuarantineLots(quarantine.id(), quarantine.site(), quarantine.room(), claimed.unclaimable()));
        if (!(stock instanceof Holds.Answer.Held held)) {
            return stock.refusal();
        }
        Quarantined found = Json.read(json, held.body(), Quarantined.class, "stock's answer");
        Optional<Problem> unclaimed = claim(saga, quarantine.id(), found);
        if (unclaimed.isPresent()) {
            return unclaimed;
        }
        List<String> paid = claimed.paid(saga);
        return paid.isEmpty()
                ? Optional.empty()
                : holds.refunds(lra, new RefundPayments(paid)).refusal();
    }

    /** @return reason why not all orders could be claimed; empty if all are */
    private Optional<Problem> claim(UUID saga, UUID quarantine, Quarantined found) {
        Instant until = clock.instant().plus(timeout);
        OptionalInt left = claimed.claim(saga, quarantine, found);
        while (left.isPresent() && left.getAsInt() > 0 && clock.instant().isBefore(until)) {
            pause();
            left = claimed.claim(saga, quarantine, found);
        }
        return left.isPresent() && left.getAsInt() == 0
                ? Optional.empty()
                : Optional.of(Problem.of(
                        503,
                        "orders-under-way",
                        "Orders are under way",
                        "orders are in the middle of something else for too long: "
                                + (left.isPresent() ? left.getAsInt() : "the action is over")));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
