package io.frostline.coldroom.alarm;

import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Store of notices and their recipients. Runs in the caller's transaction. */
final class NoticeBook {
    private NoticeBook() {}

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
                select unnest(?::text[])::uuid, unnest(?::text[]), unnest(?::text[])""", notices.stream().flatMap(NoticeBook::recipients));
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
