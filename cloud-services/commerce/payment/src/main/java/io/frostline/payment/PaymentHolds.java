package io.frostline.payment;

import io.frostline.commerce.HoldPayment;
import io.frostline.commerce.Money;
import io.frostline.platform.saga.Fence;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.saga.Participant;
import io.frostline.platform.saga.SagaConfig;
import io.frostline.platform.web.Refused;
import io.quarkus.agroal.DataSource;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Path;
import java.util.Map;

/**
 * Payment's part in an action: an amount is frozen on an account, then captured or released. Freeze and release change the payment
 * database alone and commit in one phase. Capture moves money and commits in two phases.
 */
@Path(PaymentHolds.PATH)
public class PaymentHolds extends Participant {
    static final String PATH = "/lra/payment";

    private final javax.sql.DataSource database;
    private final Holds holds;
    private final Accounts accounts;
    private final Ledger ledger;
    private final PaymentOutbox outbox;

    PaymentHolds(
            SagaConfig config,
            @DataSource("payment") javax.sql.DataSource database,
            Holds holds,
            Accounts accounts,
            Ledger ledger,
            PaymentOutbox outbox) {
        super(config, database);
        this.database = database;
        this.holds = holds;
        this.accounts = accounts;
        this.ledger = ledger;
        this.outbox = outbox;
    }

    /**
     * Freezes the amount.
     *
     * @throws Refused if funds are short or in another currency, or the action has ended
     */
    @Transactional
    public void hold(Lra lra, HoldPayment asked) {
        switch (Fence.tried(database, lra)) {
            case DO_IT -> {
                if (!holds.freeze(lra, asked)) {
                    throw refusal(asked);
                }
            }
            case DONE_BEFORE -> {} // the same answer again
            case TOO_LATE -> throw Refused.conflict("saga-over", "Action is over", "the action " + lra + " has ended");
        }
    }

    private Refused refusal(HoldPayment asked) {
        Account account = accounts.customer(asked.account());
        account.requireCurrency(asked.amount().currency());
        if (account.party().book() != Book.OPERATING) {
            return Refused.unprocessable("account", "orders are paid from accounts of the operating book");
        }
        return account.shortFunds(asked.amount());
    }

    @Override
    protected void complete(Lra lra) {
        Holds.Hold hold = holds.capture(lra);
        tell("payment-captured", lra, hold);
        Party payer = new Party.Customer(hold.account(), Book.OPERATING);
        Money amount = Money.ofMinor(hold.amount(), hold.currency());
        ledger.post(Entry.of("capture", lra.toString(), payer, Party.House.SALES, amount)
                .ofFrozen());
    }

    @Override
    protected void compensate(Lra lra) {
        tell("payment-released", lra, holds.release(lra));
    }

    private void tell(String type, Lra lra, Holds.Hold hold) {
        outbox.record(
                type,
                hold.order(),
                Map.of(
                        "order", hold.order(),
                        "account", hold.account(),
                        "lra", lra.toString(),
                        "amount", Money.ofMinor(hold.amount(), hold.currency())));
    }
}
