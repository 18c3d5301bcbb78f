package io.frostline.stock;

import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/** Locks until the caller's transaction ends: while a room's quarantine begins or ends, nothing is received into the room. */
final class Rooms {
    private Rooms() {}

    /** For a lot that is received; several may be at once. */
    static void receive(Connection connection, String site, String room) throws SQLException {
        Sql.first(
                connection,
                "select pg_advisory_xact_lock_shared(hashtextextended(?, 0))",
                row -> true,
                site + "/" + room);
    }

    /** For a quarantine that begins or ends. */
    static void change(Connection connection, String site, String room) throws SQLException {
        Sql.first(connection, "select pg_advisory_xact_lock(hashtextextended(?, 0))", row -> true, site + "/" + room);
    }
}
