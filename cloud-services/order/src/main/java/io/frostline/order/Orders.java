package io.frostline.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.contract.commerce.HoldStock;
import io.frostline.contract.commerce.Money;
import io.frostline.saga.Fence;
import io.frostline.saga.Lra;
import io.frostline.sql.Sql;
import io.frostline.web.IdempotencyKeys;
import io.frostline.web.Problem;
import io.frostline.web.Refused;
import io.frostline.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The orders and what is known of their actions. Each method is one transaction, and leads an order one step on. */
@ApplicationScoped
public class Orders {
    private final javax.sql.DataSource database;
    private final ObjectMapper json;
    private final IdempotencyKeys keys;
    private final OrderEvents outbox;

    public Orders(
            @DataSource("order") javax.sql.DataSource database,
            ObjectMapper json,
            IdempotencyKeys keys,
            OrderEvents outbox) {
        this.database = database;
        this.json = json;
        this.keys = keys;
        this.outbox = outbox;
    }

    /** An order, and whether this request is the one that began it. */
    record Begun(Order order, String account, boolean isNew) {}

    /** An order whose outcome is overdue, and how far it had come. */
    record Overdue(UUID id, Optional<Lra> lra, Optional<String> decision) {}

    record LogLine(String participant, String step, java.time.Instant at) {}

    /** The same key and request give the order that the first of them began. */
    @RequestTransaction
    Begun begin(@Nullable String key, PlaceOrder.Request request) throws SQLException {
        byte[] fingerprint = key == null ? null : keys.fingerprint(key, request);
        UUID id = UUID.randomUUID();
        try (Connection c = database.getConnection()) {
            String account = Sql.first(
                            c, "select account from customer where id = ?", row -> row.getString(1), request.customer())
                    .orElseThrow(() -> Refused.notFound("customer", "there is no customer " + request.customer()));
            int added = Sql.update(c, """
                    insert into orders (id, customer_id, key, fingerprint, lines) values (?, ?, ?, ?, ?::jsonb)
                    on conflict (key) do nothing""", id, request.customer(), key, fingerprint, write(request.lines()));
            if (added == 1) {
                return new Begun(find(c, id), account, true);
            }
            Order before = Sql.first(c, "select * from orders where key = ?", this::order, key)
                    .orElseThrow();
            byte[] first = Sql.first(c, "select fingerprint from orders where key = ?", row -> row.getBytes(1), key)
                    .orElseThrow();
            IdempotencyKeys.requireSame(first, fingerprint == null ? new byte[0] : fingerprint);
            return new Begun(before, account, false);
        }
    }

    /** The action is the order's from here on. @return false if it is over already */
    @RequestTransaction
    boolean attach(UUID id, Lra lra) throws SQLException {
        try (Connection c = database.getConnection()) {
            log(c, id, "order", "joined");
            return Fence.tried(c, lra) != Fence.Then.TOO_LATE
                    && Sql.update(
                                    c,
                                    "update orders set lra = ? where id = ? and state = 'placing' and lra is null",
                                    lra.toString(),
                                    id)
                            == 1;
        }
    }

    /** Durable before the coordinator is told, so that whoever comes after a kill tells it the same. */
    @RequestTransaction
    boolean decide(UUID id, String decision, @Nullable Problem reason, @Nullable Money total) throws SQLException {
        try (Connection c = database.getConnection()) {
            log(c, id, "order", "decided to " + decision);
            return Sql.update(
                            c,
                            """
                            update orders set decision = ?, reason = ?::jsonb, total_minor = ?::bigint, currency = ?
                             where id = ? and state = 'placing' and decision is null""",
                            decision,
                            reason == null ? null : write(reason),
                            total == null ? null : total.minor(),
                            total == null ? null : total.currency(),
                            id)
                    == 1;
        }
    }

    /** Ends an order that has no action. */
    @RequestTransaction
    void refuse(UUID id, Problem reason) throws SQLException {
        try (Connection c = database.getConnection()) {
            end(c, id, "refused", reason);
        }
    }

