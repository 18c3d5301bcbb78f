package io.frostline.lra.store;

import io.frostline.lra.action.Action;
import io.frostline.lra.action.Event;
import io.frostline.lra.action.Participant;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Queries of actions; all of them block. */
@ApplicationScoped
public class ActionQueries {
    private static final int MAX_EXPIRED = 1_000;
    private static final int MAX_FORGOTTEN = 1_000;

    private final javax.sql.DataSource database;

    ActionQueries(@DataSource("lra") javax.sql.DataSource database) {
        this.database = database;
    }

    /** Call that is due, with what it needs. */
    public record DueCall(UUID action, String url, String status, Participant participant) {}

    public Optional<Action> find(UUID id) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return ActionTable.read(connection, Set.of(id)).stream().findFirst();
        }
    }

    /** Returns actions, oldest first. */
    private List<Action> list(String where, Object... values) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select id from action where " + where + " order by started_at, id limit 10000")) {
            for (int i = 0; i < values.length; i++) {
                select.setObject(i + 1, values[i]);
            }
            List<UUID> ids = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getObject(1, UUID.class));
                }
            }
            List<Action> actions = new ArrayList<>(ActionTable.read(connection, ids));
            actions.sort(Comparator.comparing(Action::started));
            return actions;
        }
    }

    public List<Action> withStatus(String status) throws SQLException {
        return list("status = ?", status);
    }

    /** Returns actions that have not ended for good, or whose participants have not all heard of it. */
    public List<Action> open() throws SQLException {
        return list("status in ('Active', 'Closing', 'Cancelling') or owner is not null"
                + " or (parent is not null and status in ('Closed', 'FailedToClose') and not released)");
    }

    /** Returns actions that are decided, and whose participants have not all ended or heard of the end. */
    public List<Action> recovering() throws SQLException {
        return list("owner is not null");
    }

    public List<Action> failed() throws SQLException {
        return list("status in ('FailedToClose', 'FailedToCancel')");
    }

    /**
     * Numbers of actions.
     *
     * @param ending decided, and participants have not all ended or heard of the end
     * @param stuck ending, and a participant has not answered well for several attempts
     * @param failed for good, and not deleted
     * @param oldestEnding seconds since the oldest ending action was started; 0 without one
     */
    public record Counts(long active, long ending, long stuck, long failed, double oldestEnding) {}

    public Counts counts(int stuckAfter) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("""
                        select (select count(*) from action where status = 'Active'),
                               count(*),
                               count(*) filter (where exists (
                                   select from participant p where p.action = a.id and p.attempts >= ?)),
                               (select count(*) from action where status in ('FailedToClose', 'FailedToCancel')),
                               coalesce(extract(epoch from clock_timestamp() - min(started_at)), 0)
                          from action a where owner is not null""")) {
            select.setInt(1, stuckAfter);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Counts(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getDouble(5));
            }
        }
    }

    /** Returns calls of this coordinator's actions whose time has come, those that wait longest first. */
    public List<DueCall> due(long pod, Instant now, int limit) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("""
                        select a.url, a.status as action_status, p.*
                          from action a join participant p on p.action = a.id
                         where a.owner = ? and p.due <= ? order by p.due limit ?""")) {
            select.setLong(1, pod);
            select.setObject(2, now.atOffset(ZoneOffset.UTC));
            select.setInt(3, limit);
            List<DueCall> due = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    due.add(new DueCall(
                            rows.getObject("action", UUID.class),
                            rows.getString("url"),
                            rows.getString("action_status"),
                            ActionTable.participant(rows)));
                }
            }
            return due;
        }
    }

    /** Returns active actions whose time is over. */
    public List<UUID> expired(Instant now) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select id from action where status = 'Active' and deadline <= ? order by deadline limit ?")) {
            select.setObject(1, now.atOffset(ZoneOffset.UTC));
            select.setInt(2, MAX_EXPIRED);
            List<UUID> ids = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getObject(1, UUID.class));
                }
            }
            return ids;
        }
    }

    /** Makes all calls due now that wait for their next attempt. */
    public void retryAll(Instant now) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("update participant set due = ? where due > ?")) {
            update.setObject(1, now.atOffset(ZoneOffset.UTC));
            update.setObject(2, now.atOffset(ZoneOffset.UTC));
            update.executeUpdate();
        }
    }

    /** Returns true while a participant of any coordinator has not been called since it was due at this time. */
    public boolean isDueSince(Instant time) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select exists (select from participant where due <= ?)")) {
            select.setObject(1, time.atOffset(ZoneOffset.UTC));
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Returns the timeline of an action, in the order of its transactions. */
    public List<Event> events(UUID action) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select * from action_event where action = ? order by at")) {
            select.setObject(1, action);
            List<Event> events = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    events.add(new Event(
                            action,
                            rows.getObject("at", OffsetDateTime.class).toInstant(),
                            rows.getString("what"),
                            rows.getObject("participant", Integer.class),
                            rows.getString("detail")));
                }
            }
            return events;
        }
    }

    /** Deletes a failed action; returns false if there is none with this id. */
    public boolean deleteFailed(UUID id) throws SQLException {
        return delete(
                        "select id as root, id from action where id = ? and status in ('FailedToClose', 'FailedToCancel')",
                        id)
                > 0;
    }

    /**
     * Deletes actions that were closed or cancelled before a time, with the actions nested in them, if nothing in them has failed or
     * is to be called.
     *
     * @return number of deleted actions; more may be left if it is not 0
     */
    public int forget(Duration kept, Instant now) throws SQLException {
        return delete(
                "(select id as root, id from action where parent is null and owner is null"
                        + " and status in ('Closed', 'Cancelled') and ended_at < ? order by ended_at limit "
                        + MAX_FORGOTTEN + ")",
                now.minus(kept).atOffset(ZoneOffset.UTC));
    }

    private int delete(String roots, Object value) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement("""
                        with recursive tree (root, id) as (
                            %s union all
                            select t.root, a.id from action a join tree t on a.parent = t.id),
                        gone as (
                            select t.id from tree t where not exists (
                                select from tree other join action a on a.id = other.id
                                 where other.root = t.root and other.id <> t.root
                                   and (a.owner is not null or a.status not in ('Closed', 'Cancelled')))),
                        e as (delete from action_event e using gone g where e.action = g.id),
                        p as (delete from participant p using gone g where p.action = g.id)
                        delete from action a using gone g where a.id = g.id""".formatted(roots))) {
            delete.setObject(1, value);
            return delete.executeUpdate();
        }
    }
}
