package io.frostline.edge.buffer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Table of batches that need no more sending: receipted and refused ones. Uses the writer's connection. */
record SettledTable(Connection connection) {
    /** Stores the range in place of the ranges that it covers. */
    void addReceipted(SequenceRanges.Range range) throws SQLException {
        long first = range.first();
        long last = range.last();
        Statements.update(connection, "delete from receipted where first between ? and ?", first, last);
        Statements.update(connection, "insert into receipted (first, last) values (?, ?)", first, last);
    }

    void addRefused(long sequence, String reason) throws SQLException {
        String insert = "insert into refused (sequence, reason) values (?, ?) on conflict do nothing";
        Statements.update(connection, insert, sequence, reason);
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