    /** Ends an order whose action can't be followed any more, visibly. */
    @RequestTransaction
    void fail(UUID id, Problem reason) throws SQLException {
        try (Connection c = database.getConnection()) {
            end(c, id, "failed", reason);
        }
    }

    /** In the transaction of the coordinator's call. An action that came too late for its order has none to end. */
    void ended(Connection connection, Lra lra, boolean completed) throws SQLException {
        Optional<UUID> id = Sql.first(
                connection, "select id from orders where lra = ?", row -> row.getObject(1, UUID.class), lra.toString());
        if (id.isPresent()) {
            end(connection, id.get(), completed ? Order.CONFIRMED : "refused", TIME_LIMIT);
        }
    }

    private static final Problem TIME_LIMIT = Problem.of(
            409,
            "time-limit",
            "Time limit",
            "the order could not be placed in time; nothing of it stays, place it again");

    /** The final state and its event, in one transaction. */
    private void end(Connection connection, UUID id, String state, Problem reason) throws SQLException {
        int ended = Sql.update(connection, """
                update orders set state = ?, ended_at = now(),
                       reason = case when ? = 'confirmed' then null else coalesce(reason, ?::jsonb) end
                 where id = ? and state = 'placing'""", state, state, write(reason), id);
        if (ended == 1) {
            log(connection, id, "order", state);
            outbox.record(connection, "order-" + state, id.toString(), find(connection, id));
        }
    }

    @RequestTransaction
    void log(UUID id, String participant, String step) throws SQLException {
        try (Connection c = database.getConnection()) {
            log(c, id, participant, step);
        }
    }

    private static void log(Connection connection, UUID id, String participant, String step) throws SQLException {
        Sql.update(
                connection,
                "insert into saga_log (order_id, participant, step) values (?, ?, ?)",
                id,
                participant,
                step);
    }

    @RequestTransaction
    Order get(UUID id) throws SQLException {
        try (Connection c = database.getConnection()) {
            return find(c, id);
        }
    }

    @RequestTransaction
    List<Order> recent(int limit) throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.list(c, "select * from orders order by placed_at desc, id limit ?", this::order, limit);
        }
    }

    /** Those that are not over first, the oldest first; then the latest. */
    @RequestTransaction
    List<Order> byUrgency(@Nullable String state, int limit) throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.list(c, """
                    select * from orders where ?::text is null or state = ?
                     order by state = 'placing' desc, state = 'failed' desc,
                              case when state = 'placing' then placed_at end, placed_at desc limit ?""", this::order, state, state, limit);
        }
    }

    @RequestTransaction
    List<LogLine> logOf(UUID id) throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.list(
                    c,
                    "select participant, step, at from saga_log where order_id = ? order by number",
                    row -> new LogLine(row.getString(1), row.getString(2), Sql.instant(row, "at")),
                    id);
        }
    }

    @RequestTransaction
    List<Overdue> overdue(Duration decided, Duration undecided) throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.list(c, """
                    select id, lra, decision from orders
                     where state = 'placing'
                       and placed_at < now() - case when decision is null then ? else ? end * interval '1 millisecond'
                     order by placed_at limit 100""", Orders::overdue, undecided.toMillis(), decided.toMillis());
        }
    }

    private static Overdue overdue(ResultSet row) throws SQLException {
        return new Overdue(
                row.getObject("id", UUID.class),
                Optional.ofNullable(row.getString("lra")).map(l -> new Lra(URI.create(l))),
                Optional.ofNullable(row.getString("decision")));
    }

    private Order find(Connection connection, UUID id) throws SQLException {
        return Sql.first(connection, "select * from orders where id = ?", this::order, id)
                .orElseThrow(() -> Refused.notFound("order", "there is no order " + id));
    }

    private Order order(ResultSet row) throws SQLException {
        String reason = row.getString("reason");
        Long total = Sql.nullableLong(row, "total_minor");
        try {
            return new Order(
                    row.getObject("id", UUID.class),
                    row.getObject("customer_id", UUID.class),
                    json.readValue(row.getString("lines"), new TypeReference<List<HoldStock.Line>>() {}),
                    row.getString("state"),
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
