package io.frostline.notification.delivery;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Deliveries of one kind and what has become of them: each public method is one transaction, or part of the caller's.
 *
 * @param <D> entity
 * @param <A> attempt to deliver it
 */
@Transactional
public abstract class Deliveries<D extends Delivery, A extends Attempt> implements PanacheRepositoryBase<D, UUID> {
    /** States of a delivery. */
    public static final String STATES = "pending|sending|sent|failed";

    public static final String STATES_MESSAGE = "must be one of [failed, pending, sending, sent]";

    /** @param oldestSeconds since when the oldest that waits could have been sent */
    public record Standing(long pending, double oldestSeconds, long failed) {}

    /** Returns the entity's table. */
    protected abstract String table();

    /**
     * Takes on deliveries that are due and that nobody else is taking, and those whose sender has not been heard of.
     *
     * @param lease for how long nobody else takes them
     */
    public abstract List<A> take(int max, Duration lease);

    /** Makes a dead letter of a delivery that has failed: replaying that makes it due again. */
    protected abstract void giveUp(A attempt, String reason);

    /** Notes that what was given up has been taken up otherwise. */
    protected abstract void resolve(String key);

    /** Marks as sent what is known to have been, also where somebody else has taken it on meanwhile. */
    public void sent(A attempt) {
        update("state = 'sent', sentAt = instant, reason = null where id = ?1 and state <> 'sent'", attempt.id());
    }

    /** Makes it due again after a pause, unless somebody else has taken it on meanwhile. */
    public void later(A attempt, Duration pause, String reason) {
        getSession()
                .createNativeMutationQuery("""
                        update %s set state = 'pending', due_at = now() + :pause * interval '1 millisecond', reason = :reason
                         where id = :id and state = 'sending' and attempts = :attempts""".formatted(table()))
                .setParameter("pause", pause.toMillis())
                .setParameter("reason", reason)
                .setParameter("id", attempt.id())
                .setParameter("attempts", attempt.attempts())
                .executeUpdate();
    }

    /** Gives it up, unless somebody else has taken it on meanwhile. */
    public void failed(A attempt, String reason) {
        int failed = update(
                "state = 'failed', reason = ?1 where id = ?2 and state = 'sending' and attempts = ?3",
                reason,
                attempt.id(),
                attempt.attempts());
        if (failed == 1) {
            giveUp(attempt, reason);
        }
    }

    /** @return false where it had not failed */
    public boolean retry(UUID id) {
        boolean again = requeue(List.of(id)) == 1;
        if (again) {
            resolve(id.toString());
        }
        return again;
    }

    /** @return how many had failed, and are due again as if new */
    public int requeue(Collection<UUID> ids) {
        return ids.isEmpty()
                ? 0
                : update(
                        "state = 'pending', attempts = 0, dueAt = instant where id in ?1 and state = 'failed'",
                        List.copyOf(ids));
    }

    public Standing standing() {
        return getSession()
                .createNativeQuery("""
                        select count(*) filter (where state <> 'failed'),
                               cast(coalesce(extract(epoch from now() - min(made_at) filter (where state <> 'failed')), 0)
                                    as double precision),
                               count(*) filter (where state = 'failed')
                          from %s where state in ('pending', 'sending', 'failed')""".formatted(table()), Standing.class)
                .getSingleResult();
    }
}
