package io.frostline.edge.buffer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** Table of the applied set points, by room. Uses the writer's connection. */
final class SetPointTable {
    private final Connection connection;

    SetPointTable(Connection connection) {
        this.connection = connection;
    }

    /** Stores the set point, unless the stored one is as new or newer. */
    void put(SetPoint setPoint) throws SQLException {
        try (PreparedStatement put = connection.prepareStatement("""
                insert into set_point (room, celsius, version, command) values (?, ?, ?, ?)
                on conflict (room) do update set
                  celsius = excluded.celsius, version = excluded.version, command = excluded.command
                where excluded.version > set_point.version""")) {
            put.setString(1, setPoint.room());
            put.setDouble(2, setPoint.celsius());
            put.setLong(3, setPoint.version());
            put.setString(4, setPoint.command());
            put.executeUpdate();
        }
    }

    Map<String, SetPoint> all() throws SQLException {
        Map<String, SetPoint> all = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select room, celsius, version, command from set_point")) {
            while (rows.next()) {
                all.put(
                        rows.getString(1),
                        new SetPoint(rows.getString(1), rows.getDouble(2), rows.getLong(3), rows.getString(4)));
            }
        }
        return all;
    }
}
