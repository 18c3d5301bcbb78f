package io.frostline.history.feed;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.frostline.contract.wire.Arrivals;
import io.frostline.history.store.Database;
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Query for a site's batches after an arrival number, as they are in the evidence; released batches are omitted. Of a withdrawn
 * epoch it returns only the last batch, which records the withdrawal.
 */
@ApplicationScoped
class Feed {
    private static final int MAX_BATCHES = 2_000;
    private static final int MAX_BYTES = 4 << 20;
    /** Upper bound of one site's batches when many sites are asked for at once. */
    private static final int SMALL_BATCH = 16;

    private final Database database;

    Feed(Database database) {
        this.database = database;
    }

    /** Position in a site's feed: the last arrival number that the caller knows. */
    record Position(int siteId, String site, long after) {}

    /** @param left sites with more than fits with the others: to be asked for one by one */
    record News(List<Arrivals> arrivals, List<Position> left) {}

    List<Position> positions(Map<String, Long> known) throws SQLException {
        return database.each(c -> Sql.list(
                c,
                "select id, name from site order by id",
                row -> new Position(
                        row.getInt("id"), row.getString("name"), known.getOrDefault(row.getString("name"), 0L))));
    }

    /** Returns what is new at many sites, for each site that has only a little. */
    News ofMany(List<Position> positions) throws SQLException {
        return database.read(c -> {
            Map<Integer, Page> pages = new LinkedHashMap<>();
            Set<Integer> left = new TreeSet<>();
            Map<Integer, String> names = new HashMap<>();
            positions.forEach(position -> names.put(position.siteId, position.site));
            Sql.forEach(
                    c,
                    """
                    select site_id, arrival, catalog_id, received_at, of_site, bytes, case when bytes <= ? then payload end as payload
                      from (select s.id as site_id, b.*, count(*) over (partition by s.id) as of_site,
                                   sum(octet_length(payload)) over (order by s.id, b.arrival) as bytes
                              from unnest(?, ?) as s (id, after)
                             cross join lateral (
                                select of_epoch.* from epoch e
                                 cross join lateral (
                                    select arrival, catalog_id, received_at, payload from batch
                                     where epoch_id = e.id and arrival > s.after and payload is not null
                                       and (e.withdrawn_at is null or sequence = upper(e.received) - 1)
                                     order by arrival limit ?) of_epoch
                                 where e.site_id = s.id order by of_epoch.arrival limit ?) b) counted
                     order by site_id, arrival""",
                    row -> {
                        int site = row.getInt("site_id");
                        if (row.getInt("of_site") == SMALL_BATCH || row.getLong("bytes") > MAX_BYTES) {
                            left.add(site);
                        } else {
                            pages.computeIfAbsent(site, s -> new Page(Objects.requireNonNull(names.get(s))))
                                    .add(row);
                        }
                    },
                    MAX_BYTES,
                    positions.stream().mapToInt(Position::siteId).toArray(),
                    positions.stream().mapToLong(Position::after).toArray(),
                    SMALL_BATCH,
                    SMALL_BATCH);
            pages.keySet().removeAll(left);
            complete(c, pages);
            return new News(
                    pages.values().stream().map(page -> page.answer(false)).toList(),
                    positions.stream()
                            .filter(position -> left.contains(position.siteId))
                            .toList());
        });
    }

    /** Returns the next page of one site; without batches if there is nothing new. */
    Arrivals ofOne(Position position) throws SQLException {
        return database.read(c -> {
            Page page = new Page(position.site);
            Sql.forEach(c, """
                    select arrival, catalog_id, received_at, payload, bytes from (
                        select *, sum(octet_length(payload)) over (order by arrival) as bytes
                          from (select b.arrival, b.catalog_id, b.received_at, b.payload
                                  from epoch e
                                 cross join lateral (
                                    select arrival, catalog_id, received_at, payload from batch
                                     where epoch_id = e.id and arrival > ? and payload is not null
                                       and (e.withdrawn_at is null or sequence = upper(e.received) - 1)
                                     order by arrival limit ?) b
                                 where e.site_id = ? order by b.arrival limit ?) newest) counted
                     where bytes - octet_length(payload) < ?
                     order by arrival""", page::add, position.after, MAX_BATCHES, position.siteId, MAX_BATCHES, MAX_BYTES);
            complete(c, Map.of(position.siteId, page));
            return page.answer(page.batches() == MAX_BATCHES || page.bytes >= MAX_BYTES);
        });
    }

    /** Adds the catalogs and boot clocks that are needed to read the batches. */
    private static void complete(Connection connection, Map<Integer, Page> pages) throws SQLException {
        Map<Integer, ByteString> catalogs = catalogs(
                connection,
                pages.values().stream()
                        .flatMap(page -> page.catalogIds.stream())
                        .distinct()
                        .toList());
        pages.values().forEach(page -> page.addCatalogs(catalogs));
        Sql.forEach(
                connection,
                "select site_id, boot, offset_ms from boot_clock where site_id = any(?)",
                row -> Objects.requireNonNull(pages.get(row.getInt(1)))
                        .answer
                        .addBoot(Arrivals.Boot.newBuilder()
                                .setBoot(row.getLong(2))
                                .setOffsetMs(row.getLong(3))),
                (Object) ints(pages.keySet()));
    }

    private static Map<Integer, ByteString> catalogs(Connection connection, Collection<Integer> ids)
            throws SQLException {
        Map<Integer, ByteString> catalogs = new HashMap<>();
        Sql.forEach(
                connection,
                "select id, encoded from catalog where id = any(?)",
                row -> catalogs.put(row.getInt(1), UnsafeByteOperations.unsafeWrap(row.getBytes(2))),
                (Object) ints(ids));
        return catalogs;
    }

    private static int[] ints(Collection<Integer> of) {
        return of.stream().mapToInt(Integer::intValue).toArray();
    }

    private static final class Page {
        private final Arrivals.Builder answer;
        private final Map<Integer, Integer> catalogs = new HashMap<>();
        private final List<Integer> catalogIds = new ArrayList<>();
        private long bytes;

        private Page(String site) {
            answer = Arrivals.newBuilder().setSite(site);
        }

        private void add(ResultSet row) throws SQLException {
            int index = catalogs.computeIfAbsent(row.getInt("catalog_id"), id -> {
                catalogIds.add(id);
                return catalogIds.size() - 1;
            });
            bytes = row.getLong("bytes");
            Instant received = Sql.nullableInstant(row, "received_at");
            answer.addArrived(Arrivals.Arrived.newBuilder()
                    .setReceivedMs(received == null ? 0 : received.toEpochMilli())
                    .setArrival(row.getLong("arrival"))
                    .setCatalog(index)
                    .setBatch(UnsafeByteOperations.unsafeWrap(row.getBytes("payload"))));
        }

        private int batches() {
            return answer.getArrivedCount();
        }

        private void addCatalogs(Map<Integer, ByteString> byId) {
            catalogIds.forEach(id -> answer.addCatalog(Objects.requireNonNull(byId.get(id))));
        }

        private Arrivals answer(boolean more) {
            return answer.setMore(more).build();
        }
    }
}
