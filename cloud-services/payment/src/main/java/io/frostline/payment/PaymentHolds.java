package io.frostline.payment;

import io.frostline.contract.commerce.HoldPayment;
import io.frostline.contract.commerce.Money;
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

/** Payment's part in an action: an amount frozen on an account; then captured, or released. */
@Path(PaymentHolds.PATH)
public class PaymentHolds extends Participant {
    static final String PATH = "/lra/payment";

    private final javax.sql.DataSource database;
    private final PaymentEvents outbox;

    public PaymentHolds(SagaConfig config, @DataSource("payment") javax.sql.DataSource database, PaymentEvents outbox) {
        super(config, database);
        this.database = database;
        this.outbox = outbox;
    }

    private record Account(String currency, long available) {}

    private record Hold(String order, String account, long amount, String currency) {}

    /** @throws Refused where funds are short or of another currency; where the action is over */
    @RequestTransaction
    public void hold(Lra lra, HoldPayment asked) throws SQLException {
        try (Connection c = database.getConnection()) {
            switch (Fence.tried(c, lra)) {
                case DO_IT -> freeze(c, lra, asked);
                case DONE_BEFORE -> {
                    // the same answer again
                }
                case TOO_LATE ->
                    throw Refused.conflict("saga-over", "Action is over", "the action " + lra + " has ended");
            }
        }
    }

    private static void freeze(Connection connection, Lra lra, HoldPayment asked) throws SQLException {
        Money amount = asked.amount();
        int frozen = Sql.update(connection, """
                update account set frozen = frozen + ?
                 where id = ? and kind = 'customer' and currency = ? and balance - frozen >= ?""", amount.minor(), asked.account(), amount.currency(), amount.minor());
        if (frozen == 0) {
            throw refusal(connection, asked);
        }
        Sql.update(
                connection,
                "insert into payment_hold (lra, order_id, account_id, amount) values (?, ?, ?, ?)",
                lra.toString(),
                asked.order(),
                asked.account(),
                amount.minor());
    }

    private static Refused refusal(Connection connection, HoldPayment asked) throws SQLException {
        Account account = Sql.first(
                        connection,
                        "select currency, balance - frozen from account where id = ? and kind = 'customer'",
                        row -> new Account(row.getString(1), row.getLong(2)),
                        asked.account())
                .orElseThrow(() -> Refused.notFound("account", "there is no account " + asked.account()));
        AccountsResource.requireCurrency(account.currency, asked.amount().currency());
        return Refused.conflict(
                "short-funds",
                "Short funds",
                "account " + asked.account() + " has "
                        + Money.ofMinor(account.available, account.currency).amount() + " available, not "
                        + asked.amount().amount());
    }

    @Override
    protected void complete(Connection connection, Lra lra) throws SQLException {
        Hold hold = find(connection, lra);
        Sql.update(connection, "update account set frozen = frozen - ? where id = ?", hold.amount, hold.account);
        String sales = Ledger.house(connection, "sales", hold.currency);
        Ledger.move(connection, "capture", lra.toString(), hold.account, sales, hold.amount);
        Sql.update(connection, "update payment_hold set state = 'captured' where lra = ?", lra.toString());
        tell(connection, "payment-captured", lra, hold);
    }

    @Override
    protected void compensate(Connection connection, Lra lra) throws SQLException {
        Hold hold = find(connection, lra);
        Sql.update(connection, "update account set frozen = frozen - ? where id = ?", hold.amount, hold.account);
        Sql.update(connection, "delete from payment_hold where lra = ?", lra.toString());
        tell(connection, "payment-released", lra, hold);
    }

    private void tell(Connection connection, String type, Lra lra, Hold hold) throws SQLException {
        outbox.record(
                connection,
                type,
                hold.order,
                Map.of(
                        "order",
                        hold.order,
                        "account",
                        hold.account,
                        "lra",
                        lra.toString(),
                        "amount",
                        Money.ofMinor(hold.amount, hold.currency)));
    }

    private static Hold find(Connection connection, Lra lra) throws SQLException {
        return Sql.first(
                        connection,
                        """
                        select h.order_id, h.account_id, h.amount, a.currency
                          from payment_hold h join account a on a.id = h.account_id where h.lra = ?""",
                        row -> new Hold(row.getString(1), row.getString(2), row.getLong(3), row.getString(4)),
                        lra.toString())
                .orElseThrow();
    }
}
