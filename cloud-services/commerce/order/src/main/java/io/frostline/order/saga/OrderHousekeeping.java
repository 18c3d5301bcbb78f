package io.frostline.order.saga;

import io.frostline.order.OrderConfig;
import io.frostline.platform.saga.Housekeeping;
import io.frostline.platform.saga.SagaConfig;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Forgets sagas that ended well long ago; what became of the order stands in the order. Their participants are told first, and
 * keep their parts until then: so those of a saga that failed are there when it is retried, however late.
 */
@Singleton
public class OrderHousekeeping extends Housekeeping {
    private static final int AT_ONCE = 500;

    private final Sagas sagas;
    private final SagaParts parts;
    private final Duration kept;

    public OrderHousekeeping(
            @DataSource("order") javax.sql.DataSource database,
            SagaConfig config,
            OrderConfig order,
            Sagas sagas,
            SagaParts parts) {
        super(database, config);
        this.sagas = sagas;
        this.parts = parts;
        this.kept = order.sagasKept();
    }

    @Override
    protected void forgetMore() throws SQLException {
        List<Saga> old;
        do {
            old = sagas.endedWell(kept, AT_ONCE);
            parts.forget(old);
            sagas.forget(old);
        } while (old.size() == AT_ONCE);
    }
}
