package io.frostline.order.quarantine;

import io.frostline.order.OrderOutbox;
import io.frostline.order.quarantine.ClaimedOrders.Affected;
import io.frostline.order.saga.Saga;
import io.frostline.order.saga.SagaSubject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;

/** Effects of a response's end, in the saga's transaction: on its orders and the quarantine, with the events of both. */
@ApplicationScoped
@Transactional
public class Responses implements SagaSubject {
    /** Upper bound of orders named in an event; the event also has their total number. */
    private static final int MAX_NAMED = 1000;

    private final ClaimedOrders claimed;
    private final Quarantines quarantines;
    private final OrderOutbox outbox;

    Responses(ClaimedOrders claimed, Quarantines quarantines, OrderOutbox outbox) {
        this.claimed = claimed;
        this.quarantines = quarantines;
        this.outbox = outbox;
    }

    /**
     * Result of a response, as its event shows it.
     *
     * @param orders the first 1000 of them
     */
    public record InForce(
            UUID id,
            String site,
            String room,
            List<UUID> excursions,
            int cancelled,
            int reallocated,
            List<Affected> orders) {}

    @Override
    @Transactional(Transactional.TxType.SUPPORTS)
    public boolean isOf(Saga.Kind kind) {
        return kind == Saga.Kind.RESPOND_TO_EXCURSION;
    }

    @Override
    public boolean isPaid(Saga saga) {
        return !claimed.paid(saga.id()).isEmpty();
    }

    @Override
    public void ended(Saga saga) {
        switch (saga.state()) {
            case RUNNING -> throw new IllegalArgumentException("it has not ended");
            case COMPLETED -> complete(saga);
            case COMPENSATED -> undo(saga);
            case FAILED -> recordFailure(saga);
        }
    }

    private void complete(Saga saga) {
        claimed.settle(saga.id());
        quarantines
                .getSession()
                .createNativeMutationQuery("""
                        update quarantine set saga_id = null, trouble = null, due_at = null,
                               state = case when state = 'responding' then 'in-force' else state end,
                               attempts = case when in_force_at is not null
                                                and not exists (select from quarantine_order where saga_id = :saga)
                                               then attempts else 0 end,
                               in_force_at = coalesce(in_force_at, now())
                         where id = :id""")
                .setParameter("saga", saga.id())
                .setParameter("id", saga.subject())
                .executeUpdate();
        quarantines.laterIfUnderWay(saga.subject());
        outbox.record("quarantine-in-force", saga.subject().toString(), inForce(saga));
        quarantines.endIfWithdrawn(saga.subject());
    }

    private void undo(Saga saga) {
        claimed.restore(saga.id());
        recordFailure(saga);
        quarantines.update("saga = null where id = ?1", saga.subject());
        quarantines.later(saga.subject());
        quarantines.endIfWithdrawn(saga.subject());
    }

    private void recordFailure(Saga saga) {
        quarantines.update("trouble = ?1 where id = ?2", saga.reason(), saga.subject());
    }

    private InForce inForce(Saga saga) {
        List<Affected> orders = claimed.affected(saga.id());
        int cancelled = (int) orders.stream()
                .filter(each -> each.outcome().equals("cancelled"))
                .count();
        QuarantineBody quarantine = quarantines.get(saga.subject());
        return new InForce(
                saga.subject(),
                quarantine.site(),
                quarantine.room(),
                quarantines.excursions(saga.subject()).stream()
                        .map(Quarantines.Excursion::id)
                        .toList(),
                cancelled,
                orders.size() - cancelled,
                orders.stream().limit(MAX_NAMED).toList());
    }
}
