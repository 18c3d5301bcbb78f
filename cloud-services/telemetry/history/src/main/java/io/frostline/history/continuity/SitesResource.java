package io.frostline.history.continuity;

import io.frostline.history.store.Database;
import io.frostline.history.store.Registry;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Refused;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;

/** What came from each site, and the proof of it. */
@Path("/api/v1/sites")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class SitesResource {
    private final Database database;
    private final Registry registry;
    private final Continuity continuity;
    private final Verification verification;

    SitesResource(Database database, Registry registry, Continuity continuity, Verification verification) {
        this.database = database;
        this.registry = registry;
        this.continuity = continuity;
        this.verification = verification;
    }

    public record Sites(List<Site> sites) {}

    public record Site(String site, long sensors, long epochs) {}

    public record SiteContinuity(String site, List<Continuity.Epoch> epochs) {}

    @GET
    public Sites list() throws SQLException {
        return new Sites(database.each(c -> Sql.list(
                c, """
                select name, (select count(*) from sensor s where site_id = site.id and """ + Registry.EXISTS + """
                       ),
                       (select count(*) from epoch where site_id = site.id)
                  from site order by name""", row -> new Site(row.getString(1), row.getLong(2), row.getLong(3)))));
    }

    @GET
    @Path("{site}/continuity")
    public SiteContinuity continuity(@PathParam("site") String site) throws SQLException {
        int id = find(site);
        return new SiteContinuity(site, database.read(c -> continuity.of(c, id)));
    }

    /** Reads everything that is stored of the site: takes seconds for each million readings. */
    @GET
    @Path("{site}/verification")
    public Verification.Result verify(@PathParam("site") String site) throws SQLException {
        return verification.verify(site, find(site));
    }

    private int find(String site) throws SQLException {
        return registry.findSite(site)
                .orElseThrow(() -> Refused.notFound(
                        "site", "no readings of a site '" + site + "'; GET /api/v1/sites lists those there are"));
    }
}
