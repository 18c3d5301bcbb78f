package io.frostline.coldroom.excursion;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.coldroom.alarm.AlarmAnswer;
import io.frostline.coldroom.alarm.Alarms;
import io.frostline.contract.column.Readings;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.text.EnumText;
import io.frostline.platform.web.Page;
import io.frostline.platform.web.Refused;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Queries and acknowledgements of excursions. Each method is one transaction. */
@ApplicationScoped
public class ExcursionBook {
    private static final String SELECT = """
            select e.*, exists (select 1 from acknowledgement a where a.excursion_id = e.id) as acknowledged
              from excursion e""";
    private static final String SELECT_ASKED = """
             where site = coalesce(?, site) and room = coalesce(?, room) and coalesce(?::text = case
                   when withdrawn_at is not null then 'withdrawn' when to_at is null then 'open' else 'ended' end, true)
            """;

    private final javax.sql.DataSource database;
    private final ExcursionTable table;
    private final Alarms alarms;

    ExcursionBook(@DataSource("coldroom") javax.sql.DataSource database, ObjectMapper json, Alarms alarms) {
        this.database = database;
        this.table = new ExcursionTable(json);
        this.alarms = alarms;
    }

    /** Filters of a query; null: any. */
    record Asked(
            @Nullable String site,
            @Nullable String room,
            @Nullable String state) {}

    @Transactional
    List<ExcursionAnswer> latest(Asked asked) {
        String select = SELECT + SELECT_ASKED + " order by from_at desc, id limit 1000";
        return Sql.list(database, select, row -> answer(row, null, null, null), asked.site, asked.room, asked.state);
    }

    @Transactional
    List<Page.Row<ExcursionAnswer>> begunIn(Asked asked, Page page) {
        return Sql.list(
                database,
                SELECT + SELECT_ASKED + " and (from_at, id) > (?, ?) and from_at < ? order by from_at, id limit ?",
                row -> new Page.Row<>(
                        answer(row, null, null, null), Sql.instant(row, "from_at"), row.getObject("id", UUID.class)),
                asked.site,
                asked.room,
                asked.state,
                page.afterAt(),
                page.afterId(),
                page.to(),
                page.limit());
    }

    @Transactional
    ExcursionAnswer get(UUID id) {
        return Sql.in(database, c -> {
            List<ExcursionAnswer.ChangeAnswer> changes = Sql.list(
                    c,
                    "select * from excursion_change where excursion_id = ? order by number",
                    row -> new ExcursionAnswer.ChangeAnswer(
                            row.getString("change"),
                            row.getString("cause"),
                            Sql.instant(row, "from_at"),
                            Sql.nullableInstant(row, "to_at"),
                            table.raised(row.getString("raised")),
                            Sql.instant(row, "noticed_at")),
                    id);
            List<ExcursionAnswer.Acknowledgement> acknowledgements = Sql.list(
                    c,
                    "select * from acknowledgement where excursion_id = ? order by at",
                    row -> new ExcursionAnswer.Acknowledgement(
                            row.getString("by"),
                            row.getString("comment"),
                            row.getString("action"),
                            Sql.instant(row, "at")),
                    id);
            List<AlarmAnswer> raised = alarms.of(c, id);
            return Sql.first(c, SELECT + " where id = ?", row -> answer(row, changes, raised, acknowledgements), id)
                    .orElseThrow(() -> unknown(id));
        });
    }

    /** Acknowledges an excursion and its present alarms. A duplicate changes nothing, unless there has been another alarm since. */
    @Transactional
    void acknowledge(UUID id, String by, String comment, String action) {
        Sql.run(database, c -> {
            UUID unused = Sql.first(c, "select id from excursion where id = ? for no key update", row -> id, id)
                    .orElseThrow(() -> unknown(id));
            int acknowledged = Sql.update(c, """
                    insert into acknowledgement (excursion_id, by, comment, action)
                    select t.* from (values (?::uuid, ?, ?, ?)) as t (excursion_id, by, comment, action)
                     where not exists (select 1 from acknowledgement a
                             where (a.excursion_id, a.by, a.comment, a.action) = (t.excursion_id, t.by, t.comment, t.action)
                               and not exists (select 1 from alarm
                                     where alarm.excursion_id = a.excursion_id and alarm.since > a.at))""", id, by, comment, action);
            if (acknowledged == 1) {
                alarms.acknowledge(c, id);
            }
        });
    }

    private static Refused unknown(UUID id) {
        return Refused.notFound("excursion", "there is no excursion " + id);
    }

    private ExcursionAnswer answer(
            ResultSet row,
            @Nullable List<ExcursionAnswer.ChangeAnswer> changes,
            @Nullable List<AlarmAnswer> raised,
            @Nullable List<ExcursionAnswer.Acknowledgement> acknowledgements)
            throws SQLException {
        Known known = table.known(row);
        Found found = known.found();
        boolean withdrawn = Sql.nullableInstant(row, "withdrawn_at") != null;
        return new ExcursionAnswer(
                known.id(),
                known.watch().site(),
                known.watch().room(),
                known.watch().oneSensor(),
                known.watch().severalSensors(),
                known.watch().limit(),
                EnumText.of(known.watch().kind()),
                found.side() == null ? null : EnumText.of(found.side()),
                withdrawn ? "withdrawn" : found.to() == null ? "open" : "ended",
                found.from(),
                found.to(),
                found.outsideMillis() / 1000.0,
                found.maskedMillis() / 1000.0,
                found.peakMicro() == null ? null : Double.valueOf(found.peakMicro() / (double) Readings.MICRO),
                found.peakAt(),
                found.raisedInOrder(),
                row.getBoolean("acknowledged"),
                Sql.instant(row, "noticed_at"),
                changes,
                raised,
                acknowledgements);
    }
}
