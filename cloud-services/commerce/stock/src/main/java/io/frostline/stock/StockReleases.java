package io.frostline.stock;

import io.frostline.commerce.ReleaseStock;
import io.frostline.platform.saga.Fence;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.saga.Participant;
import io.frostline.platform.saga.SagaConfig;
import io.frostline.platform.web.Refused;
import io.quarkus.agroal.DataSource;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Path;
import java.util.List;

/**
 * Stock's part in an action that takes an order back. What is allocated to the order is set aside, so that it is not shipped
 * meanwhile; then it is put on hand again, or is allocated as before.
 */
@Path(StockReleases.PATH)
public class StockReleases extends Participant {
    static final String PATH = "/lra/stock-release";

    private final javax.sql.DataSource database;
    private final Holds holds;
    private final StockOutbox outbox;

    StockReleases(
            SagaConfig config, @DataSource("stock") javax.sql.DataSource database, Holds holds, StockOutbox outbox) {
        super(config, database);
        this.database = database;
        this.holds = holds;
        this.outbox = outbox;
    }

    /**
     * Sets the order's stock aside.
     *
     * @throws Refused if nothing is allocated to the order, it was shipped, or the action has ended
     */
    @Transactional
    public void release(Lra lra, ReleaseStock asked) {
        switch (Fence.tried(database, lra)) {
            case DO_IT -> setAside(lra, asked.order());
            case DONE_BEFORE -> {} // the same answer again
            case TOO_LATE -> throw Refused.conflict("saga-over", "Action is over", "the action " + lra + " has ended");
        }
    }

    private void setAside(Lra lra, String order) {
        int setAside = holds.setAside(lra, order);
        List<String> others = holds.otherStates(lra, order);
        if (setAside == 0 || !others.isEmpty()) {
            throw Refused.conflict("not-allocated", "Not allocated", why(order, others));
        }
    }

    private static String why(String order, List<String> others) {
        if (others.contains("shipped")) {
            return "order " + order + " has been shipped";
        }
        return others.isEmpty()
                ? "nothing is allocated to order " + order + " that could be taken back"
                : "other goods are being found for order " + order + ", or it is taken back already; ask again";
    }

    @Override
    protected void complete(Lra lra) {
        outbox.record("stock-released", StockOutbox.of(lra, holds.setAsideOf(lra)));
        holds.giveBack(lra, "releasing");
    }

    @Override
    protected void compensate(Lra lra) {
        holds.confirm(lra);
    }
}
