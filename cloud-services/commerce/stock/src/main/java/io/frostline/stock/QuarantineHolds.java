package io.frostline.stock;

import io.frostline.commerce.QuarantineLots;
import io.frostline.commerce.QuarantineLots.Quarantined;
import io.frostline.platform.saga.Fence;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.saga.Participant;
import io.frostline.platform.saga.SagaConfig;
import io.frostline.platform.web.Refused;
import io.frostline.platform.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.ws.rs.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Stock's part in the response to a room that was too warm: its lots are quarantined, and each confirmed order on them that
 * was not shipped gets other goods, all that it needs of them, or else all that it has is set aside to be given back. Until the
 * action ends, none of these orders can be shipped or taken back.
 */
@Path(QuarantineHolds.PATH)
public class QuarantineHolds extends Participant {
    static final String PATH = "/lra/quarantine";

    private final javax.sql.DataSource database;
    private final StockEvents outbox;

    public QuarantineHolds(SagaConfig config, @DataSource("stock") javax.sql.DataSource database, StockEvents outbox) {
        super(config, database);
        this.database = database;
        this.outbox = outbox;
    }

    /** @throws Refused where another quarantine is in force in the room, this one has ended, or the action is over */
    @RequestTransaction
    public Quarantined hold(Lra lra, QuarantineLots asked) throws SQLException {
        try (Connection c = database.getConnection()) {
            switch (Fence.tried(c, lra)) {
                case DO_IT -> quarantine(c, lra, asked);
                case DONE_BEFORE -> {
                    // the same answer again
                }
                case TOO_LATE ->
                    throw Refused.conflict("saga-over", "Action is over", "the action " + lra + " has ended");
            }
            return new Quarantined(
                    HoldTable.moving(c, lra),
                    HoldTable.leaving(c, lra),
                    QuarantineTable.underWay(c, asked.quarantine(), lra.toString()));
        }
    }

    /** Holds are locked before lots, as by all who change both; lots in one order for all. */
    private static void quarantine(Connection connection, Lra lra, QuarantineLots asked) throws SQLException {
        Rooms.change(connection, asked.site(), asked.room());
        QuarantineTable.begin(connection, lra, asked);
        AffectedOrders affected = AffectedOrders.lock(connection, asked);
        List<Reallocation.Good> goods = affected.lockLots(connection, asked);
        QuarantineTable.mark(connection, asked);
        Reallocation plan = new Reallocation(affected.needs(), goods);
        affected.setAside(connection, lra, asked, plan);
    }

    @Override
    protected void complete(Connection connection, Lra lra) throws SQLException {
        outbox.record(connection, "stock-released", told(HoldTable.leaving(connection, lra), lra));
        outbox.record(connection, "stock-reallocated", told(HoldTable.moving(connection, lra), lra));
        HoldTable.giveBack(connection, lra, "releasing");
        HoldTable.confirm(connection, lra);
        QuarantineTable.inForce(connection, lra);
    }

    private static Map<String, Map<String, String>> told(List<String> orders, Lra lra) {
        return orders.stream()
                .collect(Collectors.toMap(Function.identity(), order -> Map.of("order", order, "lra", lra.toString())));
    }

    @Override
    protected void compensate(Connection connection, Lra lra) throws SQLException {
        HoldTable.giveBack(connection, lra, "arriving");
        HoldTable.confirm(connection, lra);
        QuarantineTable.undo(connection, lra);
    }
}
