package io.frostline.payment;

import io.frostline.platform.saga.Housekeeping;
import io.frostline.platform.saga.SagaConfig;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;

@Singleton
public class PaymentHousekeeping extends Housekeeping {
    public PaymentHousekeeping(@DataSource("payment") javax.sql.DataSource database, SagaConfig config) {
        super(database, config);
    }
}
