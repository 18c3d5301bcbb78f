package io.frostline.lra.store;

import io.frostline.lra.action.Action;
import io.frostline.lra.action.Call;
import io.frostline.lra.action.Event;
import io.frostline.lra.action.Links;
import io.frostline.lra.action.Participant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.lra.annotation.LRAStatus;
import org.eclipse.microprofile.lra.annotation.ParticipantStatus;
import org.jspecify.annotations.Nullable;

/** Statements that read and write many actions at a time. */
final class ActionTable {
    /** One order of locks: two groups of two coordinators wait for one another, but never both. */
    private static final String LOCK = "select * from action where id = any(?) order by id for update";

    /** A statement of its own: it sees what was committed while the locks were waited for. */
    private static final String PARTICIPANTS =
            "select * from participant where action = any(?) order by action, number";

    private static final String WRITE = """
            with a as (
                insert into action (id, url, parent, client, status, started_at, deadline, ended_at, owner, released, joins)
                select * from unnest(?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::timestamptz[],
                                     ?::timestamptz[], ?::timestamptz[], ?::bigint[], ?::boolean[], ?::int[])
                on conflict (id) do update set status = excluded.status, deadline = excluded.deadline,
                    ended_at = excluded.ended_at, owner = excluded.owner, released = excluded.released,
                    joins = excluded.joins),
            l as (
                delete from participant p using unnest(?::uuid[], ?::int[]) as l (action, number)
                 where p.action = l.action and p.number = l.number),
            p as (
                insert into participant (action, number, key, compensate, complete, status_address, forget, after, data,
                                         status, call, due, attempts, error, notified)
                select * from unnest(?::uuid[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                                     ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::int[], ?::text[], ?::boolean[])
                on conflict (action, number) do update set compensate = excluded.compensate, complete = excluded.complete,
                    status_address = excluded.status_address, forget = excluded.forget, after = excluded.after,
                    data = excluded.data, status = excluded.status, call = excluded.call, due = excluded.due,
                    attempts = excluded.attempts, error = excluded.error, notified = excluded.notified)
            insert into action_event (action, at, what, participant, detail)
            select * from unnest(?::uuid[], ?::timestamptz[], ?::text[], ?::int[], ?::text[])""";

    private ActionTable() {}

    /** Locks the actions that exist, and returns them. */
    static List<Action> lock(Connection connection, Collection<UUID> ids) throws SQLException {
        return read(connection, LOCK, ids);
    }

    /** Returns the actions that exist, without locking them. */
    static List<Action> read(Connection connection, Collection<UUID> ids) throws SQLException {
        return read(connection, "select * from action where id = any(?) order by id", ids);
    }

    private static List<Action> read(Connection connection, String sql, Collection<UUID> ids) throws SQLException {
        Object[] keys = ids.toArray();
        List<Action> actions = new ArrayList<>();
        try (PreparedStatement locking = connection.prepareStatement(sql);
                PreparedStatement joined = connection.prepareStatement(PARTICIPANTS)) {
            locking.setArray(1, connection.createArrayOf("uuid", keys));
            try (ResultSet rows = locking.executeQuery()) {
                Map<UUID, List<Participant>> participants = null;
                while (rows.next()) {
                    if (participants == null) {
                        joined.setArray(1, connection.createArrayOf("uuid", keys));
                        participants = participants(joined);
                    }
                    actions.add(action(rows, participants));
                }
            }
        }
        return actions;
    }

