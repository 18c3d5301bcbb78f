package io.frostline.coldroom.setpoint;

import io.frostline.contract.batch.Batch;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table {@code set_point}. Each method is one transaction. */
@ApplicationScoped
public class SetPoints {
    private final javax.sql.DataSource database;

    public SetPoints(@DataSource("coldroom") javax.sql.DataSource database) {
        this.database = database;
    }

    /** The same set point again is no change. */
    @RequestTransaction
    SetPoint set(String site, String room, double celsius, String by) throws SQLException {
        try (Connection c = database.getConnection()) {
            Sql.update(c, """
                    insert into set_point as s (site, room, celsius, set_by) values (?, ?, ?, ?)
                    on conflict (site, room) do update set celsius = excluded.celsius, set_by = excluded.set_by,
                           version = s.version + 1, set_at = now()
                     where s.celsius <> excluded.celsius""", site, room, celsius, by);
            return find(c, site, room).orElseThrow();
        }
    }

    @RequestTransaction
    public Optional<SetPoint> get(String site, String room) throws SQLException {
        try (Connection c = database.getConnection()) {
            return find(c, site, room);
        }
    }

    private static Optional<SetPoint> find(Connection connection, String site, String room) throws SQLException {
        return Sql.first(
                connection, "select * from set_point where site = ? and room = ?", SetPoints::setPoint, site, room);
    }

    /** Those of which the agent has not said what became of them. */
    @RequestTransaction
    List<SetPoint> pending() throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.list(
                    c,
                    "select * from set_point where greatest(reported_version, refused_version) < version",
                    SetPoints::setPoint);
        }
    }

    /** Whether an agent says by it what became of a set point. */
    public static boolean isReport(Batch.Entry entry) {
        return entry.detail().containsKey("room")
                && (entry.kind().equals(Batch.Entry.SET_POINT_APPLIED)
                        || entry.kind().equals(Batch.Entry.SET_POINT_REFUSED));
    }

    /** What an older report says is known; in whatever order they come, the newest version counts. */
    @RequestTransaction
    public void report(String site, List<Batch.Entry> reports) throws SQLException {
        try (Connection c = database.getConnection()) {
            for (Batch.Entry report : reports) {
                report(c, site, report);
            }
        }
    }

    private static void report(Connection connection, String site, Batch.Entry report) throws SQLException {
        Map<String, String> detail = report.detail();
        try {
            long version = Long.parseLong(detail.getOrDefault("version", ""));
            if (report.kind().equals(Batch.Entry.SET_POINT_APPLIED)) {
                Sql.update(
                        connection,
                        """
                        update set_point set reported_celsius = ?, reported_version = ?, reported_at = ?
                         where site = ? and room = ? and reported_version < ?""",
                        Double.parseDouble(detail.getOrDefault("celsius", "")),
                        version,
                        Instant.ofEpochMilli(report.atMillis()),
                        site,
                        detail.get("room"),
                        version);
            } else {
                Sql.update(
                        connection,
                        """
                        update set_point set refused_version = ?, refused_reason = ?
                         where site = ? and room = ? and refused_version < ?""",
                        version,
                        detail.getOrDefault("reason", report.text()),
                        site,
                        detail.get("room"),
                        version);
            }
        } catch (NumberFormatException e) {
            // it does not say which; the log has it as it came
        }
    }

    private static SetPoint setPoint(ResultSet row) throws SQLException {
        long version = row.getLong("version");
        boolean refused = row.getLong("refused_version") == version;
        boolean reported = row.getLong("reported_version") == version;
        double celsius = row.getDouble("reported_celsius");
        Double applied = row.wasNull() ? null : Double.valueOf(celsius);
        return new SetPoint(
                row.getString("site"),
                row.getString("room"),
                row.getDouble("celsius"),
                version,
                row.getString("set_by"),
                Sql.instant(row, "set_at"),
                reported ? "reported" : refused ? "refused" : "pending",
                applied,
                Sql.nullableInstant(row, "reported_at"),
                refused ? row.getString("refused_reason") : null);
    }
}
