package io.frostline.order;

import io.frostline.saga.Housekeeping;
import io.frostline.saga.SagaConfig;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;

@Singleton
public class OrderHousekeeping extends Housekeeping {
    public OrderHousekeeping(@DataSource("order") javax.sql.DataSource database, SagaConfig config) {
        super(database, config);
    }
}
