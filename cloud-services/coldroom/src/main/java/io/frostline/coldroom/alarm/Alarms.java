package io.frostline.coldroom.alarm;

import io.frostline.coldroom.alarm.AlarmAnswer.NoticeAnswer;
import io.frostline.coldroom.room.Watch;
import io.frostline.platform.sql.Sql;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Alarms of excursions, one for each severity that was reached. All public methods run in the caller's transaction. */
@ApplicationScoped
public class Alarms {
    private static final String SELECT = """
            select a.*, e.site, e.room, e.sensor, e.limit_name, e.kind, e.side, e.from_at, e.to_at
              from alarm a join excursion e on e.id = a.excursion_id""";

    private final javax.sql.DataSource database;
    private final Duration gather;

    Alarms(@DataSource("coldroom") javax.sql.DataSource database, AlarmConfig config) {
        this.database = database;
        this.gather = config.gather();
    }

    /** Returns the latest thousand alarms to become known; null: any. */
    @Transactional
    List<AlarmAnswer> latest(@Nullable String site, @Nullable String room, @Nullable String state) {
        String where = " where e.site = coalesce(?, e.site) and e.room = coalesce(?, e.room)"
                + " and a.state = coalesce(?, a.state) order by a.known_at desc, e.id, a.severity limit 1000";
        return Sql.list(database, SELECT + where, row -> answer(row, null), site, room, state);
    }

    /**
     * Updates alarms to the state of their excursions; the caller has locked the excursions. An alarm that returns after it ended
     * or was withdrawn starts anew: it is told, escalated and acknowledged again.
     */
    public void follow(Connection connection, Collection<UUID> excursions) throws SQLException {
        if (!excursions.isEmpty()) {
            @Nullable String[] ids = Sql.texts(excursions, UUID::toString);
            settle(connection, ids);
            raise(connection, ids);
        }
    }

    private void settle(Connection connection, @Nullable String[] excursions) throws SQLException {
        Sql.update(connection, """
                with found as (
                    select a.excursion_id, a.severity, (e.raised ->> a.severity)::timestamptz as raised_at,
                           case when e.withdrawn_at is not null or e.raised ->> a.severity is null then 'withdrawn'
                                when e.to_at is not null then 'ended'
                                when a.state = 'ended' or a.acknowledged_at is null then 'open'
                                else 'acknowledged' end as state
                      from alarm a join excursion e on e.id = a.excursion_id where e.id = any(?::uuid[])),
                became as (
                    select f.*, a.state = 'withdrawn' and f.state <> 'withdrawn'
                             or a.state = 'ended' and f.state = 'open' as anew
                      from found f join alarm a using (excursion_id, severity))
                update alarm a
                   set state = case when became.anew and became.state = 'acknowledged' then 'open' else became.state end,
                       raised_at = coalesce(became.raised_at, a.raised_at),
                       since = case when became.anew then now() else a.since end,
                       level = case when became.anew then 0 else a.level end,
                       told = case when became.anew then null else a.told end,
                       acknowledged_at = case when became.anew then null else a.acknowledged_at end,
                       due_at = case when a.state = became.state then a.due_at else now() + ? * interval '1 millisecond' end
                  from became where became.excursion_id = a.excursion_id and became.severity = a.severity
                   and (a.state <> became.state or a.raised_at <> became.raised_at)""", excursions, gather.toMillis());
    }

    private void raise(Connection connection, @Nullable String[] excursions) throws SQLException {
        Sql.update(connection, """
                insert into alarm (excursion_id, severity, state, raised_at, due_at)
                select e.id, r.key, case when e.to_at is null then 'open' else 'ended' end, r.value::timestamptz,
                       now() + ? * interval '1 millisecond'
                  from excursion e cross join jsonb_each_text(e.raised) r
                 where e.id = any(?::uuid[]) and e.withdrawn_at is null
                on conflict do nothing""", gather.toMillis(), excursions);
    }

    /** Acknowledges an excursion's present alarms and stops their escalation; the caller has locked the excursion. */
    public void acknowledge(Connection connection, UUID excursion) throws SQLException {
        Sql.update(connection, """
                update alarm set acknowledged_at = now(), state = case state when 'open' then 'acknowledged' else state end,
                       due_at = case state when 'open' then now() + ? * interval '1 millisecond' else due_at end
                 where excursion_id = ? and acknowledged_at is null and state <> 'withdrawn'""", gather.toMillis(), excursion);
    }

    /** Returns an excursion's alarms with all their notices. */
    public List<AlarmAnswer> of(Connection connection, UUID excursion) throws SQLException {
        Map<String, List<NoticeAnswer>> notices = new HashMap<>();
        Sql.forEach(
                connection,
                """
                select na.severity, n.id, n.kind, n.level, n.made_at,
                       array_agg(r.address order by r.address) filter (where r.channel = 'mail') as mails,
                       array_agg(r.address order by r.address) filter (where r.channel = 'webhook') as webhooks
                  from notice_alarm na join notice n on n.id = na.notice_id join notice_recipient r on r.notice_id = n.id
                 where na.excursion_id = ? group by na.severity, n.id order by n.made_at, n.level""",
                row -> notices.computeIfAbsent(row.getString("severity"), severity -> new ArrayList<>())
                        .add(notice(row)),
                excursion);
        return Sql.list(
                connection,
                SELECT + " where a.excursion_id = ? order by a.raised_at, a.severity",
                row -> answer(row, notices.getOrDefault(row.getString("severity"), List.of())),
                excursion);
    }

    private static AlarmAnswer answer(ResultSet row, @Nullable List<NoticeAnswer> notices) throws SQLException {
        Watch watch = Watch.of(row);
        return new AlarmAnswer(
                row.getObject("excursion_id", UUID.class),
                row.getString("severity"),
                row.getString("state"),
                watch.site(),
                watch.room(),
                watch.oneSensor(),
                watch.severalSensors(),
                watch.limit(),
                row.getString("side"),
                Sql.instant(row, "from_at"),
                Sql.nullableInstant(row, "to_at"),
                Sql.instant(row, "raised_at"),
                Sql.instant(row, "known_at"),
                Sql.nullableInstant(row, "acknowledged_at"),
                notices);
    }

    private static NoticeAnswer notice(ResultSet row) throws SQLException {
        return new NoticeAnswer(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getObject("level", Integer.class),
                Sql.instant(row, "made_at"),
                texts(row, "mails"),
                texts(row, "webhooks"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return row.getArray(column) == null
                ? List.of()
                : List.of((String[]) row.getArray(column).getArray());
    }
}
