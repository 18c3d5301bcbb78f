package io.frostline.lra.store;

import io.frostline.lra.CoordinatorConfig;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jboss.logging.Logger;

/**
 * Lease of this coordinator, and the database's time. All coordinators and all times of actions go by this one clock, whatever the
 * clocks of their machines say.
 */
@ApplicationScoped
public class Leases {
    private static final Logger LOG = Logger.getLogger(Leases.class);

    private final javax.sql.DataSource database;
    private final Duration lease;
    private volatile long pod;
    private volatile Reading clock = new Reading(Instant.EPOCH, 0);

    /** @param nanos of this machine's monotonic clock at that time */
    private record Reading(Instant time, long nanos) {}

    Leases(@DataSource("lra") javax.sql.DataSource database, CoordinatorConfig config) {
        this.database = database;
        this.lease = config.lease();
    }

    void start(@Observes @Priority(50) StartupEvent event) throws SQLException {
        renew();
    }

    /** Lets another coordinator take over at once. */
    void stop(@Observes @Priority(5000) ShutdownEvent event) {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement("delete from coordinator where id = ?")) {
            delete.setLong(1, pod);
            delete.executeUpdate();
        } catch (SQLException e) {
            LOG.debugf("the lease stays until it ends: %s", e.getMessage());
        }
    }

    /** Renews the lease; takes a new one if another coordinator has declared this one gone. */
    public void renew() throws SQLException {
        String sql = pod == 0
                ? "insert into coordinator (lease_until) values (clock_timestamp() + ? * interval '1 ms')"
                : "update coordinator set lease_until = clock_timestamp() + ? * interval '1 ms' where id = " + pod;
        try (Connection connection = database.getConnection();
                PreparedStatement renew =
                        connection.prepareStatement(sql + " returning id, clock_timestamp() as now")) {
            renew.setLong(1, lease.toMillis());
            long before = System.nanoTime();
            try (ResultSet row = renew.executeQuery()) {
                if (row.next()) {
                    pod = row.getLong("id");
                    clock = new Reading(
                            row.getObject("now", OffsetDateTime.class).toInstant(), before);
                    return;
                }
            }
        }
        LOG.warn("the lease had ended; another coordinator may have taken over this one's actions");
        pod = 0;
        renew();
    }

    /** Deletes leases that have ended. Takes over actions whose coordinator has none; returns their number. */
    public int takeOver() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete =
                        connection.prepareStatement("delete from coordinator where lease_until < clock_timestamp()");
                PreparedStatement take = connection.prepareStatement("""
                        update action set owner = ? where id in (
                            select id from action a
                             where owner is not null and not exists (select from coordinator c where c.id = a.owner)
                             order by id for update skip locked)""")) {
            delete.executeUpdate();
            take.setLong(1, pod);
            return take.executeUpdate();
        }
    }

    /** Returns the lease of this coordinator. */
    public long pod() {
        return pod;
    }

    /** Returns the database's time, to the microsecond. */
    public Instant now() {
        Reading last = clock;
        return last.time.plusNanos(System.nanoTime() - last.nanos).truncatedTo(ChronoUnit.MICROS);
    }
}
