package io.frostline.order.quarantine;

import io.frostline.commerce.QuarantineLots.Quarantined;
import io.frostline.order.OrderEvents;
import io.frostline.order.ordering.Order;
import io.frostline.order.ordering.Orders;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Problem;
import io.frostline.platform.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The orders on which a response acts. While it does, those that are to be cancelled are being cancelled, so that nobody else
 * does; they are confirmed again if it is undone.
 */
@ApplicationScoped
public class ClaimedOrders {
    private static final Pattern UUIDS = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final javax.sql.DataSource database;
    private final Orders orders;
    private final OrderEvents outbox;

    public ClaimedOrders(@DataSource("order") javax.sql.DataSource database, Orders orders, OrderEvents outbox) {
        this.database = database;
        this.orders = orders;
        this.outbox = outbox;
    }

    /** Orders in the middle of an action of their own, and those that failed in it. */
    List<String> unclaimable() throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.list(
                    c,
                    "select id from orders where state in ('placing', 'cancelling', 'failed')",
                    row -> row.getString(1));
        }
    }

    /**
     * Claims those that are confirmed. Others have since begun an action of their own that stock has seen to its end, or
     * refused: they are confirmed in a moment.
     *
     * @return how many are not claimed yet; nothing if the response is over
     */
    @RequestTransaction
    OptionalInt claim(UUID saga, UUID quarantine, Quarantined found) throws SQLException {
        try (Connection c = database.getConnection()) {
            boolean running = Sql.first(
                            c,
                            "select 1 from saga where id = ? and state = 'running' and decision is null for update",
                            row -> true,
                            saga)
                    .isPresent();
            if (!running) {
                return OptionalInt.empty();
            }
            Sql.update(c, "update quarantine set under_way = ? where id = ?", found.underWay(), quarantine);
            return OptionalInt.of(claim(c, saga, quarantine, ids(found.cancelled()), ids(found.reallocated())));
        }
    }

    private static int claim(Connection connection, UUID saga, UUID quarantine, String[] cancel, String[] keep)
            throws SQLException {
        Sql.update(connection, """
                with locked as (
                    select id from orders where id = any(?::uuid[]) and state = 'confirmed' order by id for no key update),
                claimed as (
                    update orders o set state = 'cancelling' from locked where o.id = locked.id returning o.id)
                insert into quarantine_order (saga_id, quarantine_id, order_id, outcome)
                select ?, ?, id, 'cancelled' from claimed
                union all select ?, ?, id, 'reallocated' from orders where id = any(?::uuid[]) and state <> 'placing'
                on conflict do nothing""", cancel, saga, quarantine, saga, quarantine, keep);
        return Sql.first(connection, """
                        select count(*) from orders o where id = any(?::uuid[] || ?::uuid[])
                           and not exists (select from quarantine_order q where q.saga_id = ? and q.order_id = o.id)""", row -> row.getInt(1), cancel, keep, saga)
                .orElseThrow();
    }

    /** Of what stock holds for: who asked stock without an order has none. */
    private static String[] ids(List<String> named) {
        return named.stream().filter(id -> UUIDS.matcher(id).matches()).toArray(String[]::new);
    }

    /** Those that are to be cancelled and have been paid. */
    List<String> paid(UUID saga) throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.list(c, """
                    select o.id from quarantine_order q join orders o on o.id = q.order_id
                     where q.saga_id = ? and q.outcome = 'cancelled' and o.total_minor > 0""", row -> row.getString(1), saga);
        }
    }

    /** In the transaction in which the response is completed. @param why of those that are cancelled, as JSON */
    void settle(Connection connection, UUID saga, String why) throws SQLException {
        List<Order> cancelled = Sql.list(connection, """
                update orders set state = 'cancelled', reason = ?::jsonb, ended_at = now()
                 where id in (select order_id from quarantine_order where saga_id = ? and outcome = 'cancelled')
                returning *""", orders::order, why, saga);
        List<Order> reallocated = Sql.list(connection, """
                select * from orders
                 where id in (select order_id from quarantine_order where saga_id = ? and outcome = 'reallocated')
                   and state = 'confirmed' order by id for no key update""", orders::order, saga);
        outbox.record(connection, "order-cancelled", byId(cancelled));
        outbox.record(connection, "order-reallocated", byId(reallocated));
    }

    private static Map<String, Order> byId(List<Order> orders) {
        return orders.stream().collect(Collectors.toMap(order -> order.id().toString(), Function.identity()));
    }

    /** In the transaction in which the response is undone. */
    static void restore(Connection connection, UUID saga) throws SQLException {
        Sql.update(connection, """
                update orders set state = 'confirmed' where state = 'cancelling'
                   and id in (select order_id from quarantine_order where saga_id = ? and outcome = 'cancelled')""", saga);
        Sql.update(connection, "delete from quarantine_order where saga_id = ?", saga);
    }

    /** Why an order is cancelled. */
    static Problem reason() {
        return Problem.of(
                409,
                "cold-room-too-warm",
                "Cold room too warm",
                "the cold room in which your goods stood was too warm for too long, and we have no others to replace them");
    }
}
