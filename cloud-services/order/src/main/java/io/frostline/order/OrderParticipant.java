package io.frostline.order;

import io.frostline.saga.Lra;
import io.frostline.saga.Participant;
import io.frostline.saga.SagaConfig;
import io.quarkus.agroal.DataSource;
import jakarta.ws.rs.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** The order's own part in its action: it is confirmed when the action closes, and refused when it is cancelled. */
@Path(OrderParticipant.PATH)
public class OrderParticipant extends Participant {
    static final String PATH = "/lra/order";

    private final Orders orders;

    public OrderParticipant(SagaConfig config, @DataSource("order") javax.sql.DataSource database, Orders orders) {
        super(config, database);
        this.orders = orders;
    }

    @Override
    protected void complete(Connection connection, Lra lra) throws SQLException {
        orders.ended(connection, lra, true);
    }

    @Override
    protected void compensate(Connection connection, Lra lra) throws SQLException {
        orders.ended(connection, lra, false);
    }
}
