package io.frostline.coldroom.alarm;

import io.frostline.coldroom.alarm.Notice.Recipients;
import io.frostline.coldroom.alarm.Notice.Subject;
import io.frostline.coldroom.room.Watch;
import io.frostline.contract.coldroom.AlarmNotice;
import io.frostline.contract.column.Readings;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.text.EnumText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/** SQL statements for notices, each for many rows, in the caller's transaction. */
final class NoticeTable {
    private static final int BATCH_SIZE = 5_000;

    private NoticeTable() {}

    /**
     * Takes the exclusive turn to send notices, until the transaction ends.
     *
     * @return the database's time; empty where another instance has the turn
     */
    static Optional<Instant> turn(Connection connection) throws SQLException {
        return Sql.first(
                connection,
                "select now() as at where pg_try_advisory_xact_lock(hashtextextended('coldroom alarm notices', 0))",
                row -> Sql.instant(row, "at"));
    }

    /** Returns due alarms and locks them. Rows that another transaction has locked are left for the next pass. */
    static List<Due> due(Connection connection) throws SQLException {
        return Sql.list(connection, """
                select a.*, e.site, e.room, e.sensor, e.limit_name, e.kind, e.side, e.from_at, e.to_at, e.peak_micro, e.peak_at,
                       k.by, k.comment, k.action
                  from alarm a join excursion e on e.id = a.excursion_id
                  left join lateral (select * from acknowledgement k where k.excursion_id = a.excursion_id
                                      order by k.at desc, k.number desc limit 1) k on true
                 where a.due_at <= now() order by a.due_at, e.sensor limit ? for no key update of a skip locked""", NoticeTable::due, BATCH_SIZE);
    }

    private static Due due(ResultSet row) throws SQLException {
        String told = row.getString("told");
        return new Due(
                row.getString("site"),
                row.getString("room"),
                row.getString("severity"),
                EnumText.parse(AlarmState.class, row.getString("state")),
                told == null ? null : EnumText.parse(AlarmState.class, told),
                row.getInt("level"),
                Sql.instant(row, "since"),
                facts(row));
    }

    private static AlarmNotice.Alarm facts(ResultSet row) throws SQLException {
        Long peak = Sql.nullableLong(row, "peak_micro");
        String by = row.getString("by");
        return new AlarmNotice.Alarm(
                row.getObject("excursion_id", UUID.class),
                Watch.of(row).subject(),
                row.getString("limit_name"),
                row.getString("side"),
                null,
                Sql.instant(row, "from_at"),
                Sql.nullableInstant(row, "to_at"),
                peak == null ? null : Double.valueOf(peak / (double) Readings.MICRO),
                Sql.nullableInstant(row, "peak_at"),
                Sql.instant(row, "raised_at"),
                Sql.instant(row, "known_at"),
                by == null
                        ? null
                        : new AlarmNotice.Acknowledgement(by, row.getString("comment"), row.getString("action")));
    }

    /** Returns, by subject, the end of the pause after its latest notice. */
    static Map<Subject, Instant> notBefore(Connection connection, Duration pause) throws SQLException {
        Map<Subject, Instant> notBefore = new HashMap<>();
        Sql.forEach(
                connection,
                """
                select site, room, severity, kind, level, max(made_at) as made_at from notice
                 where made_at > now() - ? * interval '1 millisecond' group by site, room, severity, kind, level""",
                row -> {
                    Subject subject = new Subject(
                            row.getString("site"),
                            row.getString("room"),
                            row.getString("severity"),
                            row.getString("kind"),
                            row.getObject("level", Integer.class));
                    notBefore.put(subject, Sql.instant(row, "made_at").plus(pause));
                },
                pause.toMillis());
        return notBefore;
    }

