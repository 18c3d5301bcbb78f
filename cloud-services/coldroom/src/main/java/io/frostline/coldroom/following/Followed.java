package io.frostline.coldroom.following;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.platform.sql.Sql;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Stored follow positions. Each method is one transaction. */
@ApplicationScoped
class Followed {
    private final javax.sql.DataSource database;
    private final ObjectMapper json;

    Followed(@DataSource("coldroom") javax.sql.DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** Change of a sensor's limits from an instant on. */
    record LimitsChanged(long number, String site, String sensor, Instant from) {}

    /** Stored state of a site. */
    final class Row {
        private final String site;
        private final String tracks;

        private Row(String site, String tracks) {
            this.site = site;
            this.tracks = tracks;
        }

        String site() {
            return site;
        }

        /** @throws IllegalStateException where it cannot be read */
        SiteFollower.Saved saved() {
            try {
                return json.readValue(tracks, SiteFollower.Saved.class);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("what is kept of site " + site, e);
            }
        }
    }

    @Transactional
    List<Row> load() {
        return Sql.in(
                database,
                c -> Sql.list(
                        c, "select site, tracks from followed", row -> new Row(row.getString(1), row.getString(2))));
    }

    @Transactional
    List<LimitsChanged> limitsChanged(long after) {
        return Sql.in(
                database,
                c -> Sql.list(
                        c,
                        "select * from reevaluation where number > ? order by number",
                        row -> new LimitsChanged(
                                row.getLong("number"),
                                row.getString("site"),
                                row.getString("sensor"),
                                Sql.instant(row, "from_at")),
                        after));
    }

    /**
     * @param seen limit changes that the sites have applied
     * @throws IllegalStateException where another instance has saved a site meanwhile: nothing is saved
     */
    @Transactional
    void save(List<SiteFollower.Saved> sites, List<LimitsChanged> seen) {
        Sql.run(database, c -> {
            List<String> tracks = new ArrayList<>();
            for (SiteFollower.Saved site : sites) {
                tracks.add(write(site));
            }
            int saved = Sql.update(
                    c,
                    """
                    insert into followed as f (site, version, arrival, tracks)
                    select * from unnest(?::text[], ?::bigint[], ?::bigint[], ?::text[])
                    on conflict (site) do update set version = excluded.version, arrival = excluded.arrival,
                           tracks = excluded.tracks, saved_at = now()
                     where f.version = excluded.version - 1""",
                    sites.stream().map(SiteFollower.Saved::site).toArray(String[]::new),
                    sites.stream().mapToLong(SiteFollower.Saved::version).toArray(),
                    sites.stream().mapToLong(SiteFollower.Saved::arrival).toArray(),
                    tracks.toArray(String[]::new));
            if (saved != sites.size()) {
                throw new IllegalStateException("another follows these sites, too");
            }
            Sql.update(
                    c,
                    "delete from reevaluation where number = any(?)",
                    seen.stream().mapToLong(LimitsChanged::number).toArray());
        });
    }

    private String write(SiteFollower.Saved site) {
        try {
            return json.writeValueAsString(site);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
