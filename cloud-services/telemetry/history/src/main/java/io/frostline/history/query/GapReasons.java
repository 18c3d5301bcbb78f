package io.frostline.history.query;

import io.frostline.contract.batch.Batch;
import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reasons why readings are missing, from what is known of a site. */
final class GapReasons {
    private record Cause(String reason, Instant from, Instant to) {
        boolean covers(Gap gap) {
            return from.isBefore(gap.to()) && !to.isBefore(gap.from());
        }
    }

    private static final Instant BEGINNING = Instant.EPOCH;
    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

    private GapReasons() {}

    static List<Gap> explain(Connection connection, int siteId, List<Gap> gaps) throws SQLException {
        if (gaps.stream().allMatch(GapReasons::isKnown)) {
            return gaps;
        }
        Instant from = gaps.getFirst().from();
        Instant to = gaps.stream().map(Gap::to).max(Instant::compareTo).orElseThrow();
        List<Cause> causes = causes(connection, siteId, from, to);
        List<Gap> explained = new ArrayList<>(gaps.size());
        for (Gap gap : gaps) {
            explained.add(isKnown(gap) ? gap : explain(gap, causes));
        }
        return explained;
    }

    /** Returns true if the readings themselves tell the reason. */
    private static boolean isKnown(Gap gap) {
        return gap.reason().equals(Gap.SENSOR_FAULT) || gap.reason().equals(Gap.CLOCK_AHEAD);
    }

    private static Gap explain(Gap gap, List<Cause> causes) {
        for (Cause cause : causes) {
            if (cause.covers(gap)) {
                return new Gap(gap.from(), gap.to(), cause.reason);
            }
        }
        return gap.reason().isEmpty() ? new Gap(gap.from(), gap.to(), Gap.NO_READING) : gap;
    }

    /** Returns the causes, strongest reasons first. */
    private static List<Cause> causes(Connection connection, int siteId, Instant from, Instant to) throws SQLException {
        List<Cause> causes = new ArrayList<>(Sql.list(
                connection,
                "select from_at, to_at from overflow where site_id = ? and to_at >= ? and from_at < ?",
                row -> new Cause(Gap.OVERFLOW, Sql.instant(row, "from_at"), Sql.instant(row, "to_at")),
                siteId,
                from,
                to));
        causes.addAll(Sql.list(
                connection,
                "select at, monotonic_ms, detail ->> 'from' as began from log_entry where site_id = ? and kind = ? and at >= ?",
                GapReasons::discarded,
                siteId,
                Batch.Entry.READINGS_DISCARDED,
                from));
        // a hole in an epoch's sequence lies in time between the adjacent batches
        causes.addAll(Sql.list(
                connection,
                """
                with missing as (
                    select e.id, int8multirange(int8range(1, upper(e.received))) - e.received as sequences,
                           coalesce(o.known, '{}') as overflow, coalesce(o.unplaced, '{}') as unplaced
                      from epoch e
                      left join lateral (
                           select range_agg(int8range(first_sequence, last_sequence + 1)) as known,
                                  range_agg(int8range(first_sequence, last_sequence + 1))
                                      filter (where to_at = to_timestamp(0)) as unplaced
                             from overflow where epoch_id = e.id) o on true
                     where e.site_id = ? and e.received <> '{}'),
                hole as (
                    select id, lower(r) as first, upper(r) as next, false as overflow
                      from missing, unnest(sequences - overflow) as r
                    union all
                    select id, lower(r), upper(r), true from missing, unnest(sequences * unplaced) as r)
                select overflow,
                       (select b.to_at from batch b
                         where b.epoch_id = hole.id and b.sequence < hole.first and b.to_at is not null
                         order by b.sequence desc limit 1) as from_at,
                       (select b.from_at from batch b
                         where b.epoch_id = hole.id and b.sequence >= hole.next and b.from_at is not null
                         order by b.sequence limit 1) as to_at
                  from hole order by overflow""",
                row -> between(row, row.getBoolean("overflow") ? Gap.OVERFLOW : Gap.MISSING_SEQUENCE),
                siteId));
        causes.addAll(Sql.list(connection, """
                with unplaced as (
                    select epoch_id as id, min(sequence) as first, max(sequence) as last
                      from pending p
                     where site_id = ? and boot is not null
                       and not exists (select 1 from boot_clock c where c.site_id = p.site_id and c.boot = p.boot)
                     group by epoch_id, boot)
                select (select b.to_at from batch b
                         where b.epoch_id = unplaced.id and b.sequence < unplaced.first and b.to_at is not null
                         order by b.sequence desc limit 1) as from_at,
                       (select b.from_at from batch b
                         where b.epoch_id = unplaced.id and b.sequence > unplaced.last and b.from_at is not null
                         order by b.sequence limit 1) as to_at
                  from unplaced""", row -> between(row, Gap.CLOCK_UNSYNCHRONISED), siteId));
        causes.addAll(Sql.list(
                connection,
                "select at from log_entry where site_id = ? and kind = ? and at >= ? and at <= ? + interval '5 minutes'",
                row -> new Cause(Gap.AGENT_DOWN, Sql.instant(row, "at"), Sql.instant(row, "at")),
                siteId,
                Batch.Entry.AGENT_STARTED,
                from,
                to));
        return causes;
    }

    private static Cause between(ResultSet row, String reason) throws SQLException {
        Instant from = Sql.nullableInstant(row, "from_at");
        Instant to = Sql.nullableInstant(row, "to_at");
        return new Cause(reason, from == null ? BEGINNING : from, to == null ? END : to);
    }

    private static Cause discarded(ResultSet row) throws SQLException {
        Instant at = Sql.instant(row, "at");
        @Nullable String began = row.getString("began");
        if (began == null) {
            return new Cause(Gap.DISCARDED, at, at);
        }
        // if the clock was not known, "from" is of the same monotonic clock as the entry
        Long monotonic = Sql.nullableLong(row, "monotonic_ms");
        long from = Long.parseLong(began);
        return new Cause(
                Gap.DISCARDED, monotonic == null ? Instant.ofEpochMilli(from) : at.minusMillis(monotonic - from), at);
    }
}