    /** Returns, by alarm key, the recipients called since the alarm has been open. */
    static Map<String, Recipients> called(Connection connection, List<Due> alarms) throws SQLException {
        Map<String, Recipients> called = new HashMap<>();
        Sql.forEach(
                connection,
                """
                select distinct a.excursion_id || '/' || a.severity as key, r.channel, r.address
                  from unnest(?::text[], ?::text[]) as t (excursion_id, severity)
                  join alarm a on a.excursion_id = t.excursion_id::uuid and a.severity = t.severity
                  join notice_alarm na on na.excursion_id = a.excursion_id and na.severity = a.severity
                  join notice n on n.id = na.notice_id and n.kind = 'alarm-raised' and n.made_at >= a.since
                  join notice_recipient r on r.notice_id = n.id""",
                row -> {
                    Recipients recipients = called.computeIfAbsent(
                            row.getString("key"), key -> new Recipients(new TreeSet<>(), new TreeSet<>()));
                    (row.getString("channel").equals("mail") ? recipients.mails() : recipients.webhooks())
                            .add(row.getString("address"));
                },
                Sql.texts(alarms, a -> a.facts().excursion().toString()),
                Sql.texts(alarms, Due::severity));
        return called;
    }

    static void settle(Connection connection, List<Agenda.Settled> settled) throws SQLException {
        Sql.update(
                connection,
                """
                update alarm a set level = t.level, told = t.told, due_at = to_timestamp(t.due_ms / 1000.0)
                  from unnest(?::text[], ?::text[], ?::int[], ?::text[], ?::bigint[])
                    as t (excursion_id, severity, level, told, due_ms)
                 where a.excursion_id = t.excursion_id::uuid and a.severity = t.severity""",
                Sql.texts(settled, s -> s.alarm().facts().excursion().toString()),
                Sql.texts(settled, s -> s.alarm().severity()),
                settled.stream().mapToInt(s -> s.alarm().level()).toArray(),
                Sql.texts(
                        settled,
                        s -> s.alarm().told() == null
                                ? null
                                : EnumText.of(s.alarm().told())),
                settled.stream()
                        .map(s -> s.dueAt() == null ? null : s.dueAt().toEpochMilli())
                        .toArray(Long[]::new));
    }

    /** Stores notices and their recipients. */
    static void add(Connection connection, List<Notice> notices) throws SQLException {
        Sql.update(
                connection,
                """
                insert into notice (id, kind, site, room, severity, level)
                select id::uuid, kind, site, room, severity, level
                  from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[])
                    as t (id, kind, site, room, severity, level)""",
                Sql.texts(notices, n -> n.id().toString()),
                Sql.texts(notices, n -> n.subject().kind()),
                Sql.texts(notices, n -> n.subject().site()),
                Sql.texts(notices, n -> n.subject().room()),
                Sql.texts(notices, n -> n.subject().severity()),
                notices.stream().map(n -> n.subject().level()).toArray(Integer[]::new));
        add(connection, """
                insert into notice_recipient (notice_id, channel, address)
                select unnest(?::text[])::uuid, unnest(?::text[]), unnest(?::text[])""", notices.stream().flatMap(NoticeTable::recipients));
        add(
                connection,
                """
                insert into notice_alarm (notice_id, excursion_id, severity)
                select unnest(?::text[])::uuid, unnest(?::text[])::uuid, unnest(?::text[])""",
                notices.stream()
                        .flatMap(n -> n.alarms().stream()
                                .map(a -> new Row(n.id(), a.facts().excursion().toString(), a.severity()))));
    }

    private record Row(UUID notice, String first, String second) {}

    private static Stream<Row> recipients(Notice notice) {
        return Stream.concat(
                notice.recipients().mails().stream().map(mail -> new Row(notice.id(), "mail", mail)),
                notice.recipients().webhooks().stream().map(url -> new Row(notice.id(), "webhook", url)));
    }

    private static void add(Connection connection, String insert, Stream<Row> values) throws SQLException {
        List<Row> rows = values.toList();
        Sql.update(
                connection,
                insert,
                Sql.texts(rows, row -> row.notice.toString()),
                Sql.texts(rows, Row::first),
                Sql.texts(rows, Row::second));
    }
}
