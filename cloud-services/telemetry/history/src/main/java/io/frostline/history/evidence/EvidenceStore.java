package io.frostline.history.evidence;

import io.frostline.contract.batch.Batch;
import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Store of batches as they arrived, each once per (epoch, sequence), in the caller's transaction. A repeated batch with the same
 * bytes is a duplicate and is counted. One with other bytes is refused, kept and visible.
 */
public final class EvidenceStore {
    /** Outcome of one call, as numbers of batches and readings. */
    public record Stored(int batches, long readings, int duplicates, int refused) {}

    private record Key(int epochId, long sequence) {}

    private EvidenceStore() {}

    /** Serialises the writers of a site until the transaction ends, so that arrival numbers are in the order of commits. */
    public static void lockSites(Connection connection, Set<Integer> siteIds) throws SQLException {
        Sql.list(
                connection,
                "select id from site where id = any(?) order by id for no key update",
                row -> row.getInt(1),
                siteIds.stream().mapToInt(Integer::intValue).sorted().toArray());
    }

    /** Stores the batches. The caller must hold the locks of their sites. */
    public static Stored store(Connection connection, List<Arrived> arrived) throws SQLException {
        if (arrived.isEmpty()) {
            return new Stored(0, 0, 0, 0);
        }
        Set<Key> inserted = insertBatches(connection, arrived);
        List<Arrived> fresh = new ArrayList<>(inserted.size());
        List<Arrived> again = new ArrayList<>();
        Set<Key> seen = new HashSet<>();
        for (Arrived a : arrived) {
            Key key = new Key(a.epochId(), a.batch().sequence());
            (inserted.contains(key) && seen.add(key) ? fresh : again).add(a);
        }
        long readings = 0;
        for (Arrived a : fresh) {
            readings += a.batch().readingCount();
        }
        markReceived(connection, fresh);
        AgentLog.store(connection, fresh);
        insertOverflow(connection, fresh);
        int refused = countAgain(connection, again);
        return new Stored(fresh.size(), readings, again.size() - refused, refused);
    }

    private static Set<Key> insertBatches(Connection connection, List<Arrived> arrived) throws SQLException {
        int n = arrived.size();
        int[] epoch = new int[n];
        int[] site = new int[n];
        int[] catalog = new int[n];
        long[] sequence = new long[n];
        int[] readings = new int[n];
        @Nullable Long[] from = new Long[n];
        @Nullable Long[] to = new Long[n];
        @Nullable Long[] boot = new Long[n];
        long[] received = new long[n];
        int[] future = new int[n];
        byte[][] payload = new byte[n][];
        for (int i = 0; i < n; i++) {
            Arrived a = arrived.get(i);
            epoch[i] = a.epochId();
            site[i] = a.siteId();
            catalog[i] = a.catalogId();
            sequence[i] = a.batch().sequence();
            readings[i] = a.batch().readingCount();
            from[i] = millis(a.fromAt());
            to[i] = millis(a.toAt());
            boot[i] = a.batch().boot();
            payload[i] = a.payload();
            received[i] = a.received().toEpochMilli();
            future[i] = a.future();
        }
        // numbers of one transaction are contiguous, and follow those of the transaction before: sites are locked
        return new HashSet<>(Sql.list(
                connection,
                """
                with incoming as (
                    select t.*, (select nextval('arrival')) * 1000000 + n as arrival
                      from unnest(?::int[], ?::int[], ?::int[], ?::bigint[], ?::int[], ?::bigint[], ?::bigint[],
                                  ?::bigint[], ?::bytea[], ?::bigint[], ?::int[])
                           with ordinality
                        as t (epoch_id, site_id, catalog_id, sequence, readings, from_ms, to_ms, boot, payload, received_ms, future,
                            n)),
                stored as (
                    insert into batch (sequence, arrival, from_at, to_at, epoch_id, catalog_id, payload, digest,
                           received_at, future)
                    select sequence, arrival, to_timestamp(from_ms / 1000.0), to_timestamp(to_ms / 1000.0),
                           epoch_id, catalog_id, payload, sha256(payload), to_timestamp(received_ms / 1000.0), future
                      from incoming order by n
                    on conflict do nothing
                    returning epoch_id, sequence, arrival),
                waiting as (
                    insert into pending (arrival, site_id, epoch_id, sequence, catalog_id, readings, from_at,
                           to_at, boot)
                    select arrival, site_id, epoch_id, sequence, catalog_id, readings, to_timestamp(from_ms / 1000.0),
                           to_timestamp(to_ms / 1000.0), boot
                      from incoming join stored using (epoch_id, sequence, arrival)
                     where readings > 0)
                select epoch_id, sequence from stored""",
                row -> new Key(row.getInt(1), row.getLong(2)),
                epoch,
                site,
                catalog,
                sequence,
                readings,
                from,
                to,
                boot,
                payload,
                received,
                future));
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : Long.valueOf(instant.toEpochMilli());
    }

