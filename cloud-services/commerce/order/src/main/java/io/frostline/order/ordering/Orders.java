package io.frostline.order.ordering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.commerce.HoldStock;
import io.frostline.commerce.Money;
import io.frostline.order.OrderEvents;
import io.frostline.order.saga.Saga;
import io.frostline.order.saga.SagaRun;
import io.frostline.order.saga.SagaSubject;
import io.frostline.order.saga.Sagas;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.text.EnumText;
import io.frostline.platform.web.IdempotencyKeys;
import io.frostline.platform.web.Page;
import io.frostline.platform.web.Problem;
import io.frostline.platform.web.Refused;
import io.frostline.platform.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The orders. Each method is one transaction, and leads an order one step on; what follows is a {@link Saga}'s to decide. */
@ApplicationScoped
public class Orders implements SagaSubject {
    private final javax.sql.DataSource database;
    private final ObjectMapper json;
    private final IdempotencyKeys keys;
    private final OrderEvents outbox;
    private final Sagas sagas;

    public Orders(
            @DataSource("order") javax.sql.DataSource database,
            ObjectMapper json,
            IdempotencyKeys keys,
            OrderEvents outbox,
            Sagas sagas) {
        this.database = database;
        this.json = json;
        this.keys = keys;
        this.outbox = outbox;
        this.sagas = sagas;
    }

    /** An order, the account that pays it, and whether this request is the one that began it. */
    record Begun(Order order, String account, boolean isNew) {}

    /** The same key and request give the order that the first of them began. */
    @RequestTransaction
    Begun begin(@Nullable String key, PlaceOrder.Request request) throws SQLException {
        byte[] fingerprint = key == null ? null : keys.fingerprint(key, request);
        UUID id = UUID.randomUUID();
        try (Connection c = database.getConnection()) {
            String account = Sql.first(
                            c, "select account from customer where id = ?", row -> row.getString(1), request.customer())
                    .orElseThrow(() -> Refused.notFound("customer", "there is no customer " + request.customer()));
            Optional<Order> added =
                    Sql.first(c, """
                    insert into orders (id, customer_id, key, fingerprint, lines) values (?, ?, ?, ?, ?::jsonb)
                    on conflict (key) do nothing returning *""", this::order, id, request.customer(), key, fingerprint, write(request.lines()));
            if (added.isPresent()) {
                sagas.begin(c, id, id, Saga.Kind.PLACE_ORDER);
                return new Begun(added.get(), account, true);
            }
            Order before = Sql.first(c, "select * from orders where key = ?", this::order, key)
                    .orElseThrow();
            byte[] first = Sql.first(c, "select fingerprint from orders where key = ?", row -> row.getBytes(1), key)
                    .orElseThrow();
            IdempotencyKeys.requireSame(first, fingerprint == null ? new byte[0] : fingerprint);
            return new Begun(before, account, false);
        }
    }

    @Override
    public boolean isOf(Saga.Kind kind) {
        return kind != Saga.Kind.RESPOND_TO_EXCURSION;
    }

    /** Stores what stock says that the order comes to. */
    @Override
    public void decided(Connection connection, Saga saga, SagaRun.Asked asked) throws SQLException {
        Money total = asked.total();
        if (total != null) {
            Sql.update(
                    connection,
                    "update orders set total_minor = ?, currency = ? where id = ?",
                    total.minor(),
                    total.currency(),
                    saga.subject());
        }
    }

    /**
     * Begins to take back a confirmed order.
     *
     * @return the saga that does; nothing where the order is taken back already, or by another
     * @throws Refused where there is nothing to take back
     */
    @RequestTransaction
    Optional<UUID> beginCancel(UUID id) throws SQLException {
        try (Connection c = database.getConnection()) {
            if (Sql.update(c, "update orders set state = 'cancelling' where id = ? and state = 'confirmed'", id) == 1) {
                UUID saga = UUID.randomUUID();
                sagas.begin(c, saga, id, Saga.Kind.CANCEL_ORDER);
                return Optional.of(saga);
            }
            Order order = find(c, id);
            if (order.state() == Order.State.CANCELLING || order.state() == Order.State.CANCELLED) {
                return Optional.empty();
            }
            throw Refused.conflict(
                    "not-confirmed",
                    "Not confirmed",
                    "order " + id + " is " + EnumText.of(order.state()) + "; only a confirmed order can be cancelled");
        }
    }

    @Override
    public void ended(Connection connection, Saga saga) throws SQLException {
        Order.State state = switch (saga.state()) {
            case RUNNING -> throw new IllegalArgumentException("it has not ended");
            case FAILED -> Order.State.FAILED;
            case COMPLETED -> saga.kind() == Saga.Kind.PLACE_ORDER ? Order.State.CONFIRMED : Order.State.CANCELLED;
            case COMPENSATED -> saga.kind() == Saga.Kind.PLACE_ORDER ? Order.State.REFUSED : Order.State.CONFIRMED;
        };
        boolean unchanged = saga.kind() == Saga.Kind.CANCEL_ORDER
                && state == Order.State.CONFIRMED
                && find(connection, saga.subject()).state() == Order.State.CANCELLING;
        Order order = Sql.first(
                        connection,
                        """
                        update orders set state = ?, reason = ?::jsonb, ended_at = case when ? then ended_at else now() end
                         where id = ? returning *""",
                        this::order,
                        EnumText.of(state),
                        unchanged || saga.reason() == null ? null : write(saga.reason()),
                        unchanged,
                        saga.subject())
                .orElseThrow();
        if (!unchanged) {
            outbox.record(connection, "order-" + EnumText.of(state), order.id().toString(), order);
        }
    }

    @Override
    public boolean isPaid(Saga saga) throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.first(c, "select 1 from orders where total_minor > 0 and id = ?", row -> true, saga.subject())
                    .isPresent();
        }
    }

    Order get(UUID id) throws SQLException {
        try (Connection c = database.getConnection()) {
            return find(c, id);
        }
    }

    List<Order> recent(int limit) throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.list(c, "select * from orders order by placed_at desc, id limit ?", this::order, limit);
        }
    }

    List<Page.Row<Order>> endedIn(Page page) throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.list(
                    c,
                    """
                    select * from orders where (ended_at, id) > (?, ?) and ended_at < ?
                     order by ended_at, id limit ?""",
                    row -> new Page.Row<>(order(row), Sql.instant(row, "ended_at"), row.getObject("id", UUID.class)),
                    page.afterAt(),
                    page.afterId(),
                    page.to(),
                    page.limit());
        }
    }

    private Order find(Connection connection, UUID id) throws SQLException {
        return Sql.first(connection, "select * from orders where id = ?", this::order, id)
                .orElseThrow(() -> Refused.notFound("order", "there is no order " + id));
    }

    /** Reads a row of {@code orders}. */
    public Order order(ResultSet row) throws SQLException {
        String reason = row.getString("reason");
        Long total = Sql.nullableLong(row, "total_minor");
        try {
            return new Order(
                    row.getObject("id", UUID.class),
                    row.getObject("customer_id", UUID.class),
                    json.readValue(row.getString("lines"), new TypeReference<List<HoldStock.Line>>() {}),
                    EnumText.parse(Order.State.class, row.getString("state")),
                    reason == null ? null : json.readValue(reason, Problem.class),
                    total == null ? null : Money.ofMinor(total, row.getString("currency")),
                    Sql.instant(row, "placed_at"),
                    Sql.nullableInstant(row, "ended_at"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
