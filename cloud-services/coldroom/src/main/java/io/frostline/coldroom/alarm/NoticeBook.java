package io.frostline.coldroom.alarm;

import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

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
                notices.stream().map(n -> n.id().toString()).toArray(String[]::new),
                notices.stream().map(n -> n.subject().kind()).toArray(String[]::new),
                notices.stream().map(n -> n.subject().site()).toArray(String[]::new),
                notices.stream().map(n -> n.subject().room()).toArray(String[]::new),
                notices.stream().map(n -> n.subject().severity()).toArray(String[]::new),
                notices.stream().map(n -> n.subject().level()).toArray(Integer[]::new));
        addRecipients(connection, notices);
        addAlarms(connection, notices);
    }

    private static void addRecipients(Connection connection, List<Notice> notices) throws SQLException {
        List<String> ids = new ArrayList<>();
        List<String> channels = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        for (Notice notice : notices) {
            for (String mail : notice.recipients().mails()) {
                ids.add(notice.id().toString());
                channels.add("mail");
                addresses.add(mail);
            }
            for (String webhook : notice.recipients().webhooks()) {
                ids.add(notice.id().toString());
                channels.add("webhook");
                addresses.add(webhook);
            }
        }
        Sql.update(
                connection,
                """
                insert into notice_recipient (notice_id, channel, address)
                select unnest(?::text[])::uuid, unnest(?::text[]), unnest(?::text[])""",
                ids.toArray(String[]::new),
                channels.toArray(String[]::new),
                addresses.toArray(String[]::new));
    }

    private static void addAlarms(Connection connection, List<Notice> notices) throws SQLException {
        List<String> ids = new ArrayList<>();
        List<String> excursions = new ArrayList<>();
        List<String> severities = new ArrayList<>();
        for (Notice notice : notices) {
            for (Due alarm : notice.alarms()) {
                ids.add(notice.id().toString());
                excursions.add(alarm.facts().excursion().toString());
                severities.add(alarm.severity());
            }
        }
        Sql.update(
                connection,
                """
                insert into notice_alarm (notice_id, excursion_id, severity)
                select unnest(?::text[])::uuid, unnest(?::text[])::uuid, unnest(?::text[])""",
                ids.toArray(String[]::new),
                excursions.toArray(String[]::new),
                severities.toArray(String[]::new));
    }
}
