package io.frostline.order.quarantine;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.frostline.commerce.QuarantineLots;
import io.frostline.order.OrderConfig;
import io.frostline.order.OrderOutbox;
import io.frostline.order.saga.Saga;
import io.frostline.order.saga.Sagas;
import io.frostline.platform.web.Refused;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Repository of quarantines. Each method is one transaction, or part of the caller's. */
@ApplicationScoped
@Transactional
public class Quarantines implements PanacheRepositoryBase<Quarantine, UUID> {
    /** Lease of a taken quarantine; if its holder is killed, another instance takes it after this time. */
    private static final Duration LEASE = Duration.ofSeconds(15);

    private final OrderOutbox outbox;
    private final OrderConfig config;
    private final Sagas sagas;

    Quarantines(OrderOutbox outbox, OrderConfig config, Sagas sagas) {
        this.outbox = outbox;
        this.config = config;
        this.sagas = sagas;
    }

    /**
     * Excursion of a quarantine.
     *
     * @param withdrawnAt time at which late data left nothing of it; null if that has not happened
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Excursion(
            UUID id, Instant joinedAt, @Nullable Instant withdrawnAt) {}

    /** Joins the room's quarantine, or begins it. This locks the row, so that the quarantine does not end meanwhile. */
    void join(String site, String room, UUID excursion) {
        UUID id = getSession()
                .createNativeQuery("""
                        insert into quarantine (id, site, room) values (:id, :site, :room)
                        on conflict (site, room) where state in ('responding', 'in-force', 'release-proposed')
                        do update set state = case when quarantine.state = 'release-proposed' then 'in-force'
                                                   else quarantine.state end
                        returning id""", UUID.class)
                .addScalar("id", UUID.class)
                .setParameter("id", UUID.randomUUID())
                .setParameter("site", site)
                .setParameter("room", room)
                .getSingleResult();
        getSession()
                .createNativeMutationQuery("""
                        insert into quarantine_excursion (quarantine_id, excursion) values (:id, :excursion)
                        on conflict (quarantine_id, excursion) do update set withdrawn_at = null""")
                .setParameter("id", id)
                .setParameter("excursion", excursion)
                .executeUpdate();
    }

    /** Withdraws an excursion from its quarantine. If no other excursion is left, proposes the release. */
    void withdraw(UUID excursion) {
        getSession()
                .createNativeQuery("""
                        update quarantine_excursion set withdrawn_at = now()
                         where excursion = :excursion and withdrawn_at is null returning quarantine_id""", UUID.class)
                .addScalar("quarantine_id", UUID.class)
                .setParameter("excursion", excursion)
                .getResultList()
                .forEach(this::endIfWithdrawn);
    }

    /**
     * Proposes the release of a quarantine of which all excursions are withdrawn. A quarantine for which nothing has been done ends
     * at once: there is nothing to release.
     */
    void endIfWithdrawn(UUID id) {
        Optional<String> state = getSession()
                .createNativeQuery("""
                        update quarantine q
                           set state = case when in_force_at is null then 'released' else 'release-proposed' end,
                               due_at = case when in_force_at is null then null else due_at end,
                               ended_at = case when in_force_at is null then now() end,
                               ended_by = case when in_force_at is null then 'frostline' end,
                               reason = case when in_force_at is null then 'withdrawn before anything was done' end
                         where id = :id and (state = 'in-force' or state = 'responding' and saga_id is null)
                           and not exists (select from quarantine_excursion e
                                            where e.quarantine_id = q.id and e.withdrawn_at is null)
                        returning state""", String.class)
                .addScalar("state", String.class)
                .setParameter("id", id)
                .uniqueResultOptional();
        state.ifPresent(now -> outbox.record("quarantine-" + now, id.toString(), Map.of("id", id)));
    }

    /** Takes due quarantines that nobody else is taking, and leases them. */
    List<QuarantineBody> takeDue() {
        return getSession()
                .createNativeQuery("""
                        update quarantine set due_at = now() + :lease * interval '1 millisecond'
                         where id in (select id from quarantine where due_at <= now() and saga_id is null
                                       order by due_at limit 20 for update skip locked)
                        returning *""", Quarantine.class)
                .setParameter("lease", LEASE.toMillis())
                .getResultList()
                .stream()
                .map(Quarantine::body)
                .toList();
    }

    /** @return saga of the new response; empty if one is in progress, or the quarantine needs no response any more */
    Optional<UUID> beginResponse(UUID id) {
        UUID saga = UUID.randomUUID();
        int begun = update(
                "saga = ?1 where id = ?2 and saga is null and state in ('responding', 'in-force', 'release-proposed')",
                saga,
                id);
        if (begun == 0) {
            return Optional.empty();
        }
        sagas.begin(saga, id, Saga.Kind.RESPOND_TO_EXCURSION);
        return Optional.of(saga);
    }

