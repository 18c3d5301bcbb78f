package io.frostline.order.ordering;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.commerce.Constraints;
import io.frostline.commerce.HoldPayment;
import io.frostline.commerce.HoldStock;
import io.frostline.commerce.HoldStock.Line;
import io.frostline.commerce.Money;
import io.frostline.order.saga.Holds;
import io.frostline.order.saga.SagaRun;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.text.Json;
import io.frostline.platform.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Placement of an order: an action in which stock and payment take part. */
@ApplicationScoped
public class PlaceOrder {
    private final Orders orders;
    private final SagaRun sagas;
    private final Holds holds;
    private final ObjectMapper json;

    public PlaceOrder(Orders orders, SagaRun sagas, Holds holds, ObjectMapper json) {
        this.orders = orders;
        this.sagas = sagas;
        this.holds = holds;
        this.json = json;
    }

    public record Request(
            @NotNull(message = Constraints.MISSING) UUID customer,

            @NotNull(message = Constraints.MISSING) @Size(min = 1, max = MAX_LINES, message = LINES_MESSAGE)
            List<@NotNull(message = Constraints.MISSING) @Valid Line> lines) {
        private static final int MAX_LINES = 100;
        private static final String LINES_MESSAGE = "must be 1 to 100";
    }

    /** @return order with its outcome, or still being placed if the outcome is not known in time */
    OrderBody place(@Nullable String key, Request request) {
        Orders.Begun begun = orders.begin(key, request);
        if (!begun.isNew()) {
            return begun.order();
        }
        UUID id = begun.order().id();
        sagas.run(id, lra -> hold(id, lra, begun.account(), request));
        return orders.get(id);
    }

    private SagaRun.Asked hold(UUID id, Lra lra, String account, Request request) {
        Holds.Answer stock = holds.stock(lra, new HoldStock(id.toString(), request.lines()));
        if (!(stock instanceof Holds.Answer.Held held)) {
            return new SagaRun.Asked(stock.refusal(), null);
        }
        Money total = Json.read(json, held.body(), HoldStock.Held.class, "stock's answer")
                .total();
        Optional<Problem> refusal = total.minor() == 0
                ? Optional.empty()
                : holds.payment(lra, new HoldPayment(id.toString(), account, total))
                        .refusal();
        return new SagaRun.Asked(refusal, total);
    }
}
