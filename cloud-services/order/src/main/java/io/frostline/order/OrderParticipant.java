package io.frostline.order;

import io.frostline.saga.Lra;
import io.frostline.saga.Participant;
import io.frostline.saga.SagaConfig;
import io.quarkus.agroal.DataSource;
import jakarta.ws.rs.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** The order's own part in an action: its state follows from the action's end. */
@Path(OrderParticipant.PATH)
public class OrderParticipant extends Participant {
    static final String PATH = "/lra/order";

    private final Sagas sagas;

    public OrderParticipant(SagaConfig config, @DataSource("order") javax.sql.DataSource database, Sagas sagas) {
        super(config, database);
        this.sagas = sagas;
    }

    @Override
    protected void complete(Connection connection, Lra lra) throws SQLException {
        sagas.ended(connection, lra, true);
    }

    @Override
    protected void compensate(Connection connection, Lra lra) throws SQLException {
        sagas.ended(connection, lra, false);
    }
}
