package io.frostline.coldroom.alarm;

import io.frostline.coldroom.alarm.AlarmAnswer.NoticeAnswer;
import io.frostline.coldroom.room.Watch;
import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Queries of alarms for REST. */
final class AlarmTable {
    private static final String SELECT = """
            select a.*, e.site, e.room, e.sensor, e.limit_name, e.kind, e.side, e.from_at, e.to_at
              from alarm a join excursion e on e.id = a.excursion_id""";

    private AlarmTable() {}

    /** Returns the latest thousand alarms; null: any. */
    static List<AlarmAnswer> latest(
            Connection connection, @Nullable String site, @Nullable String room, @Nullable String state)
            throws SQLException {
        return Sql.list(
                connection,
                SELECT
                        + " where (?::text is null or e.site = ?) and (?::text is null or e.room = ?)"
                        + " and (?::text is null or a.state = ?) order by a.known_at desc, e.id, a.severity limit 1000",
                row -> answer(row, null),
                site,
                site,
                room,
                room,
                state,
                state);
    }

    static List<AlarmAnswer> of(Connection connection, UUID excursion) throws SQLException {
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
        Long level = Sql.nullableLong(row, "level");
        return new NoticeAnswer(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                level == null ? null : level.intValue(),
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
