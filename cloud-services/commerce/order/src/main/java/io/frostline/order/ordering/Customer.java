package io.frostline.order.ordering;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** Customer who orders, and pays from an account. */
@Entity
@Table(name = "customer")
public class Customer {
    @Id
    UUID id;

    String name;
    String email;

    /** Of payment. */
    String account;

    /** By the database's clock, as the ranges of lists. */
    @Column(name = "created_at", insertable = false, updatable = false)
    Instant createdAt;

    @SuppressWarnings("NullAway.Init") // of Hibernate, which fills the fields
    protected Customer() {}

    @SuppressWarnings("NullAway.Init") // of the database, which fills createdAt
    Customer(UUID id, String name, String email, String account) {
        this.id = id;
        this.name = name;
        this.email = email;
        this.account = account;
    }
}
