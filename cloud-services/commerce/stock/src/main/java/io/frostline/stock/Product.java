package io.frostline.stock;

import io.frostline.commerce.Money;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Product that is sold, and what one of it costs. */
@Entity
@Table(name = "product")
public class Product {
    @Id
    String id;

    String name;

    @Column(name = "temperature_class")
    String temperatureClass;

    /** In the currency's smallest unit. */
    @Column(name = "price_minor")
    long priceMinor;

    String currency;

    @SuppressWarnings("NullAway.Init") // of Hibernate, which fills the fields
    protected Product() {}

    Money price() {
        return Money.ofMinor(priceMinor, currency);
    }
}