    private static Map<UUID, List<Participant>> participants(PreparedStatement select) throws SQLException {
        Map<UUID, List<Participant>> found = new HashMap<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.computeIfAbsent(rows.getObject("action", UUID.class), id -> new ArrayList<>())
                        .add(participant(rows));
            }
        }
        return found;
    }

    private static Action action(ResultSet row, Map<UUID, List<Participant>> participants) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return new Action(
                id,
                row.getString("url"),
                row.getObject("parent", UUID.class),
                row.getString("client"),
                LRAStatus.valueOf(row.getString("status")),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                instant(row, "deadline"),
                instant(row, "ended_at"),
                row.getObject("owner", Long.class),
                row.getBoolean("released"),
                row.getInt("joins"),
                participants.getOrDefault(id, List.of()));
    }

    static Participant participant(ResultSet row) throws SQLException {
        String call = row.getString("call");
        return new Participant(
                row.getInt("number"),
                row.getString("key"),
                new Links(
                        row.getString("compensate"),
                        row.getString("complete"),
                        row.getString("status_address"),
                        row.getString("forget"),
                        row.getString("after")),
                row.getString("data"),
                ParticipantStatus.valueOf(row.getString("status")),
                call == null ? null : Call.valueOf(call),
                instant(row, "due"),
                row.getInt("attempts"),
                row.getString("error"),
                row.getBoolean("notified"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /** Columns of an array parameter each. */
    private static final class Arrays {
        private final PreparedStatement statement;
        private int next = 1;

        private Arrays(PreparedStatement statement) {
            this.statement = statement;
        }

        private <T> void add(String type, List<T> rows, Function<T, @Nullable Object> value) throws SQLException {
            Object[] values = rows.stream().map(value).toArray();
            statement.setArray(next++, statement.getConnection().createArrayOf(type, values));
        }
    }

    private record Owned<T>(UUID action, T value) {}

    /** Writes what was changed, in one statement; nothing if nothing was. */
    static void write(Connection connection, Collection<Action> all) throws SQLException {
        List<Action> actions = all.stream().filter(Action::isChanged).toList();
        List<Owned<Integer>> left = new ArrayList<>();
        List<Owned<Participant>> participants = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        for (Action each : all) {
            each.left().forEach(number -> left.add(new Owned<>(each.id(), number)));
            each.changed().forEach(participant -> participants.add(new Owned<>(each.id(), participant)));
            events.addAll(each.events());
        }
        if (actions.isEmpty() && left.isEmpty() && participants.isEmpty() && events.isEmpty()) {
            return;
        }
        try (PreparedStatement write = connection.prepareStatement(WRITE)) {
            Arrays arrays = new Arrays(write);
            arrays.add("uuid", actions, Action::id);
            arrays.add("text", actions, Action::url);
            arrays.add("uuid", actions, a -> a.parent().orElse(null));
            arrays.add("text", actions, Action::client);
            arrays.add("text", actions, a -> a.status().name());
            arrays.add("timestamptz", actions, Action::started);
            arrays.add("timestamptz", actions, a -> a.deadline().orElse(null));
            arrays.add("timestamptz", actions, a -> a.ended().orElse(null));
            arrays.add("int8", actions, a -> a.owner().orElse(null));
            arrays.add("bool", actions, Action::isReleased);
            arrays.add("int4", actions, Action::joins);
            arrays.add("uuid", left, Owned::action);
            arrays.add("int4", left, Owned::value);
            arrays.add("uuid", participants, Owned::action);
            arrays.add("int4", participants, p -> p.value.number());
            arrays.add("text", participants, p -> p.value.key());
            arrays.add("text", participants, p -> p.value.links().compensate());
            arrays.add("text", participants, p -> p.value.links().complete());
            arrays.add("text", participants, p -> p.value.links().status());
            arrays.add("text", participants, p -> p.value.links().forget());
            arrays.add("text", participants, p -> p.value.links().after());
            arrays.add("text", participants, p -> p.value.data());
            arrays.add("text", participants, p -> p.value.status().name());
            arrays.add("text", participants, p -> name(p.value.call()));
            arrays.add("timestamptz", participants, p -> p.value.due());
            arrays.add("int4", participants, p -> p.value.attempts());
            arrays.add("text", participants, p -> p.value.error());
            arrays.add("bool", participants, p -> p.value.notified());
            arrays.add("uuid", events, Event::action);
            arrays.add("timestamptz", events, Event::at);
            arrays.add("text", events, Event::what);
            arrays.add("int4", events, Event::participant);
            arrays.add("text", events, Event::detail);
            write.executeUpdate();
        }
    }

    private static @Nullable String name(@Nullable Call call) {
        return call == null ? null : call.name();
    }
}
