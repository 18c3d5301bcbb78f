package io.frostline.history.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
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

    private AgentLog() {}

    static void store(Connection connection, List<Arrived> fresh) throws SQLException {
        List<Integer> epochs = new ArrayList<>();
        List<Long> sequences = new ArrayList<>();
        List<Integer> ordinals = new ArrayList<>();
        List<Integer> sites = new ArrayList<>();
        List<@Nullable Long> boots = new ArrayList<>();
        List<Long> millis = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        List<String> details = new ArrayList<>();
        for (Arrived a : fresh) {
            int ordinal = 0;
            for (Batch.Entry entry : a.batch().log()) {
                epochs.add(a.epochId());
                sequences.add(a.batch().sequence());
                ordinals.add(ordinal++);
                sites.add(a.siteId());
                boots.add(a.batch().boot().isPresent() ? a.batch().boot().getAsLong() : null);
                millis.add(entry.atMillis());
                kinds.add(entry.kind());
                texts.add(entry.text());
                details.add(json(entry.detail()));
            }
        }
        if (kinds.isEmpty()) {
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
                epochs.toArray(Integer[]::new),
                sequences.toArray(Long[]::new),
                ordinals.toArray(Integer[]::new),
                sites.toArray(Integer[]::new),
                boots.toArray(Long[]::new),
                millis.toArray(Long[]::new),
                kinds.toArray(String[]::new),
                texts.toArray(String[]::new),
                details.toArray(String[]::new));
        for (Arrived a : fresh) {
            for (Batch.Entry entry : a.batch().log()) {
                if (entry.kind().equals(Batch.Entry.CLOCK_LEARNED)) {
                    learnClock(connection, a.siteId(), entry.detail());
                }
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

    private static String json(Map<String, String> detail) {
        try {
            return JSON.writeValueAsString(detail);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings is JSON", e);
        }
    }
}
