package io.frostline.notification.delivery;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Repository of deliveries of one kind and their states. Each public method is one transaction, or part of the caller's.
 *
 * @param <D> entity
 * @param <A> attempt to deliver it
 */
@Transactional
public abstract class Deliveries<D extends Delivery, A extends Attempt> implements PanacheRepositoryBase<D, UUID> {
    /** States of a delivery, as a pattern. */
    public static final String STATES = "pending|sending|sent|failed";

    public static final String STATES_MESSAGE = "must be one of [failed, pending, sending, sent]";
    public static final int MAX_LISTED = 1000;
    public static final String LIMIT_MESSAGE = "must be from 1 to 1000";

    /**
     * Numbers of unsent deliveries.
     *
     * @param oldestSeconds seconds since the oldest pending one was made
     */
    public record Standing(long pending, double oldestSeconds, long failed) {}

    /** Returns the entity's table. */
    protected abstract String table();

    /**
     * Takes due deliveries that nobody else is taking, and those whose lease has expired.
     *
     * @param lease time for which nobody else takes them
     */
    public abstract List<A> take(int max, Duration lease);

    /** Stores a dead letter for a failed delivery; replaying it makes the delivery due again. */
    protected abstract void giveUp(A attempt, String reason);

    /** Marks the dead letter of a key as replayed, because its delivery is due again. */
    protected abstract void resolve(String key);

    /** Marks a delivery as sent, even if somebody else has taken it meanwhile. */
    public void sent(A attempt) {
        update("state = 'sent', sentAt = instant, reason = null where id = ?1 and state <> 'sent'", attempt.id());
    }

    /** Makes a delivery due again after a pause, unless somebody else has taken it meanwhile. */
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

    /** Marks a delivery as failed and gives it up, unless somebody else has taken it meanwhile. */
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

    /**
     * Makes a failed delivery due again, and marks its dead letter as replayed.
     *
     * @return false if it had not failed
     */
    public boolean retry(UUID id) {
        boolean again = requeue(List.of(id)) == 1;
        if (again) {
            resolve(id.toString());
        }
        return again;
    }

    /**
     * Makes failed deliveries due again as if new.
     *
     * @return number of deliveries that had failed
     */
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
