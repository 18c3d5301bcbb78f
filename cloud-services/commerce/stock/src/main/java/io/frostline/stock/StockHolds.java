package io.frostline.stock;

import io.frostline.commerce.HoldStock;
import io.frostline.commerce.Money;
import io.frostline.platform.saga.Fence;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.saga.Participant;
import io.frostline.platform.saga.SagaConfig;
import io.frostline.platform.web.Refused;
import io.quarkus.agroal.DataSource;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Path;
import java.util.Comparator;
import java.util.Map;

/** Stock's part in an action: lots are held, first expired first, then confirmed or put on hand again. */
@Path(StockHolds.PATH)
public class StockHolds extends Participant {
    static final String PATH = "/lra/stock";

    private final javax.sql.DataSource database;
    private final Products products;
    private final Holds holds;
    private final StockOutbox outbox;

    StockHolds(
            SagaConfig config,
            @DataSource("stock") javax.sql.DataSource database,
            Products products,
            Holds holds,
            StockOutbox outbox) {
        super(config, database);
        this.database = database;
        this.products = products;
        this.holds = holds;
        this.outbox = outbox;
    }

    /**
     * Holds all lines or none.
     *
     * @throws Refused if stock is short, with the available quantity, or if the action has ended
     */
    @Transactional
    public HoldStock.Held hold(Lra lra, HoldStock asked) {
        Money total = products.total(asked.lines());
        switch (Fence.tried(database, lra)) {
            case DO_IT ->
                // in the same order for all, so that transactions do not deadlock
                asked.lines().stream()
                        .sorted(Comparator.comparing(HoldStock.Line::product))
                        .forEach(line -> take(lra, asked.order(), line));
            case DONE_BEFORE -> {} // the same answer again
            case TOO_LATE -> throw Refused.conflict("saga-over", "Action is over", "the action " + lra + " has ended");
        }
        return new HoldStock.Held(total);
    }

    private void take(Lra lra, String order, HoldStock.Line line) {
        long held = holds.take(lra, order, line);
        if (held < line.quantity()) {
            throw Refused.conflict(
                    "short-stock",
                    "Short stock",
                    "of " + line.product() + " " + line.quantity() + " were asked for and " + held + " are available");
        }
    }

    @Override
    protected void complete(Lra lra) {
        holds.confirmHeld(lra);
        outbox.record("stock-allocated", told(lra));
    }

    @Override
    protected void compensate(Lra lra) {
        outbox.record("stock-released", told(lra));
        holds.giveBackHeld(lra);
    }

    private Map<String, Map<String, String>> told(Lra lra) {
        return StockOutbox.of(lra, holds.heldFor(lra));
    }
}
