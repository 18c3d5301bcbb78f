package io.frostline.platform.sql;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Metrics that a database answers, each time that they are asked for; NaN where it does not. */
public record QueryGauges(DataSource database, MeterRegistry metrics) {
    /** @param query of one row with one number */
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
