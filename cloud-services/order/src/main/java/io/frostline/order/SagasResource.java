package io.frostline.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.frostline.web.Checks;
import io.frostline.web.Problem;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The actions as the orders know them: they are the system of record. What is stuck comes first. */
@Path("/api/v1/sagas")
public class SagasResource {
    private static final Map<String, String> STATES =
            Map.of("running", "placing", "completed", "confirmed", "compensated", "refused", "failed", "failed");

    private final Orders orders;
    private final OverdueOrders overdue;
    private final Clock clock = Clock.systemUTC();

    public SagasResource(Orders orders, OverdueOrders overdue) {
        this.orders = orders;
        this.overdue = overdue;
    }

    /**
     * @param id that of the order
     * @param seconds how long it has run, or took
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Saga(
            UUID id,
            String kind,
            String state,
            @Nullable Problem reason,
            Instant startedAt,
            @Nullable Instant endedAt,
            double seconds,
            @Nullable List<Step> steps) {}

    public record Step(String participant, String step, Instant at) {}

    @GET
    public List<Saga> all(@QueryParam("state") @Nullable String state) throws SQLException {
        String wanted = state == null ? null : STATES.get(Checks.oneOf("state", state, STATES.keySet()));
        return orders.byUrgency(wanted, 100).stream()
                .map(order -> saga(order, null))
                .toList();
    }

    @GET
    @Path("{id}")
    public Saga one(@PathParam("id") UUID id) throws SQLException {
        Order order = orders.get(id);
        return saga(
                order,
                orders.logOf(id).stream()
                        .map(line -> new Step(line.participant(), line.step(), line.at()))
                        .toList());
    }

    /** Asks for its end now, whatever the pace of the sweep. */
    @POST
    @Path("{id}/retry")
    public Response retry(@PathParam("id") UUID id) throws SQLException {
        orders.get(id);
        for (Orders.Overdue each : orders.overdue(Duration.ZERO, Duration.ZERO)) {
            if (each.id().equals(id)) {
                overdue.end(each);
            }
        }
        return Response.ok(one(id)).build();
    }

    private Saga saga(Order order, @Nullable List<Step> steps) {
        String state = STATES.entrySet().stream()
                .filter(e -> e.getValue().equals(order.state()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        Instant ended = order.endedAt();
        return new Saga(
                order.id(),
                "place-order",
                state,
                order.reason(),
                order.placedAt(),
                ended,
                Duration.between(order.placedAt(), ended == null ? clock.instant() : ended)
                                .toMillis()
                        / 1000.0,
                steps);
    }
}
