package io.frostline.edge.buffer;

import io.frostline.contract.batch.SensorCatalog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The catalogs by which a file's batches number their sensors: one for each configuration. On the writer's connection. */
final class CatalogTable {
    private final Connection connection;

    CatalogTable(Connection connection) {
        this.connection = connection;
    }

    /** @return the catalog's number in this file, an old one or a new */
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

    /** The cloud keeps it. */
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
