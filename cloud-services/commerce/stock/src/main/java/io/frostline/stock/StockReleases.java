package io.frostline.stock;

import io.frostline.commerce.ReleaseStock;
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

/**
 * Stock's part in an action that takes an order back: what is allocated to the order is set aside, so that it is not shipped
 * meanwhile; then it is on hand again, or allocated as before.
 */
@Path(StockReleases.PATH)
public class StockReleases extends Participant {
    static final String PATH = "/lra/stock-release";

    private final javax.sql.DataSource database;
    private final StockEvents outbox;

    public StockReleases(SagaConfig config, @DataSource("stock") javax.sql.DataSource database, StockEvents outbox) {
        super(config, database);
        this.database = database;
        this.outbox = outbox;
    }

    /** @throws Refused where nothing is allocated to the order, it was shipped, or the action is over */
    @RequestTransaction
    public void release(Lra lra, ReleaseStock asked) throws SQLException {
        try (Connection c = database.getConnection()) {
            switch (Fence.tried(c, lra)) {
                case DO_IT -> setAside(c, lra, asked.order());
                case DONE_BEFORE -> {
                    // the same answer again
                }
                case TOO_LATE ->
                    throw Refused.conflict("saga-over", "Action is over", "the action " + lra + " has ended");
            }
        }
    }

    private static void setAside(Connection connection, Lra lra, String order) throws SQLException {
        int setAside = Sql.update(
                connection,
                "update hold set state = 'releasing', release_lra = ? where order_id = ? and state = 'confirmed'",
                lra.toString(),
                order);
        List<String> others = Sql.list(
                connection,
                "select distinct state from hold where order_id = ? and release_lra is distinct from ?",
                row -> row.getString(1),
                order,
                lra.toString());
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
    protected void complete(Connection connection, Lra lra) throws SQLException {
        tell(connection, lra);
        HoldTable.giveBack(connection, lra, "releasing");
    }

    @Override
    protected void compensate(Connection connection, Lra lra) throws SQLException {
        HoldTable.confirm(connection, lra);
    }

    private void tell(Connection connection, Lra lra) throws SQLException {
        List<String> orders = Sql.list(
                connection,
                "select distinct order_id from hold where release_lra = ?",
                row -> row.getString(1),
                lra.toString());
        for (String order : orders) {
            outbox.record(connection, "stock-released", order, Map.of("order", order, "lra", lra.toString()));
        }
    }
}
