package io.frostline.payment;

import io.frostline.commerce.HoldPayment;
import io.frostline.commerce.Money;
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
import java.util.Map;

/**
 * Payment's part in an action: an amount frozen on an account; then captured, or released. To freeze and to release takes
 * the payment database alone and commits in one phase; to capture moves money, and commits in two.
 */
@Path(PaymentHolds.PATH)
public class PaymentHolds extends Participant {
    static final String PATH = "/lra/payment";

    private final javax.sql.DataSource database;
    private final Accounts accounts;
    private final Ledger ledger;
    private final PaymentEvents outbox;

    PaymentHolds(
            SagaConfig config,
            @DataSource("payment") javax.sql.DataSource database,
            Accounts accounts,
            Ledger ledger,
            PaymentEvents outbox) {
        super(config, database);
        this.database = database;
        this.accounts = accounts;
        this.ledger = ledger;
        this.outbox = outbox;
    }

    private record Hold(String order, String account, long amount, String currency) {
        Entry capture(Lra lra) {
            return Entry.of(
                            "capture",
                            lra.toString(),
                            new Party.Customer(account, Book.OPERATING),
                            Party.House.SALES,
                            amount,
                            currency)
                    .ofFrozen();
        }
    }

    /** @throws Refused where funds are short or of another currency; where the action is over */
    @RequestTransaction
    public void hold(Lra lra, HoldPayment asked) throws SQLException {
        try (Connection c = database.getConnection()) {
            switch (Fence.tried(database, lra)) {
                case DO_IT -> freeze(c, lra, asked);
                case DONE_BEFORE -> {
                    // the same answer again
                }
                case TOO_LATE ->
                    throw Refused.conflict("saga-over", "Action is over", "the action " + lra + " has ended");
            }
        }
    }

    private void freeze(Connection connection, Lra lra, HoldPayment asked) throws SQLException {
        Money amount = asked.amount();
        int frozen = Sql.update(connection, """
                update account set frozen = frozen + ?
                 where id = ? and kind = 'customer' and book = 'operating' and currency = ?
                   and balance - frozen >= ?""", amount.minor(), asked.account(), amount.currency(), amount.minor());
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

    private Refused refusal(Connection connection, HoldPayment asked) throws SQLException {
        Account account = accounts.customer(connection, asked.account());
        account.requireCurrency(asked.amount().currency());
        if (account.party().book() != Book.OPERATING) {
            return Refused.unprocessable("account", "orders are paid from accounts of the operating book");
        }
        return account.shortFunds(asked.amount());
    }

    @Override
    protected void complete(Lra lra) {
        Sql.run(database, connection -> complete(connection, lra));
    }

    private void complete(Connection connection, Lra lra) throws SQLException {
        Hold hold = taken(connection, lra, "update payment_hold h set state = 'captured' from account a");
        tell(connection, "payment-captured", lra, hold);
        ledger.post(connection, hold.capture(lra));
    }

    @Override
    protected void compensate(Lra lra) {
        Sql.run(database, connection -> compensate(connection, lra));
    }

    private void compensate(Connection connection, Lra lra) throws SQLException {
        Hold hold = taken(connection, lra, "delete from payment_hold h using account a");
        Sql.update(connection, "update account set frozen = frozen - ? where id = ?", hold.amount, hold.account);
        tell(connection, "payment-released", lra, hold);
    }

    private static Hold taken(Connection connection, Lra lra, String how) throws SQLException {
        return Sql.first(
                        connection,
                        how + """
                         where h.lra = ? and a.id = h.account_id
                        returning h.order_id, h.account_id, h.amount, a.currency""",
                        row -> new Hold(row.getString(1), row.getString(2), row.getLong(3), row.getString(4)),
                        lra.toString())
                .orElseThrow();
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
}
