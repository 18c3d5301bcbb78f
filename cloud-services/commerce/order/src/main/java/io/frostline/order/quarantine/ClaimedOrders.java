package io.frostline.order.quarantine;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.commerce.QuarantineLots.Quarantined;
import io.frostline.order.OrderOutbox;
import io.frostline.order.ordering.Order;
import io.frostline.order.ordering.OrderBody;
import io.frostline.order.saga.Sagas;
import io.frostline.platform.web.Problem;
import io.quarkus.hibernate.orm.PersistenceUnit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hibernate.Session;

/**
 * Orders on which a response acts. Meanwhile, orders to be cancelled are in state cancelling, so that nobody else cancels them.
 * They are confirmed again if the response is undone.
 */
@ApplicationScoped
@Transactional
public class ClaimedOrders {
    private static final Pattern UUIDS = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Session session;
    private final Quarantines quarantines;
    private final Sagas sagas;
    private final OrderOutbox outbox;
    private final ObjectMapper json;

    ClaimedOrders(
            @PersistenceUnit("order") Session session,
            Quarantines quarantines,
            Sagas sagas,
            OrderOutbox outbox,
            ObjectMapper json) {
        this.session = session;
        this.json = json;
        this.quarantines = quarantines;
        this.sagas = sagas;
        this.outbox = outbox;
    }

    /** Order with its outcome in a response. */
    public record Affected(UUID order, String outcome) {}

    /** Returns orders that are in an action of their own, and those that failed in it. */
    List<String> unclaimable() {
        return session.createNativeQuery(
                        "select cast(id as text) as id from orders where state in ('placing', 'cancelling', 'failed')",
                        String.class)
                .addScalar("id", String.class)
                .getResultList();
    }

    /**
     * Claims confirmed orders to cancel, and reallocated orders that are not being placed any more. The others have since begun an
     * action of their own that stock has already ended or refused; they are confirmed shortly.
     *
     * @return number of orders not claimed yet; empty if the response is decided or over
     */
    OptionalInt claim(UUID saga, UUID quarantine, Quarantined found) {
        if (!sagas.lockUndecided(saga)) {
            return OptionalInt.empty();
        }
        quarantines.leftUnderWay(quarantine, found.underWay());
        return OptionalInt.of(claim(saga, quarantine, ids(found.cancelled()), ids(found.reallocated())));
    }

    private int claim(UUID saga, UUID quarantine, String[] cancel, String[] keep) {
        session.createNativeMutationQuery("""
                        with locked as (
                            select id from orders where id = any(cast(:cancel as uuid[])) and state = 'confirmed'
                             order by id for no key update),
                        claimed as (
                            update orders o set state = 'cancelling' from locked where o.id = locked.id returning o.id)
                        insert into quarantine_order (saga_id, quarantine_id, order_id, outcome)
                        select :saga, :quarantine, id, 'cancelled' from claimed
                        union all select :saga, :quarantine, id, 'reallocated' from orders
                                   where id = any(cast(:keep as uuid[])) and state <> 'placing'
                        on conflict do nothing""")
                .setParameter("cancel", cancel)
                .setParameter("keep", keep)
                .setParameter("saga", saga)
                .setParameter("quarantine", quarantine)
                .executeUpdate();
        return session.createNativeQuery("""
                        select count(*) as unclaimed from orders o
                         where id = any(cast(:cancel as uuid[]) || cast(:keep as uuid[]))
                           and not exists (select from quarantine_order q where q.saga_id = :saga and q.order_id = o.id)""", Integer.class)
                .addScalar("unclaimed", Integer.class)
                .setParameter("cancel", cancel)
                .setParameter("keep", keep)
                .setParameter("saga", saga)
                .getSingleResult();
    }

    /** Returns the names that have the form of an order's id: callers that hold stock without an order have other names. */
    private static String[] ids(List<String> named) {
        return named.stream().filter(id -> UUIDS.matcher(id).matches()).toArray(String[]::new);
    }

    /** Returns claimed orders that are to be cancelled and have been paid. */
    List<String> paid(UUID saga) {
        return session.createNativeQuery("""
                        select cast(o.id as text) as id from quarantine_order q join orders o on o.id = q.order_id
                         where q.saga_id = :saga and q.outcome = 'cancelled' and o.total_minor > 0""", String.class)
                .addScalar("id", String.class)
                .setParameter("saga", saga)
                .getResultList();
    }

    /** @param saga id of the action, or of the quarantine for all its actions */
    List<Affected> affected(UUID saga) {
        return session.createNativeQuery("""
                        select order_id, outcome from quarantine_order where saga_id = :saga or quarantine_id = :saga
                         order by outcome, order_id""", Affected.class)
                .addScalar("order_id", UUID.class)
                .addScalar("outcome", String.class)
                .setParameter("saga", saga)
                .getResultList();
    }

    /** Stores the outcomes of the orders and records their events, in the transaction that completes the response. */
    void settle(UUID saga) {
        List<Order> cancelled = session.createNativeQuery("""
                        update orders set state = 'cancelled', reason = cast(:reason as jsonb), ended_at = now()
                         where id in (select order_id from quarantine_order
                                       where saga_id = :saga and outcome = 'cancelled')
                        returning *""", Order.class)
                .setParameter("reason", json.valueToTree(reason()).toString())
                .setParameter("saga", saga)
                .getResultList();
        List<Order> reallocated = session.createNativeQuery("""
                        select * from orders where id in (select order_id from quarantine_order
                                                           where saga_id = :saga and outcome = 'reallocated')
                           and state = 'confirmed' order by id for no key update""", Order.class)
                .setParameter("saga", saga)
                .getResultList();
        outbox.record("order-cancelled", byId(cancelled));
        outbox.record("order-reallocated", byId(reallocated));
    }

    private static Map<String, OrderBody> byId(List<Order> orders) {
        return orders.stream()
                .map(Order::body)
                .collect(Collectors.toMap(order -> order.id().toString(), Function.identity()));
    }

    /** Restores the orders, in the transaction in which the response is undone. */
    void restore(UUID saga) {
        session.createNativeMutationQuery("""
                        update orders set state = 'confirmed' where state = 'cancelling'
                           and id in (select order_id from quarantine_order
                                       where saga_id = :saga and outcome = 'cancelled')""").setParameter("saga", saga).executeUpdate();
        session.createNativeMutationQuery("delete from quarantine_order where saga_id = :saga")
                .setParameter("saga", saga)
                .executeUpdate();
    }

    static Problem reason() {
        return Problem.of(
                409,
                "cold-room-too-warm",
                "Cold room too warm",
                "the cold room in which your goods stood was too warm for too long, and we have no others to replace them");
    }
}
