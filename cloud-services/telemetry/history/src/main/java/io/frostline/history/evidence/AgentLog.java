package io.frostline.history.evidence;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.contract.batch.Batch;
import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Log entries that agents send beside their readings. The entry with a boot's time dates all other entries of that boot. */
final class AgentLog {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Row(Arrived of, int ordinal, @Nullable Long boot, Batch.Entry entry) {}

    private AgentLog() {}

    static void store(Connection connection, List<Arrived> fresh) throws SQLException {
        List<Row> rows = new ArrayList<>();
        for (Arrived a : fresh) {
            List<Batch.Entry> log = a.batch().log();
            Long boot = a.batch().boot();
            for (int i = 0; i < log.size(); i++) {
                rows.add(new Row(a, i, boot, log.get(i)));
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        Sql.update(
                connection,
                """
                insert into log_entry (epoch_id, sequence, ordinal, site_id, at, boot, monotonic_ms, kind, text, detail)
                select t.epoch_id, t.sequence, t.ordinal, t.site_id,
                       case when t.boot is null then to_timestamp(t.ms / 1000.0)
                            else to_timestamp((t.ms + c.offset_ms) / 1000.0) end,
                       t.boot, case when t.boot is not null then t.ms end, t.kind, t.text, t.detail::jsonb
                  from unnest(?::int[], ?::bigint[], ?::int[], ?::int[], ?::bigint[], ?::bigint[], ?::text[], ?::text[],
                              ?::text[])
                    as t (epoch_id, sequence, ordinal, site_id, boot, ms, kind, text, detail)
                  left join boot_clock c on c.site_id = t.site_id and c.boot = t.boot""",
                rows.stream().mapToInt(row -> row.of.epochId()).toArray(),
                rows.stream().mapToLong(row -> row.of.batch().sequence()).toArray(),
                rows.stream().mapToInt(Row::ordinal).toArray(),
                rows.stream().mapToInt(row -> row.of.siteId()).toArray(),
                rows.stream().map(Row::boot).toArray(Long[]::new),
                rows.stream().mapToLong(row -> row.entry.atMillis()).toArray(),
                rows.stream().map(row -> row.entry.kind()).toArray(String[]::new),
                rows.stream().map(row -> row.entry.text()).toArray(String[]::new),
                rows.stream()
                        .map(row -> JSON.valueToTree(row.entry.detail()).toString())
                        .toArray(String[]::new));
        for (Row row : rows) {
            if (row.entry.kind().equals(Batch.Entry.CLOCK_LEARNED)) {
                learnClock(connection, row.of.siteId(), row.entry.detail());
            }
        }
    }

    private static void learnClock(Connection connection, int siteId, Map<String, String> detail) throws SQLException {
        long boot;
        long offset;
        try {
            boot = Long.parseUnsignedLong(detail.getOrDefault("boot", ""), 16);
            offset = Long.parseLong(detail.getOrDefault("utc", ""))
                    - Long.parseLong(detail.getOrDefault("monotonic", ""));
        } catch (NumberFormatException e) {
            return; // an entry without a readable clock dates nothing; it stays in the log as it arrived
        }
        Sql.update(
                connection,
                "insert into boot_clock (site_id, boot, offset_ms) values (?, ?, ?) on conflict do nothing",
                siteId,
                boot,
                offset);
        Sql.update(connection, """
                update log_entry e set at = to_timestamp((e.monotonic_ms + c.offset_ms) / 1000.0)
                  from boot_clock c
                 where e.site_id = ? and e.boot = ? and e.at is null and c.site_id = e.site_id and c.boot = e.boot""", siteId, boot);
    }
}
