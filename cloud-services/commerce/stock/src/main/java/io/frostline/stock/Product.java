package io.frostline.stock;

import io.frostline.commerce.Money;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Product for sale, with its price per unit. */
@Entity
@Table(name = "product")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields
public class Product {
    @Id
    String id;

    String name;

    @Column(name = "temperature_class")
    String temperatureClass;

    /** Price of one unit in the currency's smallest unit. */
    @Column(name = "price_minor")
    long priceMinor;

    String currency;

    Money price() {
        return Money.ofMinor(priceMinor, currency);
    }
}
