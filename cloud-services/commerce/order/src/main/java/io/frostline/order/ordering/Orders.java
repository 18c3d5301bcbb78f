package io.frostline.order.ordering;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.commerce.Money;
import io.frostline.order.OrderOutbox;
import io.frostline.order.saga.Saga;
import io.frostline.order.saga.SagaRun;
import io.frostline.order.saga.SagaSubject;
import io.frostline.order.saga.Sagas;
import io.frostline.platform.text.EnumText;
import io.frostline.platform.text.Json;
import io.frostline.platform.web.IdempotencyKeys;
import io.frostline.platform.web.Page;
import io.frostline.platform.web.Problem;
import io.frostline.platform.web.Refused;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Repository of orders. Each method is one transaction and moves an order one step; a {@link Saga} decides what follows. */
@ApplicationScoped
@Transactional
public class Orders implements PanacheRepositoryBase<Order, UUID>, SagaSubject {
    private final ObjectMapper json;
    private final Customers customers;
    private final IdempotencyKeys keys;
    private final OrderOutbox outbox;
    private final Sagas sagas;

    Orders(ObjectMapper json, Customers customers, IdempotencyKeys keys, OrderOutbox outbox, Sagas sagas) {
        this.json = json;
        this.customers = customers;
        this.keys = keys;
        this.outbox = outbox;
        this.sagas = sagas;
    }

    /** @param isNew true if this request began the order */
    record Begun(OrderBody order, String account, boolean isNew) {}

    /** Begins an order. A duplicate of key and request returns the order that the first began. */
    Begun begin(@Nullable String key, PlaceOrder.Request request) {
        byte[] fingerprint = key == null ? null : keys.fingerprint(key, request);
        Customer customer = customers.get(request.customer());
        UUID id = UUID.randomUUID();
        Optional<Order> added = getSession()
                .createNativeQuery("""
                        insert into orders (id, customer_id, key, fingerprint, lines)
                        values (:id, :customer, :key, :fingerprint, cast(:lines as jsonb))
                        on conflict (key) do nothing returning *""", Order.class)
                .setParameter("id", id)
                .setParameter("customer", customer.id)
                .setParameter("key", key, String.class)
                .setParameter("fingerprint", fingerprint, byte[].class)
                .setParameter("lines", Json.write(json, request.lines()))
                .uniqueResultOptional();
        if (added.isPresent()) {
            sagas.begin(id, id, Saga.Kind.PLACE_ORDER);
            return new Begun(added.get().body(), customer.account, true);
        }
        Order before = find("key", key).singleResult();
        IdempotencyKeys.requireSame(Objects.requireNonNull(before.fingerprint), Objects.requireNonNull(fingerprint));
        return new Begun(before.body(), customer.account, false);
    }

    @Override
    @Transactional(Transactional.TxType.SUPPORTS)
    public boolean isOf(Saga.Kind kind) {
        return kind != Saga.Kind.RESPOND_TO_EXCURSION;
    }

    /** Stores the total that stock has told. */
    @Override
    public void decided(Saga saga, SagaRun.Asked asked) {
        Money total = asked.total();
        if (total != null) {
            getSession()
                    .createNativeMutationQuery(
                            "update orders set total_minor = :total, currency = :currency where id = :id")
                    .setParameter("total", total.minor())
                    .setParameter("currency", total.currency())
                    .setParameter("id", saga.subject())
                    .executeUpdate();
        }
    }

    /**
     * @return saga of the cancellation; empty if the order is cancelled already, or another saga is cancelling it
     * @throws Refused if there is nothing to cancel
     */
    Optional<UUID> beginCancel(UUID id) {
        if (update("state = 'cancelling' where id = ?1 and state = 'confirmed'", id) == 1) {
            UUID saga = UUID.randomUUID();
            sagas.begin(saga, id, Saga.Kind.CANCEL_ORDER);
            return Optional.of(saga);
        }
        Order.State state = known(id).state();
        if (state == Order.State.CANCELLING || state == Order.State.CANCELLED) {
            return Optional.empty();
        }
        throw Refused.conflict(
                "not-confirmed",
                "Not confirmed",
                "order " + id + " is " + EnumText.of(state) + "; only a confirmed order can be cancelled");
    }

    /**
     * Stores the order's state and records its event. If a cancellation was undone, the order is as before, and no event is
     * recorded.
     */
    @Override
    public void ended(Saga saga) {
        Order.State state = stateAfter(saga);
        // queries without the entity: a native statement would not refresh it
        boolean unchanged = saga.kind() == Saga.Kind.CANCEL_ORDER
                && state == Order.State.CONFIRMED
                && count("id = ?1 and state = 'cancelling'", saga.subject()) > 0;
        Problem reason = unchanged ? null : saga.reason();
        Order order = getSession()
                .createNativeQuery("""
                        update orders set state = :state, reason = cast(:reason as jsonb),
                               ended_at = case when :unchanged then ended_at else now() end
                         where id = :id returning *""", Order.class)
                .setParameter("state", EnumText.of(state))
                .setParameter("reason", reason == null ? null : Json.write(json, reason), String.class)
                .setParameter("unchanged", unchanged)
                .setParameter("id", saga.subject())
                .getSingleResult();
        if (!unchanged) {
            outbox.record("order-" + order.state, order.id.toString(), order.body());
        }
    }

    private static Order.State stateAfter(Saga saga) {
        boolean placed = saga.kind() == Saga.Kind.PLACE_ORDER;
        return switch (saga.state()) {
            case RUNNING -> throw new IllegalArgumentException("it has not ended");
            case FAILED -> Order.State.FAILED;
            case COMPLETED -> placed ? Order.State.CONFIRMED : Order.State.CANCELLED;
            case COMPENSATED -> placed ? Order.State.REFUSED : Order.State.CONFIRMED;
        };
    }

    @Override
    public boolean isPaid(Saga saga) {
        return count("totalMinor > 0 and id = ?1", saga.subject()) > 0;
    }

    OrderBody get(UUID id) {
        return known(id).body();
    }

    List<OrderBody> recent(int limit) {
        return findAll(Sort.by("placedAt", Sort.Direction.Descending).and("id")).page(0, limit).stream()
                .map(Order::body)
                .toList();
    }

    /** Returns orders that ended in the page's range, oldest first. */
    List<Page.Row<OrderBody>> endedIn(Page page) {
        return getSession()
                .createNativeQuery("""
                        select * from orders where (ended_at, id) > (:afterAt, :afterId) and ended_at < :to
                         order by ended_at, id limit :limit""", Order.class)
                .setParameter("afterAt", page.afterAt())
                .setParameter("afterId", page.afterId())
                .setParameter("to", page.to())
                .setParameter("limit", page.limit())
                .getResultList()
                .stream()
                .map(order -> new Page.Row<>(order.body(), Objects.requireNonNull(order.endedAt), order.id))
                .toList();
    }

    private Order known(UUID id) {
        return findByIdOptional(id).orElseThrow(() -> Refused.notFound("order", "there is no order " + id));
    }
}
