package io.frostline.coldroom.following;

import io.frostline.coldroom.excursion.Excursions;
import io.frostline.coldroom.excursion.Finding;
import io.frostline.platform.web.RequestTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps what was found of sites together with how far the sites were followed: whoever goes on from there, after a kill, finds what
 * comes then, and nothing of before once more.
 */
@ApplicationScoped
class Keeping {
    private final Excursions excursions;
    private final Followed followed;

    Keeping(Excursions excursions, Followed followed) {
        this.excursions = excursions;
        this.followed = followed;
    }

    /**
     * One transaction.
     *
     * @param seen the changes of limits that the sites know of
     * @param sites those of the findings
     * @return whether the sites were saved, too; not where excursions have only gone on
     * @throws IllegalStateException where another has followed a site meanwhile: nothing is kept
     */
    @RequestTransaction
    boolean keep(List<Finding> findings, Collection<SiteFollower> sites, List<Followed.LimitsChanged> seen)
            throws SQLException {
        boolean saved = excursions.keep(findings);
        if (saved) {
            Set<String> names = sites.stream().map(SiteFollower::name).collect(Collectors.toSet());
            followed.save(
                    sites.stream().map(SiteFollower::save).toList(),
                    seen.stream()
                            .filter(change -> names.contains(change.site()))
                            .toList());
        }
        return saved;
    }
}
