package io.frostline.payment;

import io.frostline.commerce.Money;
import io.frostline.commerce.RefundPayment;
import io.frostline.commerce.RefundPayments;
import io.frostline.platform.saga.Fence;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.saga.Participant;
import io.frostline.platform.saga.SagaConfig;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Refused;
import io.frostline.platform.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.ws.rs.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Payment's part in an action that takes orders back: the refunds of what was captured for them are reserved, so that no other
 * action can give them; then given, or let go of, all at once. It takes an action of its own: the fence has one row for each.
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

        Map<String, Object> told(Lra lra) {
            return Map.of("order", order, "account", account, "lra", lra.toString(), "amount", total());
        }

        Entry entry() {
            return Entry.of(
                    "refund", order, Party.House.SALES, new Party.Customer(account, Book.OPERATING), amount, currency);
        }
    }

    /** @throws Refused where nothing was captured, somebody else refunds it, or the action is over */
    @RequestTransaction
    public RefundPayment.Held hold(Lra lra, RefundPayment asked) throws SQLException {
        return new RefundPayment.Held(
                hold(lra, Set.of(asked.order())).getFirst().total());
    }

    /** All of them or none. @throws Refused as above, naming an order for which it can't be */
    @RequestTransaction
    public void hold(Lra lra, RefundPayments asked) throws SQLException {
        List<Refund> unused = hold(lra, new TreeSet<>(asked.orders()));
    }

    private List<Refund> hold(Lra lra, Set<String> orders) throws SQLException {
        try (Connection c = database.getConnection()) {
            switch (Fence.tried(database, lra)) {
                case DO_IT -> reserve(c, lra, orders);
                case DONE_BEFORE -> {
                    // the same answer again
                }
                case TOO_LATE ->
                    throw Refused.conflict("saga-over", "Action is over", "the action " + lra + " has ended");
            }
            List<Refund> held = find(c, lra);
            if (!held.stream().map(Refund::order).collect(Collectors.toSet()).equals(orders)) {
                throw Refused.conflict(
                        "other-refund", "Another refund", "the action " + lra + " holds something else of payment");
            }
            return held;
        }
    }

    private static void reserve(Connection connection, Lra lra, Set<String> orders) throws SQLException {
        String[] asked = orders.toArray(String[]::new);
        int reserved = Sql.update(connection, """
                insert into refund (order_id, lra, account_id, amount)
                select order_id, ?, account_id, sum(amount) from payment_hold
                 where order_id = any(?) and state = 'captured' group by order_id, account_id order by order_id
                on conflict do nothing""", lra.toString(), asked);
        if (reserved < asked.length) {
            throw refusal(connection, lra, asked);
        }
    }

    private static Refused refusal(Connection connection, Lra lra, String[] orders) throws SQLException {
        Optional<String> unpaid = Sql.first(
                connection,
                "select o from unnest(?::text[]) as o except"
                        + " select order_id from payment_hold where order_id = any(?) and state = 'captured'",
                row -> row.getString(1),
                orders,
                orders);
        if (unpaid.isPresent()) {
            return Refused.notFound("payment", "nothing was captured for order " + unpaid.get());
        }
        String refunded = Sql.first(
                        connection,
                        "select order_id from refund where order_id = any(?) and lra <> ?",
                        row -> row.getString(1),
                        orders,
                        lra.toString())
                .orElse(orders[0]);
        return Refused.conflict(
                "already-refunded", "Already refunded", "the payment of order " + refunded + " is being refunded");
    }

    private static List<Refund> find(Connection connection, Lra lra) throws SQLException {
        return Sql.list(
                connection,
                """
                select r.order_id, r.account_id, r.amount, a.currency
                  from refund r join account a on a.id = r.account_id where r.lra = ?""",
                row -> new Refund(row.getString(1), row.getString(2), row.getLong(3), row.getString(4)),
                lra.toString());
    }

    @Override
    protected void complete(Lra lra) {
        Sql.run(database, connection -> complete(connection, lra));
    }

    private void complete(Connection connection, Lra lra) throws SQLException {
        List<Refund> refunds = find(connection, lra);
        Sql.update(connection, "update refund set state = 'refunded' where lra = ?", lra.toString());
        outbox.record(
                connection,
                "payment-refunded",
                refunds.stream().collect(Collectors.toMap(Refund::order, refund -> refund.told(lra))));
        ledger.post(connection, refunds.stream().map(Refund::entry).toList());
    }

    @Override
    protected void compensate(Lra lra) {
        Sql.run(database, connection -> compensate(connection, lra));
    }

    private void compensate(Connection connection, Lra lra) throws SQLException {
        Sql.update(connection, "delete from refund where lra = ?", lra.toString());
    }
}
