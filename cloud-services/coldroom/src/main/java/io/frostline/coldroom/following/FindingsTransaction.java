package io.frostline.coldroom.following;

import io.frostline.coldroom.excursion.Excursions;
import io.frostline.coldroom.excursion.Finding;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Transaction that stores findings and the follow position of their sites atomically. After a kill, detection resumes from there
 * and finds nothing twice.
 */
@ApplicationScoped
class FindingsTransaction {
    private final Excursions excursions;
    private final Followed followed;

    FindingsTransaction(Excursions excursions, Followed followed) {
        this.excursions = excursions;
        this.followed = followed;
    }

    /**
     * Stores findings, and the sites' positions where an excursion begins, ends or changes.
     *
     * @param seen limit changes that the sites have applied
     * @param sites those of the findings
     * @return whether the positions were stored too; false where only durations and peaks of open excursions changed
     * @throws IllegalStateException where another instance has followed a site meanwhile: nothing is stored
     */
    @Transactional
    boolean keep(List<Finding> findings, Collection<SiteFollower> sites, List<Followed.LimitsChanged> seen) {
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
