package io.frostline.platform.sql;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Gauges whose values are queried from a database at each read; NaN if the database does not answer. */
public record QueryGauges(DataSource database, MeterRegistry metrics) {
    /**
     * Registers a gauge.
     *
     * @param query that returns one row with one number
     */
    public void gauge(String name, String query) {
        Gauge.builder(name, () -> value(query)).register(metrics);
    }

    private double value(String query) {
        try (Connection c = database.getConnection()) {
            return Sql.first(c, query, row -> row.getDouble(1)).orElse(Double.NaN);
        } catch (SQLException e) {
            return Double.NaN;
        }
    }
}
