package io.frostline.coldroom.following;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.text.Json;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
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

    record LimitsChanged(long number, String site, String sensor, Instant from) {}

    record Row(String site, String tracks) {}

    /** @throws IllegalStateException where it cannot be read */
    SiteFollower.Saved read(Row row) {
        return Json.read(json, row.tracks, SiteFollower.Saved.class, "what is kept of site " + row.site);
    }

    @Transactional
    List<Row> load() {
        return Sql.list(
                database, "select site, tracks from followed", row -> new Row(row.getString(1), row.getString(2)));
    }

    @Transactional
    List<LimitsChanged> limitsChanged(long after) {
        return Sql.list(
                database,
                "select * from reevaluation where number > ? order by number",
                row -> new LimitsChanged(
                        row.getLong("number"),
                        row.getString("site"),
                        row.getString("sensor"),
                        Sql.instant(row, "from_at")),
                after);
    }

    /**
     * @param seen limit changes that the sites have applied
     * @throws IllegalStateException where another instance has saved a site meanwhile: nothing is saved
     */
    @Transactional
    void save(List<SiteFollower.Saved> sites, List<LimitsChanged> seen) {
        Sql.run(database, c -> {
            int saved = Sql.update(
                    c,
                    """
                    insert into followed as f (site, version, arrival, tracks)
                    select * from unnest(?::text[], ?::bigint[], ?::bigint[], ?::text[])
                    on conflict (site) do update set version = excluded.version, arrival = excluded.arrival,
                           tracks = excluded.tracks, saved_at = now()
                     where f.version = excluded.version - 1""",
                    Sql.texts(sites, SiteFollower.Saved::site),
                    Sql.longs(sites, SiteFollower.Saved::version),
                    Sql.longs(sites, SiteFollower.Saved::arrival),
                    Sql.texts(sites, site -> Json.write(json, site)));
            if (saved != sites.size()) {
                throw new IllegalStateException("another follows these sites, too");
            }
            Sql.update(c, "delete from reevaluation where number = any(?)", Sql.longs(seen, LimitsChanged::number));
        });
    }
}
