package io.frostline.coldroom.following;

import io.frostline.coldroom.excursion.Excursions;
import io.frostline.coldroom.excursion.Finding;
import io.frostline.web.RequestTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;

/**
 * Keeps what was found of a site together with how far the site was followed: whoever goes on from there, after a kill, finds what
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
     * @return whether the site was saved, too; not where an excursion has only gone on
     * @throws IllegalStateException where another has followed the site meanwhile: nothing is kept
     */
    @RequestTransaction
    boolean keep(List<Finding> findings, SiteFollower site, List<Followed.LimitsChanged> seen) throws SQLException {
        boolean saved = excursions.keep(findings);
        if (saved) {
            SiteFollower.Saved state = site.save();
            followed.save(
                    List.of(state),
                    seen.stream()
                            .filter(change -> change.site().equals(state.site()))
                            .toList());
        }
        return saved;
    }
}
