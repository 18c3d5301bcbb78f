package io.frostline.edge.buffer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** Table of the applied set points, by room. Uses the writer's connection. */
record SetPointTable(Connection connection) {
    /** Stores the set point, unless the stored one is as new or newer. */
    void put(SetPoint setPoint) throws SQLException {
        String put = """
                insert into set_point (room, celsius, version, command) values (?, ?, ?, ?)
                on conflict (room) do update set
                  celsius = excluded.celsius, version = excluded.version, command = excluded.command
                where excluded.version > set_point.version""";
        Statements.update(connection, put, setPoint.room(), setPoint.celsius(), setPoint.version(), setPoint.command());
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
