package io.frostline.order;

import io.frostline.saga.Housekeeping;
import io.frostline.saga.SagaConfig;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;

@Singleton
public class OrderHousekeeping extends Housekeeping {
    public OrderHousekeeping(@DataSource("order") javax.sql.DataSource database, SagaConfig config, OrderConfig order) {
        super(database, config, keys(config), sagas(order));
    }

    /** What became of the order stands in the order. */
    private static Ended sagas(OrderConfig config) {
        return new Ended("""
                delete from saga where id in (
                    select id from saga where state in ('completed', 'compensated') and ended_at < now() - ? * interval '1 ms'
                     limit ?)""", config.sagasKept());
    }
}
