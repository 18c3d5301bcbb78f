package io.frostline.coldroom.excursion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.coldroom.detection.Limit;
import io.frostline.coldroom.room.Watch;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.text.EnumText;
import io.frostline.platform.text.Json;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** SQL statements on {@code excursion} and {@code excursion_change}, each for many rows, in the caller's transaction. */
record ExcursionTable(ObjectMapper json) {
    /** Returns the known excursions that begin in the findings' ranges, ascending, and locks them. */
    List<Known> known(Connection connection, List<Finding> findings) throws SQLException {
        return Sql.list(
                connection,
                """
                select e.* from excursion e
                  join unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
                    as f (site, sensor, room, limit_name, kind, from_ms, until_ms)
                       using (site, sensor, room, limit_name, kind)
                 where e.withdrawn_at is null and e.from_at >= to_timestamp(f.from_ms / 1000.0)
                   and (f.until_ms is null or e.from_at < to_timestamp(f.until_ms / 1000.0))
                 order by e.from_at for no key update of e""",
                this::known,
                Sql.texts(findings, f -> f.watch().site()),
                Sql.texts(findings, f -> f.watch().sensor()),
                Sql.texts(findings, f -> f.watch().room()),
                Sql.texts(findings, f -> f.watch().limit()),
                Sql.texts(findings, f -> EnumText.of(f.watch().kind())),
                Sql.longs(findings, f -> f.from().toEpochMilli()),
                longs(findings, f -> millis(f.until())));
    }

    void write(Connection connection, List<Change> changes) throws SQLException {
        upsert(connection, changes.stream().filter(c -> c.now() != null).toList());
        List<Change> withdrawn = changes.stream().filter(c -> c.now() == null).toList();
        if (!withdrawn.isEmpty()) {
            Sql.update(connection, "update excursion set withdrawn_at = now() where id = any(?::uuid[])", (Object)
                    Sql.texts(withdrawn, c -> c.id().toString()));
        }
    }

    private void upsert(Connection connection, List<Change> changes) throws SQLException {
        Sql.update(
                connection,
                """
                insert into excursion as e (id, site, sensor, room, limit_name, kind, side, from_at, to_at, outside_ms,
                       masked_ms, peak_micro, peak_at, raised)
                select id::uuid, site, sensor, room, limit_name, kind, side, to_timestamp(from_ms / 1000.0),
                       to_timestamp(to_ms / 1000.0), outside_ms, masked_ms, peak_micro,
                       to_timestamp(peak_ms / 1000.0), raised::jsonb
                  from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],
                       ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[])
                    as t (id, site, sensor, room, limit_name, kind, side, from_ms, to_ms, outside_ms, masked_ms,
                       peak_micro, peak_ms, raised)
                on conflict (id) do update set side = excluded.side, from_at = excluded.from_at, to_at = excluded.to_at,
                       outside_ms = excluded.outside_ms, masked_ms = excluded.masked_ms,
                       peak_micro = excluded.peak_micro, peak_at = excluded.peak_at, raised = excluded.raised""",
                Sql.texts(changes, c -> c.id().toString()),
                Sql.texts(changes, c -> c.watch().site()),
                Sql.texts(changes, c -> c.watch().sensor()),
                Sql.texts(changes, c -> c.watch().room()),
                Sql.texts(changes, c -> c.watch().limit()),
                Sql.texts(changes, c -> EnumText.of(c.watch().kind())),
                Sql.texts(changes, c -> side(of(c))),
                longs(changes, c -> millis(of(c).from())),
                longs(changes, c -> millis(of(c).to())),
                longs(changes, c -> of(c).outsideMillis()),
                longs(changes, c -> of(c).maskedMillis()),
                longs(changes, c -> of(c).peakMicro()),
                longs(changes, c -> millis(of(c).peakAt())),
                Sql.texts(changes, c -> Json.write(json, of(c).raisedInOrder())));
    }

    void remember(Connection connection, List<Change> changes, Finding.Cause cause) throws SQLException {
        Sql.update(
                connection,
                """
                insert into excursion_change (excursion_id, change, cause, from_at, to_at, raised)
                select id::uuid, change, ?, to_timestamp(from_ms / 1000.0), to_timestamp(to_ms / 1000.0), raised::jsonb
                  from unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[])
                    as t (id, change, from_ms, to_ms, raised)""",
                EnumText.of(cause),
                Sql.texts(changes, c -> c.id().toString()),
                Sql.texts(changes, Change::text),
                longs(changes, c -> millis(of(c).from())),
                longs(changes, c -> millis(of(c).to())),
                Sql.texts(changes, c -> Json.write(json, of(c).raisedInOrder())));
    }

    private static Found of(Change change) {
        return change.now() != null ? change.now() : Objects.requireNonNull(change.before());
    }

    private static @Nullable String side(Found found) {
        return found.side() == null ? null : EnumText.of(found.side());
    }

    private static @Nullable Long millis(@Nullable Instant at) {
        return at == null ? null : Long.valueOf(at.toEpochMilli());
    }

    private static <T> @Nullable Long[] longs(List<T> rows, Function<T, @Nullable Long> column) {
        return rows.stream().map(column).toArray(Long[]::new);
    }

    Known known(ResultSet row) throws SQLException {
        return new Known(row.getObject("id", UUID.class), Watch.of(row), found(row));
    }

    private Found found(ResultSet row) throws SQLException {
        String side = row.getString("side");
        return new Found(
                side == null ? null : EnumText.parse(Limit.Side.class, side),
                Sql.instant(row, "from_at"),
                Sql.nullableInstant(row, "to_at"),
                row.getLong("outside_ms"),
                row.getLong("masked_ms"),
                Sql.nullableLong(row, "peak_micro"),
                Sql.nullableInstant(row, "peak_at"),
                raised(row.getString("raised")));
    }

    Map<String, Instant> raised(String text) {
        try {
            return json.readValue(text, new TypeReference<Map<String, Instant>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
