package io.frostline.order.ordering;

import io.frostline.commerce.Money;
import io.frostline.commerce.RefundPayment;
import io.frostline.commerce.ReleaseStock;
import io.frostline.order.saga.Holds;
import io.frostline.order.saga.SagaRun;
import io.frostline.order.saga.Sagas;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Cancellation of a confirmed order that is not shipped: an action in which its stock is released and its money refunded. */
@ApplicationScoped
public class CancelOrder {
    private final Orders orders;
    private final Sagas sagas;
    private final SagaRun run;
    private final Holds holds;

    public CancelOrder(Orders orders, Sagas sagas, SagaRun run, Holds holds) {
        this.orders = orders;
        this.sagas = sagas;
        this.run = run;
        this.holds = holds;
    }

    /** @param refusal why the order stays as it was; null if it does not, or the outcome is not known in time */
    record Outcome(OrderBody order, @Nullable Problem refusal) {}

    /** Cancels an order. A duplicate call returns how far the first has come. */
    Outcome cancel(UUID id) {
        Optional<UUID> saga = orders.beginCancel(id);
        if (saga.isEmpty()) {
            return new Outcome(orders.get(id), null);
        }
        Money total = orders.get(id).total();
        run.run(saga.get(), lra -> hold(id, lra, total));
        return new Outcome(orders.get(id), sagas.get(saga.get()).reason());
    }

    private SagaRun.Asked hold(UUID id, Lra lra, @Nullable Money total) {
        Optional<Problem> refusal =
                holds.stockRelease(lra, new ReleaseStock(id.toString())).refusal();
        boolean paid = total != null && total.minor() > 0;
        return new SagaRun.Asked(
                refusal.isEmpty() && paid
                        ? holds.refund(lra, new RefundPayment(id.toString())).refusal()
                        : refusal,
                null);
    }
}
