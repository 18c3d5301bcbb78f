package io.frostline.edge.buffer;

import io.frostline.contract.batch.SensorCatalog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Table of the catalogs that number the sensors of a file's batches, one per configuration. Uses the writer's connection. */
final class CatalogTable {
    private final Connection connection;

    CatalogTable(Connection connection) {
        this.connection = connection;
    }

    /** Returns the catalog's number in this file; stores the catalog first if it is new. */
    int put(SensorCatalog catalog) throws SQLException {
        try (PreparedStatement put =
                        connection.prepareStatement("insert into catalog (encoded) values (?) on conflict do nothing");
                PreparedStatement get = connection.prepareStatement("select id from catalog where encoded = ?")) {
            put.setBytes(1, catalog.encoded());
            put.executeUpdate();
            get.setBytes(1, catalog.encoded());
            try (ResultSet row = get.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** Records that the cloud keeps the catalog. */
    void markKnown(SensorCatalog catalog) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update catalog set known = 1 where encoded = ?")) {
            update.setBytes(1, catalog.encoded());
            update.executeUpdate();
        }
    }

    boolean isKnown(int id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select known from catalog where id = ?")) {
            select.setInt(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
