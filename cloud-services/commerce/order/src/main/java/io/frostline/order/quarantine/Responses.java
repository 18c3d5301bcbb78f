package io.frostline.order.quarantine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.order.OrderConfig;
import io.frostline.order.OrderEvents;
import io.frostline.order.saga.Saga;
import io.frostline.order.saga.SagaSubject;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What follows from a response's end, in the saga's transaction: for its orders, for the quarantine, and the events of both. */
@ApplicationScoped
public class Responses implements SagaSubject {
    /** Events name no more orders than this; how many there are, they say. */
    private static final int MOST_NAMED = 1000;

    private final ClaimedOrders claimed;
    private final OrderEvents outbox;
    private final OrderConfig config;
    private final ObjectMapper json;

    public Responses(ClaimedOrders claimed, OrderEvents outbox, OrderConfig config, ObjectMapper json) {
        this.claimed = claimed;
        this.outbox = outbox;
        this.config = config;
        this.json = json;
    }

    /** What became of an order. */
    public record Affected(UUID order, String outcome) {}

    /**
     * What a response did.
     *
     * @param orders the first of them
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
    public boolean isOf(Saga.Kind kind) {
        return kind == Saga.Kind.RESPOND_TO_EXCURSION;
    }

    @Override
    public boolean isPaid(Saga saga) throws SQLException {
        return !claimed.paid(saga.id()).isEmpty();
    }

    @Override
    public void ended(Connection connection, Saga saga) throws SQLException {
        switch (saga.state()) {
            case RUNNING -> throw new IllegalArgumentException("it has not ended");
            case COMPLETED -> complete(connection, saga);
            case COMPENSATED -> undo(connection, saga);
            case FAILED -> recordFailure(connection, saga);
        }
    }

    private void complete(Connection connection, Saga saga) throws SQLException {
        claimed.settle(connection, saga.id(), write(ClaimedOrders.reason()));
        Sql.update(connection, """
                update quarantine set saga_id = null, trouble = null, due_at = null,
                       state = case when state = 'responding' then 'in-force' else state end,
                       attempts = case when in_force_at is not null
                                        and not exists (select from quarantine_order where saga_id = ?)
                                       then attempts else 0 end,
                       in_force_at = coalesce(in_force_at, now())
                 where id = ?""", saga.id(), saga.subject());
        QuarantineTable.lookAgain(connection, saga.subject(), config);
        outbox.record(connection, "quarantine-in-force", saga.subject().toString(), told(connection, saga));
        QuarantineTable.follow(connection, saga.subject(), outbox);
    }

    private void undo(Connection connection, Saga saga) throws SQLException {
        ClaimedOrders.restore(connection, saga.id());
        recordFailure(connection, saga);
        Sql.update(connection, "update quarantine set saga_id = null where id = ?", saga.subject());
        QuarantineTable.later(connection, saga.subject(), config);
        QuarantineTable.follow(connection, saga.subject(), outbox);
    }

    private void recordFailure(Connection connection, Saga saga) throws SQLException {
        Sql.update(
                connection,
                "update quarantine set trouble = ?::jsonb where id = ?",
                write(saga.reason()),
                saga.subject());
    }

    private static InForce told(Connection connection, Saga saga) throws SQLException {
        List<Affected> orders = affected(connection, saga.id());
        List<UUID> excursions = Sql.list(
                connection,
                "select excursion from quarantine_excursion where quarantine_id = ? order by joined_at",
                row -> row.getObject(1, UUID.class),
                saga.subject());
        int cancelled = (int)
                orders.stream().filter(each -> each.outcome.equals("cancelled")).count();
        return Sql.first(
                        connection,
                        "select site, room from quarantine where id = ?",
                        row -> new InForce(
                                saga.subject(),
                                row.getString(1),
                                row.getString(2),
                                excursions,
                                cancelled,
                                orders.size() - cancelled,
                                orders.stream().limit(MOST_NAMED).toList()),
                        saga.subject())
                .orElseThrow();
    }

    /** @param saga the action, or the quarantine for all of its actions */
    static List<Affected> affected(Connection connection, UUID saga) throws SQLException {
        return Sql.list(
                connection, """
                select order_id, outcome from quarantine_order where saga_id = ? or quarantine_id = ?
                 order by outcome, order_id""", row -> new Affected(row.getObject(1, UUID.class), row.getString(2)), saga, saga);
    }

    private String write(@Nullable Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
