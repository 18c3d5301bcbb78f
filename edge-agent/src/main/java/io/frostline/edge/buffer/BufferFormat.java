package io.frostline.edge.buffer;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteConnection;

/** SQLite format of a buffer file: durability of commits, tables, and the errors that mean damage. */
final class BufferFormat {
    private static final int VERSION = 1;
    /** SQLITE_CORRUPT and SQLITE_NOTADB: errors that no retry repairs. */
    private static final List<Integer> DAMAGE = List.of(11, 26);

    private static final List<String> TABLES = List.of(
            "create table if not exists epoch (epoch integer not null, format integer not null)",
            "create table if not exists batch (sequence integer primary key, catalog integer not null, payload blob not null)",
            "create table if not exists receipted (first integer primary key, last integer not null)",
            "create table if not exists refused (sequence integer primary key, reason text not null)",
            "create table if not exists catalog (id integer primary key, encoded blob not null unique, known integer not null default 0)",
            "create table if not exists set_point (room text primary key, celsius real not null, version integer not null, command text not null)");

    private BufferFormat() {}

    /** Opens a connection whose commits are durable. */
    static Connection connect(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout = 1000");
            statement.execute("pragma journal_mode = wal");
            statement.execute("pragma synchronous = full");
            statement.execute("pragma cache_size = -1024");
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Checks the whole file and creates what is missing: the tables and an epoch. The write lock comes first, so retries on a
     * file that cannot be written now do not read all of it.
     */
    static void prepare(Connection connection) throws SQLException, BufferFile.Damaged {
        SQLiteConnection sqlite = connection.unwrap(SQLiteConnection.class);
        sqlite.setCurrentTransactionMode(TransactionMode.IMMEDIATE);
        try {
            check(connection);
            make(connection);
            connection.commit();
        } finally {
            sqlite.setCurrentTransactionMode(TransactionMode.DEFERRED);
        }
    }

    private static void make(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
            statement.execute("insert into epoch select " + new SecureRandom().nextLong() + ", " + VERSION
                    + " where not exists (select 1 from epoch)");
        }
    }

    private static void check(Connection connection) throws SQLException, BufferFile.Damaged {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("pragma quick_check(1)")) {
            if (!rows.next() || !"ok".equals(rows.getString(1))) {
                throw new BufferFile.Damaged("SQLite's check says: " + rows.getString(1));
            }
        }
    }

    static boolean isDamage(SQLException e) {
        return DAMAGE.contains(e.getErrorCode() & 0xff);
    }
}
