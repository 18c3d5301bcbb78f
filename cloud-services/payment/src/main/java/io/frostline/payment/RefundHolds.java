package io.frostline.payment;

import io.frostline.contract.commerce.Money;
import io.frostline.contract.commerce.RefundPayment;
import io.frostline.saga.Fence;
import io.frostline.saga.Lra;
import io.frostline.saga.Participant;
import io.frostline.saga.SagaConfig;
import io.frostline.sql.Sql;
import io.frostline.web.Refused;
import io.frostline.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.ws.rs.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * Payment's part in an action that takes an order back: the refund of what was captured for it is reserved, so that no other
 * action can give it; then given, or let go of. It takes an action of its own: the fence has one row for each.
 */
@Path(RefundHolds.PATH)
public class RefundHolds extends Participant {
    static final String PATH = "/lra/refund";

    private final javax.sql.DataSource database;
    private final Ledger ledger;
    private final PaymentEvents outbox;

    RefundHolds(
            SagaConfig config,
            @DataSource("payment") javax.sql.DataSource database,
            Ledger ledger,
            PaymentEvents outbox) {
        super(config, database);
        this.database = database;
        this.ledger = ledger;
        this.outbox = outbox;
    }

    private record Refund(String order, String account, long amount, String currency) {
        Money total() {
            return Money.ofMinor(amount, currency);
        }

        Entry entry() {
            return Entry.of(
                    "refund", order, Party.House.SALES, new Party.Customer(account, Book.OPERATING), amount, currency);
        }
    }

    /** @throws Refused where nothing was captured, somebody else refunds it, or the action is over */
    @RequestTransaction
    public RefundPayment.Held hold(Lra lra, RefundPayment asked) throws SQLException {
        try (Connection c = database.getConnection()) {
            return switch (Fence.tried(c, lra)) {
                case DO_IT -> reserve(c, lra, asked.order());
                case DONE_BEFORE -> again(c, lra, asked.order());
                case TOO_LATE ->
                    throw Refused.conflict("saga-over", "Action is over", "the action " + lra + " has ended");
            };
        }
    }

    private static RefundPayment.Held reserve(Connection connection, Lra lra, String order) throws SQLException {
        int reserved = Sql.update(connection, """
                insert into refund (order_id, lra, account_id, amount)
                select order_id, ?, account_id, sum(amount) from payment_hold
                 where order_id = ? and state = 'captured' group by order_id, account_id
                on conflict do nothing""", lra.toString(), order);
        if (reserved == 1) {
            return new RefundPayment.Held(find(connection, lra).orElseThrow().total());
        }
        boolean captured = Sql.first(
                        connection,
                        "select 1 from payment_hold where order_id = ? and state = 'captured'",
                        row -> true,
                        order)
                .isPresent();
        throw captured
                ? Refused.conflict(
                        "already-refunded", "Already refunded", "the payment of order " + order + " is being refunded")
                : Refused.notFound("payment", "nothing was captured for order " + order);
    }

    private static RefundPayment.Held again(Connection connection, Lra lra, String order) throws SQLException {
        return find(connection, lra)
                .filter(refund -> refund.order.equals(order))
                .map(refund -> new RefundPayment.Held(refund.total()))
                .orElseThrow(() -> Refused.conflict(
                        "other-refund", "Another refund", "the action " + lra + " holds something else of payment"));
    }

    private static Optional<Refund> find(Connection connection, Lra lra) throws SQLException {
        return Sql.first(
                connection,
                """
                select r.order_id, r.account_id, r.amount, a.currency
                  from refund r join account a on a.id = r.account_id where r.lra = ?""",
                row -> new Refund(row.getString(1), row.getString(2), row.getLong(3), row.getString(4)),
                lra.toString());
    }

    @Override
    protected void complete(Connection connection, Lra lra) throws SQLException {
        Refund refund = find(connection, lra).orElseThrow();
        Sql.update(connection, "update refund set state = 'refunded' where lra = ?", lra.toString());
        outbox.record(
                connection,
                "payment-refunded",
                refund.order,
                Map.of(
                        "order",
                        refund.order,
                        "account",
                        refund.account,
                        "lra",
                        lra.toString(),
                        "amount",
                        refund.total()));
        ledger.post(connection, refund.entry());
    }

    @Override
    protected void compensate(Connection connection, Lra lra) throws SQLException {
        Sql.update(connection, "delete from refund where lra = ?", lra.toString());
    }
}
