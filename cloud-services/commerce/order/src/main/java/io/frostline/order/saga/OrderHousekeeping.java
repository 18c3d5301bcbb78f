package io.frostline.order.saga;

import io.frostline.order.OrderConfig;
import io.frostline.platform.saga.Housekeeping;
import io.frostline.platform.saga.SagaConfig;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * Housekeeping that forgets sagas that were completed or compensated long ago; the order itself stores its outcome. Participants
 * are told first and keep their parts until then: so the parts of a failed saga still exist when it is retried, however late.
 */
@Singleton
public class OrderHousekeeping extends Housekeeping {
    private static final int BATCH_SIZE = 500;

    private final Sagas sagas;
    private final ParticipantClient parts;
    private final Duration kept;

    public OrderHousekeeping(
            @DataSource("order") javax.sql.DataSource database,
            SagaConfig config,
            OrderConfig order,
            Sagas sagas,
            ParticipantClient parts) {
        super(database, config);
        this.sagas = sagas;
        this.parts = parts;
        this.kept = order.sagasKept();
    }

    @Override
    protected void forgetMore() {
        List<Saga> old;
        do {
            old = sagas.endedWell(kept, BATCH_SIZE);
            parts.forget(old);
            sagas.forget(old);
        } while (old.size() == BATCH_SIZE);
    }
}
