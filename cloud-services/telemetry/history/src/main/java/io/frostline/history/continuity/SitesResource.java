package io.frostline.history.continuity;

import io.frostline.history.store.Registry;
import io.frostline.platform.web.Refused;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;

/** Resource for what arrived from each site, and for the proof of it. */
@Path("/api/v1/sites")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class SitesResource {
    private final Registry registry;
    private final Continuity continuity;
    private final Verification verification;

    SitesResource(Registry registry, Continuity continuity, Verification verification) {
        this.registry = registry;
        this.continuity = continuity;
        this.verification = verification;
    }

    public record Sites(List<Continuity.Site> sites) {}

    public record SiteContinuity(String site, List<Continuity.Epoch> epochs) {}

    @GET
    public Sites list() throws SQLException {
        return new Sites(continuity.sites());
    }

    @GET
    @Path("{site}/continuity")
    public SiteContinuity continuity(@PathParam("site") String site) throws SQLException {
        return new SiteContinuity(site, continuity.of(find(site)));
    }

    /** Verifies everything that is stored of the site. Takes seconds for each million readings. */
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
