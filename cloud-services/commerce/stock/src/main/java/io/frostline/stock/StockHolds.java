package io.frostline.stock;

import io.frostline.commerce.HoldStock;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stock's part in an action: lots held, first expired first; then confirmed, or given back. */
@Path(StockHolds.PATH)
public class StockHolds extends Participant {
    static final String PATH = "/lra/stock";

    private final javax.sql.DataSource database;
    private final StockEvents outbox;

    public StockHolds(SagaConfig config, @DataSource("stock") javax.sql.DataSource database, StockEvents outbox) {
        super(config, database);
        this.database = database;
        this.outbox = outbox;
    }

    private record Price(long minor, String currency) {}

    /**
     * Holds all lines or none.
     *
     * @throws Refused where stock is short, saying what is available; where the action is over
     */
    @RequestTransaction
    public HoldStock.Held hold(Lra lra, HoldStock asked) throws SQLException {
        try (Connection c = database.getConnection()) {
            Money total = total(c, asked.lines());
            switch (Fence.tried(c, lra)) {
                case DO_IT -> {
                    // in one order for all, so that no two wait for each other
                    for (HoldStock.Line line : asked.lines().stream()
                            .sorted(Comparator.comparing(HoldStock.Line::product))
                            .toList()) {
                        take(c, lra, asked.order(), line);
                    }
                }
                case DONE_BEFORE -> {
                    // the same answer again
                }
                case TOO_LATE ->
                    throw Refused.conflict("saga-over", "Action is over", "the action " + lra + " has ended");
            }
            return new HoldStock.Held(total);
        }
    }

    /** One statement takes from as many lots as it needs; what another took meanwhile is not there to take. */
    private static void take(Connection connection, Lra lra, String order, HoldStock.Line line) throws SQLException {
        long held = Sql.first(
                        connection,
                        """
                        with available as (
                            select id, on_hand, expiry from lot
                             where product_id = ? and not quarantined and expiry > current_date and on_hand > 0
                             order by expiry, id for no key update),
                        taken as (
                            select id, least(on_hand, ? - before)::bigint as quantity
                              from (select id, on_hand,
                                           sum(on_hand) over (order by expiry, id) - on_hand as before
                                      from available) ranked
                             where before < ?),
                        moved as (
                            update lot set on_hand = on_hand - quantity, held = held + quantity
                              from taken where lot.id = taken.id and on_hand >= quantity
                            returning lot.id, quantity),
                        kept as (
                            insert into hold (lra, lot_id, order_id, quantity)
                            select ?, id, ?, quantity from moved
                            on conflict (lra, lot_id, order_id) do update set quantity = hold.quantity + excluded.quantity
                            returning 1)
                        select coalesce(sum(quantity), 0)::bigint from moved where (select count(*) from kept) >= 0""",
                        row -> row.getLong(1),
                        line.product(),
                        line.quantity(),
                        line.quantity(),
                        lra.toString(),
                        order)
                .orElse(0L);
        if (held < line.quantity()) {
            throw Refused.conflict(
                    "short-stock",
                    "Short stock",
                    "of " + line.product() + " " + line.quantity() + " were asked for and " + held + " are available");
        }
    }

    private static Money total(Connection connection, List<HoldStock.Line> lines) throws SQLException {
        long total = 0;
        @Nullable String currency = null;
        for (HoldStock.Line line : lines) {
            Price price = Sql.first(
                            connection,
                            "select price_minor, currency from product where id = ?",
                            row -> new Price(row.getLong(1), row.getString(2)),
                            line.product())
                    .orElseThrow(() -> Refused.notFound("product", "there is no product " + line.product()));
            if (currency != null && !currency.equals(price.currency)) {
                throw Refused.unprocessable(
                        "lines", "one order is paid in one currency, not in " + currency + " and " + price.currency);
            }
            currency = price.currency;
            total = Math.addExact(total, Math.multiplyExact(price.minor, line.quantity()));
        }
        if (currency == null) {
            throw Refused.badRequest("lines", "must not be empty");
        }
        return Money.ofMinor(total, currency);
    }

    @Override
    protected void complete(Connection connection, Lra lra) throws SQLException {
        Sql.update(connection, "update hold set state = 'confirmed' where lra = ?", lra.toString());
        tell(connection, lra, "stock-allocated");
    }

    @Override
    protected void compensate(Connection connection, Lra lra) throws SQLException {
        tell(connection, lra, "stock-released");
        Sql.update(connection, """
                with given as (delete from hold where lra = ? returning lot_id, quantity)
                update lot set on_hand = on_hand + quantity, held = held - quantity
                  from given where lot.id = given.lot_id""", lra.toString());
    }

    private void tell(Connection connection, Lra lra, String type) throws SQLException {
        List<String> orders = Sql.list(
                connection,
                "select distinct order_id from hold where lra = ?",
                row -> row.getString(1),
                lra.toString());
        for (String order : orders) {
            outbox.record(connection, type, order, Map.of("order", order, "lra", lra.toString()));
        }
    }
}
