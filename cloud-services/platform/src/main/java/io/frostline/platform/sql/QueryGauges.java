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
     * @param tags names and values of tags by turns
     */
    public void gauge(String name, String query, String... tags) {
        Gauge.builder(name, () -> value(query)).tags(tags).register(metrics);
    }

    private double value(String query) {
        try (Connection c = database.getConnection()) {
            return Sql.first(c, query, row -> row.getDouble(1)).orElse(Double.NaN);
        } catch (SQLException e) {
            return Double.NaN;
        }
    }
}
