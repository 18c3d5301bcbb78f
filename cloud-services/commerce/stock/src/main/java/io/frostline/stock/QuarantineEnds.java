package io.frostline.stock;

import io.frostline.commerce.QuarantineLots;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Refused;
import io.frostline.platform.web.RequestTransaction;
import io.frostline.stock.QuarantineTable.Quarantine;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/** Ends quarantines; asked again, it says that it has. Each is one transaction. */
@Singleton
public class QuarantineEnds {
    private final javax.sql.DataSource database;
    private final StockEvents outbox;

    QuarantineEnds(@DataSource("stock") javax.sql.DataSource database, StockEvents outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    /** The lots can be sold again. @throws Refused where it ended otherwise, or is not in force yet */
    @RequestTransaction
    public void release(UUID id, QuarantineLots.End asked) throws SQLException {
        try (Connection c = database.getConnection()) {
            if (begin(c, id, "released")) {
                end(c, id, "released", asked);
            }
        }
    }

    /** What is on hand of the lots is lost. @throws Refused as above, and where orders still stand on the lots */
    @RequestTransaction
    public void writeOff(UUID id, QuarantineLots.End asked) throws SQLException {
        try (Connection c = database.getConnection()) {
            if (begin(c, id, "written-off")) {
                requireNobody(QuarantineTable.standing(c, id));
                Sql.update(c, """
                        insert into write_off (id, lot_id, quantity, reason)
                        select gen_random_uuid(), id, on_hand, ? from lot where quarantine_id = ? and on_hand > 0""", asked.reason(), id);
                Sql.update(c, """
                        update lot set written_off = written_off + on_hand, on_hand = 0 where quarantine_id = ?""", id);
                end(c, id, "written-off", asked);
            }
        }
    }

    private static void requireNobody(QuarantineLots.Standing standing) {
        if (standing.affected() + standing.underWay() > 0) {
            throw Refused.conflict(
                    "orders-under-way",
                    "Orders are under way",
                    (standing.affected() + standing.underWay())
                            + " orders still have goods of these lots; ask again once they have been responded to");
        }
    }

    /** @return false if it has ended so before */
    private static boolean begin(Connection connection, UUID id, String how) throws SQLException {
        Quarantine quarantine = known(connection, id);
        Rooms.change(connection, quarantine.site(), quarantine.room());
        Quarantine now = known(connection, id);
        if (how.equals(now.ended())) {
            return false;
        }
        if (now.ended() != null || !now.isInForce()) {
            throw Refused.conflict(
                    "not-in-force",
                    "Not in force",
                    "the quarantine " + id + (now.ended() == null ? " is not in force yet" : " was " + now.ended()));
        }
        QuarantineTable.lockLots(connection, id);
        return true;
    }

    private static Quarantine known(Connection connection, UUID id) throws SQLException {
        return QuarantineTable.find(connection, id)
                .orElseThrow(() -> Refused.notFound("quarantine", "there is no quarantine " + id));
    }

    private void end(Connection connection, UUID id, String how, QuarantineLots.End asked) throws SQLException {
        Sql.update(connection, "update lot set quarantine_id = null where quarantine_id = ?", id);
        Sql.update(
                connection,
                "update quarantine set ended = ?, ended_by = ?, reason = ?, ended_at = now() where id = ?",
                how,
                asked.by(),
                asked.reason(),
                id);
        outbox.record(
                connection,
                "lots-" + how,
                id.toString(),
                Map.of("quarantine", id, "by", asked.by(), "reason", asked.reason()));
    }
}
