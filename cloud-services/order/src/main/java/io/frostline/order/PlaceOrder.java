package io.frostline.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.contract.commerce.HoldPayment;
import io.frostline.contract.commerce.HoldStock;
import io.frostline.contract.commerce.Money;
import io.frostline.saga.Coordinators;
import io.frostline.saga.Lra;
import io.frostline.web.Problem;
import io.frostline.web.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Places an order: an action in which the order, stock and payment take part. No step holds a database transaction while it
 * waits for somebody. Whatever is killed on the way, the action's end decides: {@link OverdueOrders} sees to it.
 */
@ApplicationScoped
public class PlaceOrder {
    private static final Logger LOG = Logger.getLogger(PlaceOrder.class);

    private final Orders orders;
    private final Coordinators coordinators;
    private final Holds holds;
    private final ObjectMapper json;
    private final OrderConfig config;
    private final ExecutorService placing = Executors.newVirtualThreadPerTaskExecutor();

    public PlaceOrder(Orders orders, Coordinators coordinators, Holds holds, ObjectMapper json, OrderConfig config) {
        this.config = config;
        this.orders = orders;
        this.coordinators = coordinators;
        this.holds = holds;
        this.json = json;
    }

    public record Request(UUID customer, List<HoldStock.Line> lines) {}

    private record Held(Money total) {}

    /** @return the order as it then is: over, or still {@code placing} where the outcome is not known in time */
    Order place(@Nullable String key, Request request) throws SQLException {
        Orders.Begun begun = orders.begin(key, request);
        if (!begun.isNew()) {
            return begun.order();
        }
        Future<Order> placed = placing.submit(() -> run(begun, request));
        try {
            return placed.get(config.answerWithin().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return orders.get(begun.order().id()); // it goes on
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Refused refused ? refused : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Order run(Orders.Begun begun, Request request) throws SQLException {
        UUID id = begun.order().id();
        Lra lra = begin(id);
        orders.log(id, "coordinator", "started " + lra);
        try {
            if (!coordinators.join(lra, OrderParticipant.PATH) || !orders.attach(id, lra)) {
                orders.refuse(id, unavailable("the action was over before it began"));
                return orders.get(id);
            }
        } catch (Coordinators.Unreachable e) {
            orders.refuse(id, unavailable(e.getMessage()));
            throw Refused.unavailable("coordinator", "nothing was ordered: try again; " + e.getMessage());
        }
        Outcome outcome = hold(id, lra, begun.account(), request);
        if (orders.decide(id, outcome.refusal == null ? "close" : "cancel", outcome.refusal, outcome.total)) {
            end(id, lra, outcome.refusal == null);
        }
        return orders.get(id);
    }

    private Lra begin(UUID id) throws SQLException {
        try {
            return coordinators.start("order/" + id);
        } catch (Coordinators.Unreachable e) {
            orders.refuse(id, unavailable(e.getMessage()));
            throw Refused.unavailable("coordinator", "nothing was ordered: try again; " + e.getMessage());
        }
    }

    private static Problem unavailable(@Nullable String detail) {
        return Problem.of(503, "coordinator-unavailable", "Service unavailable", String.valueOf(detail));
    }

    private record Outcome(
            @Nullable Problem refusal, @Nullable Money total) {}

    private Outcome hold(UUID id, Lra lra, String account, Request request) throws SQLException {
        Holds.Answer stock = holds.stock(lra, new HoldStock(id.toString(), request.lines()));
        orders.log(id, "stock", said(stock));
        if (!(stock instanceof Holds.Answer.Held held)) {
            return new Outcome(refusal(stock), null);
        }
        Money total;
        try {
            total = json.treeToValue(held.body(), Held.class).total;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stock's answer", e);
        }
        if (total.minor() > 0) {
            Holds.Answer payment = holds.payment(lra, new HoldPayment(id.toString(), account, total));
            orders.log(id, "payment", said(payment));
            if (!(payment instanceof Holds.Answer.Held)) {
                return new Outcome(refusal(payment), total);
            }
        }
        return new Outcome(null, total);
    }

    private static String said(Holds.Answer answer) {
        return switch (answer) {
            case Holds.Answer.Held held -> "held";
            case Holds.Answer.No no -> "refused: " + no.why().detail();
            case Holds.Answer.None none -> "no answer: " + none.what();
        };
    }

    private static Problem refusal(Holds.Answer answer) {
        return switch (answer) {
            case Holds.Answer.No no -> no.why();
            case Holds.Answer.None none ->
                Problem.of(503, "service-unavailable", "Service unavailable", "nothing was ordered: " + none.what());
            case Holds.Answer.Held held -> throw new IllegalArgumentException("that is no refusal");
        };
    }

    private void end(UUID id, Lra lra, boolean close) throws SQLException {
        try {
            Coordinators.Ended ended = close ? coordinators.close(lra) : coordinators.cancel(lra);
            orders.log(id, "coordinator", ended.name().toLowerCase(java.util.Locale.ROOT));
        } catch (Coordinators.Unreachable e) {
            LOG.warnf("order %s: %s; its end will be asked for again", id, e.getMessage());
        }
    }
}
