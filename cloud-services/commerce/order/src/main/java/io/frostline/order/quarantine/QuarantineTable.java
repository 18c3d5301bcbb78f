package io.frostline.order.quarantine;

import io.frostline.order.OrderConfig;
import io.frostline.order.OrderEvents;
import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What excursions mean to quarantines: statements in the caller's transaction. */
final class QuarantineTable {
    private QuarantineTable() {}

    /** Joins the room's quarantine, or begins it. The row is locked from here on: it does not end meanwhile. */
    static void join(Connection connection, String site, String room, UUID excursion) throws SQLException {
        UUID id = Sql.first(connection, """
                        insert into quarantine (id, site, room) values (?, ?, ?)
                        on conflict (site, room) where state in ('responding', 'in-force', 'release-proposed')
                        do update set state = case when quarantine.state = 'release-proposed' then 'in-force'
                                                   else quarantine.state end
                        returning id""", row -> row.getObject(1, UUID.class), UUID.randomUUID(), site, room)
                .orElseThrow();
        Sql.update(connection, """
                insert into quarantine_excursion (quarantine_id, excursion) values (?, ?)
                on conflict (quarantine_id, excursion) do update set withdrawn_at = null""", id, excursion);
    }

    /** Where a quarantine has no other excursion left, its release is proposed. */
    static void withdraw(Connection connection, UUID excursion, OrderEvents outbox) throws SQLException {
        for (UUID id : Sql.list(connection, """
                update quarantine_excursion set withdrawn_at = now()
                 where excursion = ? and withdrawn_at is null returning quarantine_id""", row -> row.getObject(1, UUID.class), excursion)) {
            follow(connection, id, outbox);
        }
    }

    /** What follows where all excursions are withdrawn. One of which nothing has been done is over: there is nothing to release. */
    static void follow(Connection connection, UUID id, OrderEvents outbox) throws SQLException {
        Optional<String> state = Sql.first(connection, """
                update quarantine q
                   set state = case when in_force_at is null then 'released' else 'release-proposed' end,
                       due_at = case when in_force_at is null then null else due_at end,
                       ended_at = case when in_force_at is null then now() end,
                       ended_by = case when in_force_at is null then 'frostline' end,
                       reason = case when in_force_at is null then 'withdrawn before anything was done' end
                 where id = ? and (state = 'in-force' or state = 'responding' and saga_id is null)
                   and not exists (select from quarantine_excursion e
                                    where e.quarantine_id = q.id and e.withdrawn_at is null)
                returning state""", row -> row.getString(1), id);
        if (state.isPresent()) {
            outbox.record(connection, "quarantine-" + state.get(), id.toString(), Map.of("id", id));
        }
    }

    /** Where orders have been left on its lots. */
    static void lookAgain(Connection connection, UUID id, OrderConfig config) throws SQLException {
        later(connection, id, config, " and under_way > 0");
    }

    static void later(Connection connection, UUID id, OrderConfig config) throws SQLException {
        later(connection, id, config, "");
    }

    private static void later(Connection connection, UUID id, OrderConfig config, String condition)
            throws SQLException {
        Sql.update(
                connection,
                """
                update quarantine set attempts = attempts + 1, due_at = now() + interval '1 millisecond'
                       * least(? * power(2, least(attempts, 20)), ?) * (0.5 + random() / 2)
                 where id = ? and saga_id is null
                   and state in ('responding', 'in-force', 'release-proposed')""" + condition,
                config.respondAgain().toMillis(),
                config.respondAgainAtMost().toMillis(),
                id);
    }
}
