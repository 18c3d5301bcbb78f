package io.frostline.edge.buffer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Table of batches that need no more sending: receipted and refused ones. Uses the writer's connection. */
final class SettledTable {
    private final Connection connection;

    SettledTable(Connection connection) {
        this.connection = connection;
    }

    /** Stores the range in place of the ranges that it covers. */
    void addReceipted(SequenceRanges.Range range) throws SQLException {
        try (PreparedStatement delete =
                        connection.prepareStatement("delete from receipted where first between ? and ?");
                PreparedStatement put =
                        connection.prepareStatement("insert into receipted (first, last) values (?, ?)")) {
            delete.setLong(1, range.first());
            delete.setLong(2, range.last());
            delete.executeUpdate();
            put.setLong(1, range.first());
            put.setLong(2, range.last());
            put.executeUpdate();
        }
    }

    void addRefused(long sequence, String reason) throws SQLException {
        try (PreparedStatement put = connection.prepareStatement(
                "insert into refused (sequence, reason) values (?, ?) on conflict do nothing")) {
            put.setLong(1, sequence);
            put.setString(2, reason);
            put.executeUpdate();
        }
    }

    SequenceRanges all() throws SQLException {
        SequenceRanges ranges = new SequenceRanges();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select first, last from receipted union all select sequence, sequence from refused")) {
            while (rows.next()) {
                ranges.add(rows.getLong(1), rows.getLong(2));
            }
        }
        return ranges;
    }
}