    /** Stores that no order has or will get goods of its lots. */
    void settled(UUID id) {
        update(
                "dueAt = null, attempts = 0, underWay = 0"
                        + " where id = ?1 and saga is null and state in ('in-force', 'release-proposed')",
                id);
    }

    void leftUnderWay(UUID id, int orders) {
        update("underWay = ?1 where id = ?2", orders, id);
    }

    /** Schedules the next check after a backoff. */
    void later(UUID id) {
        later(id, 0);
    }

    /** Schedules the next check after a backoff if orders are left on its lots. */
    void laterIfUnderWay(UUID id) {
        later(id, 1);
    }

    private void later(UUID id, int minUnderWay) {
        getSession()
                .createNativeMutationQuery("""
                        update quarantine set attempts = attempts + 1, due_at = now() + interval '1 millisecond'
                               * least(:first * power(2, least(attempts, 20)), :longest) * (0.5 + random() / 2)
                         where id = :id and saga_id is null and under_way >= :minUnderWay
                           and state in ('responding', 'in-force', 'release-proposed')""")
                .setParameter("first", config.respondAgain().toMillis())
                .setParameter("longest", config.respondAgainAtMost().toMillis())
                .setParameter("id", id)
                .setParameter("minUnderWay", minUnderWay)
                .executeUpdate();
    }

    /**
     * Decides how a quarantine ends. A duplicate request returns how far that has come.
     *
     * @throws Refused if it is not in force, is ending otherwise, or a response is in progress
     */
    QuarantineBody beginEnd(UUID id, Quarantine.End how, QuarantineLots.End who) {
        Optional<Quarantine> begun = getSession()
                .createNativeQuery("""
                        update quarantine set state = :state, ended_by = :by, reason = :reason,
                               due_at = now() + :lease * interval '1 millisecond'
                         where id = :id and saga_id is null and state in ('in-force', 'release-proposed')
                        returning *""", Quarantine.class)
                .setParameter("state", how.inProgress().text())
                .setParameter("by", who.by())
                .setParameter("reason", who.reason())
                .setParameter("lease", LEASE.toMillis())
                .setParameter("id", id)
                .uniqueResultOptional();
        QuarantineBody now = begun.map(Quarantine::body).orElseGet(() -> get(id));
        if (now.state() == how.inProgress() || now.state() == how.done()) {
            return now;
        }
        throw Refused.conflict(
                "not-in-force",
                "Not in force",
                "the quarantine is " + now.state().text()
                        + (now.saga() == null ? "" : ", and a response is under way; ask again when it has ended"));
    }

    void ended(UUID id, Quarantine.End how) {
        getSession()
                .createNativeQuery("""
                        update quarantine set state = :done, ended_at = now(), due_at = null
                         where id = :id and state = :inProgress returning *""", Quarantine.class)
                .setParameter("done", how.done().text())
                .setParameter("id", id)
                .setParameter("inProgress", how.inProgress().text())
                .uniqueResultOptional()
                .ifPresent(ended -> outbox.record("quarantine-" + ended.state, id.toString(), ended.body()));
    }

    /** Stores that stock refused to end it: it is in force as before. */
    void notEnded(UUID id, Quarantine.End how) {
        getSession()
                .createNativeMutationQuery("""
                        update quarantine set state = 'in-force', ended_by = null, reason = null, due_at = now()
                         where id = :id and state = :inProgress""")
                .setParameter("id", id)
                .setParameter("inProgress", how.inProgress().text())
                .executeUpdate();
        endIfWithdrawn(id);
    }

    QuarantineBody get(UUID id) {
        return findByIdOptional(id)
                .map(Quarantine::body)
                .orElseThrow(() -> Refused.notFound("quarantine", "there is no quarantine " + id));
    }

    /** Returns quarantines latest first, filtered by site, room and state where not null. */
    List<QuarantineBody> recent(@Nullable String site, @Nullable String room, @Nullable String state, int limit) {
        return find(
                        "(?1 is null or site = ?1) and (?2 is null or room = ?2) and (?3 is null or state = ?3)"
                                + " order by begunAt desc, id",
                        site,
                        room,
                        state)
                .page(0, limit)
                .stream()
                .map(Quarantine::body)
                .toList();
    }

    /** Returns the excursions of a quarantine in the order in which they joined it. */
    List<Excursion> excursions(UUID id) {
        return getSession()
                .createNativeQuery("""
                        select excursion, joined_at, withdrawn_at from quarantine_excursion
                         where quarantine_id = :id order by joined_at, excursion""", Excursion.class)
                .addScalar("excursion", UUID.class)
                .addScalar("joined_at", Instant.class)
                .addScalar("withdrawn_at", Instant.class)
                .setParameter("id", id)
                .getResultList();
    }
}
