package io.frostline.payment;

import io.frostline.commerce.Money;
import io.frostline.commerce.RefundPayment;
import io.frostline.commerce.RefundPayments;
import io.frostline.payment.Refunds.Refund;
import io.frostline.platform.saga.Fence;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.saga.Participant;
import io.frostline.platform.saga.SagaConfig;
import io.frostline.platform.web.Refused;
import io.quarkus.agroal.DataSource;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Payment's part in an action that takes orders back. The refunds of what was captured for them are reserved, so that no other
 * action can give them; then all are given, or all are dropped. It needs its own action: the fence has one row per action.
 */
@Path(RefundHolds.PATH)
public class RefundHolds extends Participant {
    static final String PATH = "/lra/refund";

    private final javax.sql.DataSource database;
    private final Refunds refunds;
    private final Ledger ledger;
    private final PaymentOutbox outbox;

    RefundHolds(
            SagaConfig config,
            @DataSource("payment") javax.sql.DataSource database,
            Refunds refunds,
            Ledger ledger,
            PaymentOutbox outbox) {
        super(config, database);
        this.database = database;
        this.refunds = refunds;
        this.ledger = ledger;
        this.outbox = outbox;
    }

    /**
     * Reserves the refund of an order.
     *
     * @throws Refused if nothing was captured, another action refunds it, or the action has ended
     */
    @Transactional
    public RefundPayment.Held hold(Lra lra, RefundPayment asked) {
        return new RefundPayment.Held(total(hold(lra, Set.of(asked.order())).getFirst()));
    }

    /**
     * Reserves the refunds of all orders or of none.
     *
     * @throws Refused as for one order; names an order that can't be refunded
     */
    @Transactional
    public void hold(Lra lra, RefundPayments asked) {
        List<Refund> unused = hold(lra, new TreeSet<>(asked.orders()));
    }

    private List<Refund> hold(Lra lra, Set<String> orders) {
        switch (Fence.tried(database, lra)) {
            case DO_IT -> {
                if (refunds.reserve(lra, orders) < orders.size()) {
                    throw refusal(lra, orders);
                }
            }
            case DONE_BEFORE -> {} // the same answer again
            case TOO_LATE -> throw Refused.conflict("saga-over", "Action is over", "the action " + lra + " has ended");
        }
        List<Refund> held = refunds.of(lra);
        if (!held.stream().map(Refund::order).collect(Collectors.toSet()).equals(orders)) {
            throw Refused.conflict(
                    "other-refund", "Another refund", "the action " + lra + " holds something else of payment");
        }
        return held;
    }

    private Refused refusal(Lra lra, Set<String> orders) {
        Optional<String> unpaid = refunds.firstUnpaid(orders);
        if (unpaid.isPresent()) {
            return Refused.notFound("payment", "nothing was captured for order " + unpaid.get());
        }
        String refunded = refunds.firstReservedByAnother(lra, orders)
                .orElseGet(() -> orders.iterator().next());
        return Refused.conflict(
                "already-refunded", "Already refunded", "the payment of order " + refunded + " is being refunded");
    }

    @Override
    protected void complete(Lra lra) {
        List<Refund> held = refunds.of(lra);
        refunds.markRefunded(lra);
        outbox.record(
                "payment-refunded",
                held.stream().collect(Collectors.toMap(Refund::order, refund -> told(lra, refund))));
        ledger.post(held.stream().map(RefundHolds::entry).toList());
    }

    @Override
    protected void compensate(Lra lra) {
        refunds.delete(lra);
    }

    private static Map<String, Object> told(Lra lra, Refund refund) {
        return Map.of(
                "order", refund.order(), "account", refund.account(), "lra", lra.toString(), "amount", total(refund));
    }

    private static Entry entry(Refund refund) {
        Party payee = new Party.Customer(refund.account(), Book.OPERATING);
        return Entry.of("refund", refund.order(), Party.House.SALES, payee, total(refund));
    }

    private static Money total(Refund refund) {
        return Money.ofMinor(refund.amount(), refund.currency());
    }
}
