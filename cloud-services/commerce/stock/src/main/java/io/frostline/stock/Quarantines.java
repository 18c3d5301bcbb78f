package io.frostline.stock;

import io.frostline.commerce.QuarantineLots;
import io.frostline.commerce.QuarantineLots.Standing;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.web.Refused;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class Quarantines implements PanacheRepositoryBase<Quarantine, UUID> {
    Quarantine get(UUID id) {
        return findByIdOptional(id).orElseThrow(() -> Refused.notFound("quarantine", "there is no quarantine " + id));
    }

    /** Returns the quarantine of the room that has begun and not ended; null if there is none. */
    @Nullable
    UUID openIn(String site, String room) {
        return find("site = ?1 and room = ?2 and ended is null", site, room)
                .firstResultOptional()
                .map(quarantine -> quarantine.id)
                .orElse(null);
    }

    /**
     * Begins a quarantine unless an earlier action has begun it.
     *
     * @throws Refused if it has ended, or another one is open in the room
     */
    void begin(Lra lra, QuarantineLots asked) {
        getSession()
                .createNativeMutationQuery("""
                        insert into quarantine (id, site, room, lra)
                        select :id, :site, :room, :lra
                         where not exists (select from quarantine where site = :site and room = :room and ended is null)
                        on conflict (id) do nothing""")
                .setParameter("id", asked.quarantine())
                .setParameter("site", asked.site())
                .setParameter("room", asked.room())
                .setParameter("lra", lra.toString())
                .executeUpdate();
        Optional<Quarantine> known = findByIdOptional(asked.quarantine());
        if (known.filter(each -> each.isOpenIn(asked.site(), asked.room())).isEmpty()) {
            throw Refused.conflict(
                    "other-quarantine",
                    "Another quarantine",
                    "the quarantine " + asked.quarantine() + " of " + asked.site() + "/" + asked.room()
                            + " has ended, or there is another");
        }
    }

    void putInForce(Lra lra) {
        update("inForceAt = ?1 where lra = ?2 and inForceAt is null", Instant.now(), lra.toString());
    }

    /** Returns the quarantine that this action began, while it is not in force. */
    Optional<Quarantine> begunBy(Lra lra) {
        return find("lra = ?1 and inForceAt is null", lra.toString()).firstResultOptional();
    }

    /**
     * Returns the number of orders on its lots that this action does not change. Another action is placing them, taking them back
     * or reallocating them, or they were excepted.
     */
    int underWay(UUID quarantine, Lra but) {
        return Math.toIntExact(getSession()
                .createNativeQuery("""
                        select count(distinct h.order_id) as orders from lot l join hold h on h.lot_id = l.id
                         where l.quarantine_id = :quarantine and h.state <> 'shipped'
                           and h.release_lra is distinct from :lra""", Long.class)
                .addScalar("orders", Long.class)
                .setParameter("quarantine", quarantine)
                .setParameter("lra", but.toString())
                .getSingleResult());
    }

    record Counts(long affected, long underWay) {}

    Standing standing(UUID quarantine) {
        Counts counts = getSession()
                .createNativeQuery("""
                        select count(distinct h.order_id) filter (where h.state = 'confirmed') as affected,
                               count(distinct h.order_id) filter (where h.state <> 'confirmed') as under_way
                          from lot l join hold h on h.lot_id = l.id
                         where l.quarantine_id = :quarantine and h.state <> 'shipped'""", Counts.class)
                .setParameter("quarantine", quarantine)
                .getSingleResult();
        return new Standing(Math.toIntExact(counts.affected), Math.toIntExact(counts.underWay));
    }
}
