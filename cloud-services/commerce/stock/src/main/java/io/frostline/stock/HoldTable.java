package io.frostline.stock;

import io.frostline.platform.saga.Lra;
import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What holds of an action come to, in the caller's transaction. */
final class HoldTable {
    private HoldTable() {}

    /** Those of this state are on hand again. @param state of {@code releasing}, {@code arriving} */
    static void giveBack(Connection connection, Lra within, String state) throws SQLException {
        Sql.update(connection, """
                with given as (delete from hold where release_lra = ? and state = ? returning lot_id, quantity),
                     by_lot as (select lot_id, sum(quantity)::bigint as quantity from given group by lot_id)
                update lot set on_hand = on_hand + quantity, held = held - quantity
                  from by_lot where lot.id = by_lot.lot_id""", within.toString(), state);
    }

    /** All others are the orders' for good, or as before. */
    static void confirm(Connection connection, Lra within) throws SQLException {
        Sql.update(
                connection,
                "update hold set state = 'confirmed', release_lra = null where release_lra = ?",
                within.toString());
    }

    /** Orders whose goods are given back for good when the action completes. */
    static List<String> leaving(Connection connection, Lra within) throws SQLException {
        return Sql.list(connection, """
                select order_id from hold where release_lra = ?
                 group by order_id having not bool_or(state = 'arriving') order by min(held_at), order_id""", row -> row.getString(1), within.toString());
    }

    /** Orders that get other goods. */
    static List<String> moving(Connection connection, Lra within) throws SQLException {
        return Sql.list(connection, """
                select order_id from hold where release_lra = ?
                 group by order_id having bool_or(state = 'arriving') order by min(held_at), order_id""", row -> row.getString(1), within.toString());
    }
}
