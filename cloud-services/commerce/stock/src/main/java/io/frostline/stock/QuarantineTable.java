package io.frostline.stock;

import io.frostline.commerce.QuarantineLots;
import io.frostline.commerce.QuarantineLots.Standing;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Refused;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements on {@code quarantine}, in the caller's transaction. */
final class QuarantineTable {
    private QuarantineTable() {}

    /**
     * @param isInForce whether the action that began it was completed
     * @param ended how; null while it has not
     */
    record Quarantine(
            UUID id,
            String site,
            String room,
            boolean isInForce,
            @Nullable String ended) {
        private static Quarantine of(ResultSet row) throws SQLException {
            return new Quarantine(
                    row.getObject("id", UUID.class),
                    row.getString("site"),
                    row.getString("room"),
                    row.getTimestamp("in_force_at") != null,
                    row.getString("ended"));
        }
    }

    static Optional<Quarantine> find(Connection connection, UUID id) throws SQLException {
        return Sql.first(connection, "select * from quarantine where id = ?", Quarantine::of, id);
    }

    /** Unless an action before has begun it. */
    static void begin(Connection connection, Lra lra, QuarantineLots asked) throws SQLException {
        Sql.update(
                connection,
                """
                insert into quarantine (id, site, room, lra)
                select ?, ?, ?, ? where not exists (select from quarantine where site = ? and room = ? and ended is null)
                on conflict (id) do nothing""",
                asked.quarantine(),
                asked.site(),
                asked.room(),
                lra.toString(),
                asked.site(),
                asked.room());
        boolean open = find(connection, asked.quarantine())
                .filter(q -> q.ended == null && q.site.equals(asked.site()) && q.room.equals(asked.room()))
                .isPresent();
        if (!open) {
            throw Refused.conflict(
                    "other-quarantine",
                    "Another quarantine",
                    "the quarantine " + asked.quarantine() + " of " + asked.site() + "/" + asked.room()
                            + " has ended, or there is another");
        }
    }

    /** The lots of the room that still have something. */
    static void mark(Connection connection, QuarantineLots asked) throws SQLException {
        Sql.update(connection, """
                update lot set quarantine_id = ?
                 where site = ? and room = ? and quarantine_id is null and on_hand + held > 0""", asked.quarantine(), asked.site(), asked.room());
    }

    static void inForce(Connection connection, Lra lra) throws SQLException {
        Sql.update(
                connection,
                "update quarantine set in_force_at = now() where lra = ? and in_force_at is null",
                lra.toString());
    }

    /** As if it had never begun, if this action began it. */
    static void undo(Connection connection, Lra lra) throws SQLException {
        Optional<Quarantine> begun = Sql.first(
                connection,
                "select * from quarantine where lra = ? and in_force_at is null",
                Quarantine::of,
                lra.toString());
        if (begun.isPresent()) {
            Rooms.change(connection, begun.get().site, begun.get().room);
            lockLots(connection, begun.get().id);
            Sql.update(connection, "update lot set quarantine_id = null where quarantine_id = ?", begun.get().id);
            Sql.update(connection, "delete from quarantine where id = ?", begun.get().id);
        }
    }

    /** In one order for all. */
    static void lockLots(Connection connection, UUID quarantine) throws SQLException {
        Sql.list(connection, """
                select 1 from lot where quarantine_id = ?
                 order by product_id collate "C", expiry, id for no key update""", row -> 1, quarantine);
    }

    /** Orders on its lots in the middle of something else than this action: being placed, taken back, or given other goods. */
    static int underWay(Connection connection, UUID quarantine, String but) throws SQLException {
        return Sql.first(connection, """
                        select count(distinct h.order_id) from lot l join hold h on h.lot_id = l.id
                         where l.quarantine_id = ? and h.state <> 'shipped' and h.release_lra is distinct from ?""", row -> row.getInt(1), quarantine, but).orElse(0);
    }

    static Standing standing(Connection connection, UUID quarantine) throws SQLException {
        return Sql.first(connection, """
                        select count(distinct h.order_id) filter (where h.state = 'confirmed'),
                               count(distinct h.order_id) filter (where h.state <> 'confirmed')
                          from lot l join hold h on h.lot_id = l.id
                         where l.quarantine_id = ? and h.state <> 'shipped'""", row -> new Standing(row.getInt(1), row.getInt(2)), quarantine)
                .orElseThrow();
    }
}
