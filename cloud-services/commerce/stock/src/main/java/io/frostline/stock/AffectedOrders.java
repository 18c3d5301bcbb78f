package io.frostline.stock;

import io.frostline.commerce.QuarantineLots;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.sql.Sql;
import io.frostline.stock.Reallocation.Good;
import io.frostline.stock.Reallocation.Move;
import io.frostline.stock.Reallocation.Need;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * The confirmed orders that have goods in a room and are to be responded to, in the caller's transaction, which holds the locks on all that they have.
 *
 * @param needs what they have in the room, the oldest order first
 */
record AffectedOrders(List<Need> needs) {
    private record Hold(Need need, boolean here) {}

    /** What was shipped meanwhile is not among them. */
    static AffectedOrders lock(Connection connection, QuarantineLots asked) throws SQLException {
        List<Hold> holds = Sql.list(
                connection,
                """
                with affected as (
                    select h.order_id, min(h.held_at) as since from hold h join lot l on l.id = h.lot_id
                     where l.site = ? and l.room = ? and h.state = 'confirmed'
                       and h.order_id <> all(?) group by h.order_id)
                select h.order_id, l.product_id, h.quantity, l.site = ? and l.room = ? as here
                  from affected a join hold h on h.order_id = a.order_id join lot l on l.id = h.lot_id
                 where h.state = 'confirmed'
                 order by a.since, h.order_id, h.lot_id for no key update of h""",
                row -> new Hold(new Need(row.getString(1), row.getString(2), row.getLong(3)), row.getBoolean(4)),
                asked.site(),
                asked.room(),
                asked.except().toArray(String[]::new),
                asked.site(),
                asked.room());
        return new AffectedOrders(
                holds.stream().filter(Hold::here).map(Hold::need).toList());
    }

    private String[] orders() {
        return needs.stream().map(Need::order).distinct().toArray(String[]::new);
    }

    /** Those of the room, and those elsewhere from which the orders can be served. @return the latter, first expired first */
    List<Good> lockLots(Connection connection, QuarantineLots asked) throws SQLException {
        record Locked(boolean here, Good lot) {}
        List<Locked> all = Sql.list(
                connection,
                """
                select site = ? and room = ? as here, id, product_id, on_hand from lot
                 where site = ? and room = ? and on_hand + held > 0
                    or product_id = any(?) and not quarantined and expiry > current_date and on_hand > 0
                 order by product_id collate "C", expiry, id for no key update""",
                row -> new Locked(
                        row.getBoolean(1), new Good(row.getObject(2, UUID.class), row.getString(3), row.getLong(4))),
                asked.site(),
                asked.room(),
                asked.site(),
                asked.room(),
                needs.stream().map(Need::product).distinct().toArray(String[]::new));
        return all.stream().filter(lot -> !lot.here).map(Locked::lot).toList();
    }

    /** Takes the other goods for those who get some, and sets aside what all of them leave. */
    void setAside(Connection connection, Lra lra, QuarantineLots asked, Reallocation plan) throws SQLException {
        take(connection, lra, plan.moves());
        Sql.update(connection, """
                update hold h set release_lra = ?,
                       state = case when h.order_id = any(?) and l.quarantine_id is distinct from ?
                                    then 'waiting' else 'releasing' end
                  from lot l where l.id = h.lot_id and h.order_id = any(?) and h.state = 'confirmed'""", lra.toString(), plan.served().toArray(String[]::new), asked.quarantine(), orders());
    }

    private static void take(Connection connection, Lra lra, List<Move> moves) throws SQLException {
        Sql.update(
                connection,
                """
                with move as (
                    select * from unnest(?::uuid[], ?::text[], ?::bigint[]) as m (lot_id, order_id, quantity)),
                since as (
                    select order_id, min(held_at) as held_at from hold
                     where order_id in (select order_id from move) group by order_id),
                taken as (
                    update lot set on_hand = on_hand - t.quantity, held = held + t.quantity
                      from (select lot_id, sum(quantity)::bigint as quantity from move group by lot_id) t
                     where lot.id = t.lot_id)
                insert into hold (lra, lot_id, order_id, quantity, state, release_lra, held_at)
                select ?, lot_id, order_id, quantity, 'arriving', ?, held_at from move join since using (order_id)""",
                moves.stream().map(move -> move.lot().toString()).toArray(String[]::new),
                moves.stream().map(Move::order).toArray(String[]::new),
                moves.stream().mapToLong(Move::quantity).toArray(),
                lra.toString(),
                lra.toString());
    }
}
