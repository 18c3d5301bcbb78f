package io.frostline.history.feed;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.frostline.contract.wire.Arrivals;
import io.frostline.contract.wire.Catalog;
import io.frostline.history.store.Database;
import io.frostline.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What arrived at a site after a number: the batches as they stand in the evidence, those that were released left out. */
@ApplicationScoped
class Feed {
    private static final int MOST_BATCHES = 2_000;
    private static final int MOST_BYTES = 4 << 20;

    private final Database database;

    Feed(Database database) {
        this.database = database;
    }

    /** A site, and the last of its arrivals that is known. */
    record Position(int siteId, String site, long after) {}

    List<Position> positions(Map<String, Long> known) throws SQLException {
        return database.each(c -> Sql.list(
                c,
                "select id, name from site order by id",
                row -> new Position(
                        row.getInt("id"), row.getString("name"), known.getOrDefault(row.getString("name"), 0L))));
    }

    /** @return nothing where there is nothing new */
    Optional<Arrivals> after(Position position) throws SQLException {
        return database.read(c -> {
            Page page = new Page(position.site);
            Sql.forEach(c, """
                    select arrival, catalog_id, payload, bytes from (
                        select *, sum(octet_length(payload)) over (order by arrival) as bytes
                          from (select b.arrival, b.catalog_id, b.payload
                                  from epoch e
                                 cross join lateral (
                                    select arrival, catalog_id, payload from batch
                                     where epoch_id = e.id and arrival > ? and payload is not null
                                     order by arrival limit ?) b
                                 where e.site_id = ? order by b.arrival limit ?) newest) counted
                     where bytes - octet_length(payload) < ?
                     order by arrival""", page::add, position.after, MOST_BATCHES, position.siteId, MOST_BATCHES, MOST_BYTES);
            return page.isEmpty() ? Optional.empty() : Optional.of(page.answer(c, position.siteId));
        });
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
            answer.addArrived(Arrivals.Arrived.newBuilder()
                    .setArrival(row.getLong("arrival"))
                    .setCatalog(index)
                    .setBatch(UnsafeByteOperations.unsafeWrap(row.getBytes("payload"))));
        }

        private boolean isEmpty() {
            return answer.getArrivedCount() == 0;
        }

        private Arrivals answer(Connection connection, int siteId) throws SQLException {
            for (int id : catalogIds) {
                answer.addCatalog(catalog(connection, id));
            }
            Sql.forEach(
                    connection,
                    "select boot, offset_ms from boot_clock where site_id = ?",
                    row -> answer.addBoot(
                            Arrivals.Boot.newBuilder().setBoot(row.getLong(1)).setOffsetMs(row.getLong(2))),
                    siteId);
            return answer.setMore(answer.getArrivedCount() == MOST_BATCHES || bytes >= MOST_BYTES)
                    .build();
        }

        private static Catalog catalog(Connection connection, int id) throws SQLException {
            byte[] encoded = Sql.first(
                            connection, "select encoded from catalog where id = ?", row -> row.getBytes(1), id)
                    .orElseThrow();
            try {
                return Catalog.parseFrom(encoded);
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("the catalog " + id + " can't be read", e);
            }
        }
    }
}
