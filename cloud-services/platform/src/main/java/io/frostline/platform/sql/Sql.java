package io.frostline.platform.sql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Runner of SQL statements with positional parameters. Arrays are sent as PostgreSQL arrays, instants as timestamptz. */
public final class Sql {
    private Sql() {}

    @FunctionalInterface
    public interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    public interface EachRow {
        void accept(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Runs statements in the caller's transaction.
     *
     * @throws UncheckedSQLException if a statement fails
     */
    public static <T> T in(DataSource database, Work<T> work) {
        try (Connection connection = database.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new UncheckedSQLException(e);
        }
    }

    @FunctionalInterface
    public interface Statements {
        void on(Connection connection) throws SQLException;
    }

    /** Runs statements that return nothing, as {@link #in} does. */
    public static void run(DataSource database, Statements statements) {
        boolean unused = in(database, connection -> {
            statements.on(connection);
            return true;
        });
    }

    /** Runs one statement as {@link #in} does. */
    public static int update(DataSource database, String sql, @Nullable Object... parameters) {
        return in(database, connection -> update(connection, sql, parameters));
    }

    public static int update(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** Runs one query as {@link #in} does. */
    public static <T> List<T> list(DataSource database, String sql, Row<T> row, @Nullable Object... parameters) {
        return in(database, connection -> list(connection, sql, row, parameters));
    }

    public static <T> List<T> list(Connection connection, String sql, Row<T> row, @Nullable Object... parameters)
            throws SQLException {
        List<T> rows = new ArrayList<>();
        forEach(connection, sql, r -> rows.add(row.of(r)), parameters);
        return rows;
    }

    public static <T> Optional<T> first(Connection connection, String sql, Row<T> row, @Nullable Object... parameters)
            throws SQLException {
        return list(connection, sql, row, parameters).stream().findFirst();
    }

    /** Passes each row to {@code each}. Fetches 1000 rows at a time if the connection is in a transaction. */
    public static void forEach(Connection connection, String sql, EachRow each, @Nullable Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            statement.setFetchSize(1000);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    each.accept(rows);
                }
            }
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                set(connection, statement, i + 1, parameters[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static void set(Connection connection, PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setObject(index, null);
            case Instant instant -> statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
            case int[] ints -> statement.setArray(index, array(connection, "int4", ints));
            case long[] longs -> statement.setArray(index, array(connection, "int8", longs));
            case double[] doubles -> statement.setArray(index, array(connection, "float8", doubles));
            case byte[][] bytes -> statement.setArray(index, array(connection, "bytea", bytes));
            case Integer[] ints -> statement.setArray(index, array(connection, "int4", ints));
            case Long[] longs -> statement.setArray(index, array(connection, "int8", longs));
            case String[] texts -> statement.setArray(index, array(connection, "text", texts));
            default -> statement.setObject(index, value);
        }
    }

    /** Uses the driver's own method, which accepts arrays of primitives and sends every array in binary. */
    private static Array array(Connection connection, String type, Object elements) throws SQLException {
        return connection.unwrap(PGConnection.class).createArrayOf(type, elements);
    }

    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    public static @Nullable Instant nullableInstant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /** Returns a column of rows as an array, e.g. for {@code unnest}. */
    public static <T> @Nullable String[] texts(Collection<T> rows, Function<T, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    public static <T> long[] longs(Collection<T> rows, ToLongFunction<T> column) {
        return rows.stream().mapToLong(column).toArray();
    }

    public static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
