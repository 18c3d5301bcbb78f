package io.frostline.edge.buffer;

import io.frostline.contract.batch.SensorCatalog;
import java.sql.Connection;
import java.sql.SQLException;

/** Table of the catalogs that number the sensors of a file's batches, one per configuration. Uses the writer's connection. */
record CatalogTable(Connection connection) {
    /** Returns the catalog's number in this file; stores the catalog first if it is new. */
    int put(SensorCatalog catalog) throws SQLException {
        Object encoded = catalog.encoded();
        Statements.update(connection, "insert into catalog (encoded) values (?) on conflict do nothing", encoded);
        return (int) Statements.number(connection, "select id from catalog where encoded = ?", encoded)
                .orElseThrow();
    }

    /** Records that the cloud keeps the catalog. */
    void markKnown(SensorCatalog catalog) throws SQLException {
        Object encoded = catalog.encoded();
        Statements.update(connection, "update catalog set known = 1 where encoded = ?", encoded);
    }

    boolean isKnown(int id) throws SQLException {
        String select = "select known from catalog where id = ?";
        return Statements.number(connection, select, id).orElse(0) != 0;
    }
}
