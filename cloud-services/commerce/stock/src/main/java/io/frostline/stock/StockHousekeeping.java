package io.frostline.stock;

import io.frostline.platform.saga.Housekeeping;
import io.frostline.platform.saga.SagaConfig;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;

@Singleton
public class StockHousekeeping extends Housekeeping {
    public StockHousekeeping(@DataSource("stock") javax.sql.DataSource database, SagaConfig config) {
        super(database, config);
    }
}