    private static void markReceived(Connection connection, List<Arrived> fresh) throws SQLException {
        Map<Integer, TreeSet<Long>> sequences = new TreeMap<>();
        Map<Integer, Integer> future = new TreeMap<>();
        for (Arrived a : fresh) {
            future.merge(a.epochId(), a.future(), Integer::sum);
            sequences
                    .computeIfAbsent(a.epochId(), id -> new TreeSet<>())
                    .add(a.batch().sequence());
        }
        if (!sequences.isEmpty()) {
            Sql.update(
                    connection,
                    """
                    update epoch set received = received + t.ranges::int8multirange, future = epoch.future + t.future
                      from unnest(?::int[], ?::text[], ?::int[]) as t (id, ranges, future) where epoch.id = t.id""",
                    sequences.keySet().stream().mapToInt(Integer::intValue).toArray(),
                    sequences.values().stream().map(EvidenceStore::multirange).toArray(String[]::new),
                    future.values().stream().mapToInt(Integer::intValue).toArray());
        }
    }

    /** Returns the sequences in PostgreSQL's multirange notation, e.g. {@code {[1,4),[7,8)}}. */
    private static String multirange(TreeSet<Long> sequences) {
        StringBuilder text = new StringBuilder("{");
        long start = sequences.first();
        long next = start;
        for (long sequence : sequences) {
            if (sequence != next) {
                text.append('[').append(start).append(',').append(next).append("),");
                start = sequence;
            }
            next = sequence + 1;
        }
        return text.append('[')
                .append(start)
                .append(',')
                .append(next)
                .append(")}")
                .toString();
    }

    private static void insertOverflow(Connection connection, List<Arrived> fresh) throws SQLException {
        for (Arrived a : fresh) {
            for (Batch.Overflow overflow : a.batch().overflow()) {
                Sql.update(
                        connection,
                        """
                        insert into overflow (epoch_id, first_sequence, last_sequence, site_id, readings, log_entries,
                               from_at, to_at, last_digest)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""",
                        a.epochId(),
                        overflow.first(),
                        overflow.last(),
                        a.siteId(),
                        overflow.readings(),
                        overflow.logEntries(),
                        Instant.ofEpochMilli(overflow.fromMillis()),
                        Instant.ofEpochMilli(overflow.toMillis()),
                        overflow.lastDigest().bytes());
            }
        }
    }

    /** @return number of batches whose bytes differ from the stored ones */
    private static int countAgain(Connection connection, List<Arrived> again) throws SQLException {
        if (again.isEmpty()) {
            return 0;
        }
        int[] epoch = again.stream().mapToInt(Arrived::epochId).toArray();
        long[] sequence = again.stream().mapToLong(a -> a.batch().sequence()).toArray();
        byte[][] payload = again.stream().map(Arrived::payload).toArray(byte[][]::new);
        List<Boolean> same = Sql.list(connection, """
                select coalesce(b.payload = t.payload, b.digest = sha256(t.payload))
                  from unnest(?::int[], ?::bigint[], ?::bytea[]) with ordinality as t (epoch_id, sequence, payload, n)
                  join batch b using (epoch_id, sequence) order by t.n""", row -> row.getBoolean(1), epoch, sequence, payload);
        Map<Integer, Integer> duplicates = new TreeMap<>();
        int refused = 0;
        for (int i = 0; i < again.size(); i++) {
            if (same.get(i)) {
                duplicates.merge(epoch[i], 1, Integer::sum);
            } else {
                refused++;
                Sql.update(connection, """
                        insert into refusal (epoch_id, sequence, reason, payload)
                        values (?, ?, 'this sequence is stored with another content', ?) on conflict do nothing""", epoch[i], sequence[i], payload[i]);
            }
        }
        Sql.update(
                connection,
                """
                update epoch set duplicates = duplicates + t.n
                  from unnest(?::int[], ?::int[]) as t (id, n) where epoch.id = t.id""",
                duplicates.keySet().stream().mapToInt(Integer::intValue).toArray(),
                duplicates.values().stream().mapToInt(Integer::intValue).toArray());
        return refused;
    }
}
