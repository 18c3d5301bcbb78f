package io.frostline.history.continuity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.frostline.contract.batch.Digest;
import io.frostline.history.store.Database;
import io.frostline.history.store.Registry;
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Query for what is known of a site's epochs: what arrived, what is missing and why, and what was refused. */
@ApplicationScoped
public class Continuity {
    public record Range(long first, long last) {}

    public record Refusal(long sequence, String reason, Instant at) {}

    public record Overflow(long first, long last, long readings, long logEntries, Instant from, Instant to) {}

    public record Chain(
            boolean intact,
            @Nullable Long breaksAt,
            @Nullable String detail) {}

    /**
     * State of one epoch.
     *
     * @param epoch number in hexadecimal
     * @param withdrawn time of withdrawal; null if the epoch counts
     * @param future number of readings whose instants were ahead of the receiver's clock
     */
    public record Epoch(
            String epoch,
            String origin,
            @Nullable Long first,
            @Nullable Long last,
            List<Range> missing,
            long duplicates,
            long future,
            List<Overflow> overflow,
            List<Refusal> refused,
            Chain chain,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Instant withdrawn) {}

    private final Database database;
    private final ChainCheck chains;

    Continuity(Database database, ChainCheck chains) {
        this.database = database;
        this.chains = chains;
    }

    record Site(String site, long sensors, long epochs) {}

    /** Returns the sites, ordered by name. */
    List<Site> sites() throws SQLException {
        return database.each(c -> Sql.list(
                c, """
                select name, (select count(*) from sensor s where site_id = site.id and """ + Registry.EXISTS + """
                       ),
                       (select count(*) from epoch where site_id = site.id)
                  from site order by name""", row -> new Site(row.getString(1), row.getLong(2), row.getLong(3))));
    }

    List<Epoch> of(int siteId) throws SQLException {
        return database.read(c -> of(c, siteId));
    }

    record EpochRow(
            int id,
            long epoch,
            String origin,
            @Nullable Long first,
            @Nullable Long last,
            long duplicates,
            long future,
            @Nullable Instant withdrawn) {}

    static List<EpochRow> epochs(Connection connection, int siteId) throws SQLException {
        return Sql.list(
                connection,
                """
                select id, epoch, origin, lower(received) as first, upper(received) - 1 as last, duplicates, future,
                       withdrawn_at
                  from epoch where site_id = ? order by first_seen, id""",
                row -> new EpochRow(
                        row.getInt("id"),
                        row.getLong("epoch"),
                        row.getString("origin"),
                        Sql.nullableLong(row, "first"),
                        Sql.nullableLong(row, "last"),
                        row.getLong("duplicates"),
                        row.getLong("future"),
                        Sql.nullableInstant(row, "withdrawn_at")),
                siteId);
    }

    private List<Epoch> of(Connection connection, int siteId) throws SQLException {
        List<Epoch> epochs = new java.util.ArrayList<>();
        for (EpochRow row : epochs(connection, siteId)) {
            List<ChainCheck.Break> breaks = chains.check(connection, row);
            epochs.add(new Epoch(
                    Long.toHexString(row.epoch),
                    row.origin,
                    row.first,
                    row.last,
                    missing(connection, row.id),
                    row.duplicates,
                    row.future,
                    overflow(connection, row.id),
                    refused(connection, row.id),
                    breaks.isEmpty()
                            ? new Chain(true, null, null)
                            : new Chain(
                                    false,
                                    breaks.getFirst().sequence(),
                                    breaks.getFirst().detail()),
                    row.withdrawn));
        }
        return epochs;
    }

    static List<Range> missing(Connection connection, int epochId) throws SQLException {
        return Sql.list(connection, """
                select lower(r), upper(r) - 1
                  from epoch, unnest(int8multirange(int8range(1, upper(received))) - received) as r
                 where id = ? and received <> '{}'""", row -> new Range(row.getLong(1), row.getLong(2)), epochId);
    }

    private static List<Overflow> overflow(Connection connection, int epochId) throws SQLException {
        return Sql.list(
                connection,
                "select * from overflow where epoch_id = ? order by first_sequence",
                row -> new Overflow(
                        row.getLong("first_sequence"),
                        row.getLong("last_sequence"),
                        row.getLong("readings"),
                        row.getLong("log_entries"),
                        Sql.instant(row, "from_at"),
                        Sql.instant(row, "to_at")),
                epochId);
    }

    private static List<Refusal> refused(Connection connection, int epochId) throws SQLException {
        return Sql.list(
                connection,
                "select sequence, reason, refused_at from refusal where epoch_id = ? order by id limit 1000",
                row -> new Refusal(row.getLong(1), row.getString(2), Sql.instant(row, "refused_at")),
                epochId);
    }

    /** Returns the digest of the last batch that each overflow record names, by the sequence that follows it. */
    static java.util.Map<Long, Digest> overflowDigests(Connection connection, int epochId) throws SQLException {
        java.util.Map<Long, Digest> digests = new java.util.HashMap<>();
        Sql.forEach(
                connection,
                "select last_sequence + 1, last_digest from overflow where epoch_id = ?",
                row -> digests.put(row.getLong(1), new Digest(row.getBytes(2))),
                epochId);
        return digests;
    }
}
